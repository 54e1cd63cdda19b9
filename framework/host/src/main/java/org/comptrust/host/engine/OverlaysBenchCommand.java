package org.comptrust.host.engine;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.host.text.Figures;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.OverlaysBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench overlays}: memory of several variants that are held at once. */
@Command(
        name = "overlays",
        description = "Memory of variants held at once over one base, beside the tensors in which they differ from it.")
public final class OverlaysBenchCommand implements Callable<Integer> {
    private static final double MB = 1 << 20;

    /** Of the bytes of changed tensors. */
    private static final double ALLOWED = 1.35;

    @Mixin
    BenchModelOptions model = new BenchModelOptions(BenchShape.M110);

    @Option(names = "--variants", paramLabel = "N", description = "How many; 12 if not given.")
    int variants = 12;

    @Mixin
    BenchSession session = new BenchSession();

    @Override
    public Integer call() {
        Precision precision = model.precision();
        if (variants < 1) {
            throw session.misuse("--variants must be at least 1");
        }
        try (BenchModels files = model.files();
                TorchEngine engine = session.startEngine()) {
            OverlaysBench.Result result = EngineModels.translated(() ->
                    new OverlaysBench(engine).run(files.folder(), files.cache(), precision, variants, session::say));
            print(engine.identity(), result);
            boolean holds = result.sameAnswers() && result.ratio().orElse(0) <= ALLOWED;
            return holds ? 0 : 1;
        }
    }

    private void print(String identity, OverlaysBench.Result result) {
        Map<String, Object> all = model.figures();
        all.put("engine", identity);
        all.put("variants", result.variants());
        all.put("changed tensors", result.tensors());
        all.put("changed tensors (MB)", result.changed() / MB);
        if (result.base().isEmpty()) {
            all.put("resident", "not measured: there is no /proc/self/status");
        } else {
            all.put("resident, base alone (MB)", result.base().getAsLong() / MB);
            row(all, "all held", result.held(), result.changed());
            row(all, "all have answered", result.answered(), result.changed());
            row(all, "at most, answering one after the other", result.most(), result.changed());
            row(all, "at most, answering all at once", result.together(), result.changed());
        }
        all.put("same answers as alone", result.sameAnswers());
        all.put("verdict", verdict(result));
        session.print(all, new Figures("%.3f").lines(58, all));
    }

    private static String verdict(OverlaysBench.Result result) {
        if (!result.sameAnswers()) {
            return "A variant answered otherwise than alone.";
        }
        if (result.ratio().isEmpty()) {
            return "Each variant answered as it does alone; memory was not measured here.";
        }
        double ratio = result.ratio().getAsDouble();
        return String.format(
                Locale.ROOT,
                ratio > ALLOWED
                        ? "The variants take %.2f of what their changed tensors need; at most %.2f is allowed."
                        : "The variants take %.2f of what their changed tensors need, of %.2f that are allowed.",
                ratio,
                ALLOWED);
    }

    private static void row(Map<String, Object> all, String what, long bytes, long changed) {
        all.put("more resident, " + what + " (MB)", bytes / MB);
        all.put("more resident, " + what + " (of changed tensors)", (double) bytes / changed);
    }
}
