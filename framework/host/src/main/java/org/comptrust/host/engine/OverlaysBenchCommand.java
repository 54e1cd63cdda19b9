package org.comptrust.host.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.OverlaysBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench overlays}: memory of several variants that are held at once. */
@Command(
        name = "overlays",
        description = "Memory of variants held at once over one base, beside the tensors in which they differ from it.")
public final class OverlaysBenchCommand implements Callable<Integer> {
    private static final double MB = 1 << 20;

    /** Of the bytes of changed tensors. */
    private static final double ALLOWED = 1.35;

    @Option(
            names = "--model",
            paramLabel = "SHAPE|DIR",
            description = "15M, 110M or 1.1B of random weights, or a checkpoint folder; 110M if not given.")
    String model = BenchShape.M110.toString();

    @Option(names = "--variants", paramLabel = "N", description = "How many; 12 if not given.")
    int variants = 12;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "float32 or bfloat16.")
    String dtype = "float32";

    @Option(names = "--threads", paramLabel = "N", description = "Threads of a matrix product.")
    int threads;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        Precision precision = Precision.named(dtype)
                .orElseThrow(() -> misuse("--dtype: " + dtype + " is none of " + Precision.names()));
        if (variants < 1) {
            throw misuse("--variants must be at least 1");
        }
        if (!BenchModels.known(model)) {
            throw misuse("--model: " + model + " is neither a folder nor one of " + BenchShape.names());
        }
        PrintWriter err = specOf().commandLine().getErr();
        try (TorchEngine engine = EngineModels.startEngine();
                BenchModels files = BenchModels.of(model)) {
            if (threads > 0) {
                JniUtils.setNumThreads(threads);
            }
            OverlaysBench.Watcher watcher = what -> {
                err.println(what + " ...");
                err.flush();
            };
            OverlaysBench.Result result = EngineModels.translated(
                    () -> new OverlaysBench(engine).run(files.folder(), files.cache(), precision, variants, watcher));
            print(engine.identity(), result);
            boolean holds = result.sameAnswers() && result.ratio().orElse(0) <= ALLOWED;
            return holds ? 0 : 1;
        }
    }

    private void print(String identity, OverlaysBench.Result result) throws JsonProcessingException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", model);
        all.put("dtype", dtype);
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
        PrintWriter out = specOf().commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } else {
            all.forEach((name, value) -> out.printf(
                    Locale.ROOT,
                    "%-58s %s%n",
                    name,
                    value instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : value));
        }
        out.flush();
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

    private CommandSpec specOf() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return spec;
    }

    private ParameterException misuse(String message) {
        return new ParameterException(specOf().commandLine(), message);
    }
}
