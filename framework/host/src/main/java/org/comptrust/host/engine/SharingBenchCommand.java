package org.comptrust.host.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.comptrust.host.text.Figures;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.SharingBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench sharing}: what reading common beginnings once saves. */
@Command(
        name = "sharing",
        description =
                "Few-shot requests of eight dimensions, with beginnings read once and with each prompt read as a whole.")
public final class SharingBenchCommand implements Callable<Integer> {
    /** Of the time without sharing. */
    private static final double ALLOWED = 0.6;

    private static final Figures FIGURES = new Figures(number -> number < 0.001 && number > 0 ? "%.1e" : "%.3f");

    @Mixin
    BenchModelOptions model = new BenchModelOptions(BenchShape.M110);

    @Option(names = "--items", paramLabel = "N", description = "Requests of a dimension; 16 if not given.")
    int items = 16;

    @Option(names = "--repetitions", paramLabel = "N", description = "Of which the quickest counts; 2 if not given.")
    int repetitions = 2;

    @Mixin
    BenchSession session = new BenchSession();

    @Override
    public Integer call() {
        Precision precision = model.precision();
        if (items < 1 || repetitions < 1) {
            throw session.misuse("--items and --repetitions must be at least 1");
        }
        try (BenchModels files = model.files();
                TorchEngine engine = session.startEngine()) {
            List<SharingBench.Dimension> measured = EngineModels.translated(() -> new SharingBench(engine, repetitions)
                    .run(files.folder(), files.cache(), precision, items, session::say));
            double ratio = print(engine.identity(), measured);
            return ratio <= ALLOWED ? 0 : 1;
        }
    }

    /** @return processor time with sharing, of that without */
    private double print(String identity, List<SharingBench.Dimension> measured) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SharingBench.Dimension dimension : measured) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("dimension", dimension.name());
            row.put("requests", dimension.requests());
            row.put("prompt tokens", dimension.promptTokens());
            row.put("shared (s)", dimension.shared().seconds());
            row.put("apart (s)", dimension.apart().seconds());
            row.put("shared (CPU s)", dimension.shared().cpuSeconds());
            row.put("apart (CPU s)", dimension.apart().cpuSeconds());
            row.put(
                    "ratio (CPU)",
                    dimension.shared().cpuSeconds() / dimension.apart().cpuSeconds());
            row.put("same texts", dimension.sameTexts());
            row.put("largest difference (nats)", dimension.nats());
            rows.add(row);
        }
        double ratio = sum(measured, each -> each.shared().cpuSeconds())
                / sum(measured, each -> each.apart().cpuSeconds());
        Map<String, Object> all = model.figures();
        all.put("engine", identity);
        all.put("shared (s)", sum(measured, each -> each.shared().seconds()));
        all.put("apart (s)", sum(measured, each -> each.apart().seconds()));
        all.put("shared over apart, by the clock", (double) all.get("shared (s)") / (double) all.get("apart (s)"));
        all.put("shared over apart, processor time", ratio);
        all.put(
                "verdict",
                String.format(
                        Locale.ROOT,
                        "Sharing costs %.2f of the processor time without it; at most %.2f is allowed.",
                        ratio,
                        ALLOWED));
        String text = FIGURES.lines(36, all) + "\n\n" + FIGURES.table(rows);
        all.put("dimensions", rows);
        session.print(all, text);
        return ratio;
    }

    private static double sum(List<SharingBench.Dimension> measured, ToDoubleFunction<SharingBench.Dimension> figure) {
        return measured.stream().mapToDouble(figure).sum();
    }
}
