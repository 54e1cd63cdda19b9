package org.comptrust.host.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.comptrust.host.text.TextTable;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.SharingBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench sharing}: what reading common beginnings once saves. */
@Command(
        name = "sharing",
        description =
                "Few-shot requests of eight dimensions, with beginnings read once and with each prompt read as a whole.")
public final class SharingBenchCommand implements Callable<Integer> {
    /** Of the time without sharing. */
    private static final double ALLOWED = 0.6;

    @Option(
            names = "--model",
            paramLabel = "SHAPE|DIR",
            description = "15M, 110M or 1.1B of random weights, or a checkpoint folder; 110M if not given.")
    String model = BenchShape.M110.toString();

    @Option(names = "--items", paramLabel = "N", description = "Requests of a dimension; 16 if not given.")
    int items = 16;

    @Option(names = "--repetitions", paramLabel = "N", description = "Of which the quickest counts; 2 if not given.")
    int repetitions = 2;

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
        if (items < 1 || repetitions < 1) {
            throw misuse("--items and --repetitions must be at least 1");
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
            SharingBench.Watcher watcher = what -> {
                err.println(what + " ...");
                err.flush();
            };
            List<SharingBench.Dimension> measured = EngineModels.translated(() -> new SharingBench(engine, repetitions)
                    .run(files.folder(), files.cache(), precision, items, watcher));
            double ratio = print(engine.identity(), measured);
            return ratio <= ALLOWED ? 0 : 1;
        }
    }

    /** @return processor time with sharing, of that without */
    private double print(String identity, List<SharingBench.Dimension> measured) throws JsonProcessingException {
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
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", model);
        all.put("dtype", dtype);
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
        PrintWriter out = specOf().commandLine().getOut();
        if (json) {
            all.put("dimensions", rows);
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } else {
            all.forEach((name, value) -> out.printf(Locale.ROOT, "%-36s %s%n", name, text(value)));
            out.println();
            TextTable table = new TextTable(rows.get(0).keySet().toArray(String[]::new));
            rows.forEach(row -> table.row(
                    row.values().stream().map(SharingBenchCommand::text).toArray(String[]::new)));
            out.println(table);
        }
        out.flush();
        return ratio;
    }

    private static double sum(List<SharingBench.Dimension> measured, ToDoubleFunction<SharingBench.Dimension> figure) {
        return measured.stream().mapToDouble(figure).sum();
    }

    private static String text(@Nullable Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, number < 0.001 && number > 0 ? "%.1e" : "%.3f", number)
                : String.valueOf(value);
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
