package org.comptrust.host.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelException;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.text.TextTable;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.CompressionBench;
import org.comptrust.models.bench.RandomModel;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.WeightNames;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench pipeline}: speed of whole runs, beside the limit of matrix products, and what is lost around the forward steps. */
@Command(
        name = "pipeline",
        description = "Speed of whole runs, from spec to report, and what is lost around the model's forward steps.")
public final class PipelineBenchCommand implements Callable<Integer> {
    private final Supplier<PluginCatalog> plugins;

    @Option(
            names = "--model",
            paramLabel = "SHAPE|DIR",
            description = "15M, 110M or 1.1B of random weights, or a checkpoint folder; 110M if not given.")
    String model = BenchShape.M110.toString();

    @Option(names = "--dtype", paramLabel = "TYPE", description = "float32 or bfloat16.")
    String dtype = "float32";

    @Option(names = "--items", paramLabel = "N", description = "Questions of each run; 512 if not given.")
    int items = 512;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "Of a scored text; of prompt and answer where text is written; 256 if not given.")
    int tokens = 256;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of a matrix product.")
    int threads;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    /** @param plugins opens the installed plugins; the command closes them */
    public PipelineBenchCommand(Supplier<PluginCatalog> plugins) {
        this.plugins = plugins;
    }

    @Override
    public Integer call() throws IOException {
        Precision precision = Precision.named(dtype)
                .orElseThrow(() -> misuse("--dtype: " + dtype + " is none of " + Precision.names()));
        if (items < 2 || tokens < 2) {
            throw misuse("--items and --tokens must be at least 2");
        }
        Path folder = Files.createTempDirectory("comptrust-bench");
        try {
            measure(precision, folder);
        } catch (CheckpointException e) {
            throw new ModelException(e.getMessage(), e);
        } finally {
            delete(folder);
        }
        return 0;
    }

    private void measure(Precision precision, Path folder) throws JsonProcessingException {
        Path checkpoint = checkpoint(folder);
        Map<String, Object> all = new LinkedHashMap<>();
        double ceiling;
        try (TorchEngine engine = EngineModels.startEngine()) {
            if (threads > 0) {
                JniUtils.setNumThreads(threads);
            }
            say("matrix products");
            ceiling = new CompressionBench(engine, 1, 1, 1).ceiling(precision);
            all.put("model", model);
            all.put("dtype", dtype);
            all.put("engine", engine.identity());
        }
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("items", items);
        all.put("tokens", tokens);
        all.put("matmul ceiling (GFLOP/s)", ceiling / 1e9);
        long parameters = multiplied(checkpoint);
        try (PluginCatalog catalog = plugins.get();
                EngineModels models = EngineModels.start(folder.resolve("cache"))) {
            PipelineBench bench = new PipelineBench(catalog, checkpoint, dtype, items, tokens, folder);
            say("loading");
            long begun = System.nanoTime();
            Lease lease = bench.start(models);
            try (lease) {
                all.put("start (s)", (System.nanoTime() - begun) / 1e9);
                Map<String, PipelineBench.Timed> timed = bench.run(models, this::say);
                Map<String, Map<String, Object>> runs = new LinkedHashMap<>();
                timed.forEach((name, run) -> runs.put(name, row(name, run, 2.0 * parameters / ceiling)));
                print(all, runs);
            }
        }
    }

    /**
     * Figures of a run.
     *
     * @param secondsOfToken that a token takes at least, if all of its products reach the ceiling
     */
    private static Map<String, Object> row(String name, PipelineBench.Timed run, double secondsOfToken) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("seconds", run.seconds());
        row.put("in forward steps (s)", run.kernelSeconds());
        row.put("overhead (fraction)", run.overhead());
        row.put("prompt tokens", run.promptTokens());
        row.put("answer tokens", run.answerTokens());
        if (name.equals("scoring")) { // elsewhere not every token meets every parameter
            row.put("tokens/s", run.promptTokens() / run.seconds());
            row.put("of the matmul ceiling", run.promptTokens() * secondsOfToken / run.seconds());
        } else {
            row.put("prompt tokens/s", run.promptTokens() / run.seconds());
            row.put("answer tokens/s", run.answerTokens() / run.seconds());
        }
        run.parts().forEach((part, seconds) -> row.put(part + " (s)", seconds));
        return row;
    }

    private Path checkpoint(Path folder) {
        Optional<BenchShape> shape = BenchShape.named(model);
        if (shape.isPresent()) {
            say("writing random weights of " + model);
            return RandomModel.of(shape.get()).write(folder.resolve("model"));
        }
        Path given = Path.of(model).toAbsolutePath();
        if (!Files.isDirectory(given)) {
            throw misuse("--model: " + model + " is neither a folder nor one of " + BenchShape.names());
        }
        return given;
    }

    /** Parameters that a token is multiplied with: all but the embedding table's. */
    private static long multiplied(Path folder) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        boolean tied = checkpoint.shape().tiedHead();
        return checkpoint.tensors().values().stream()
                .filter(entry -> tied || !entry.name().equals(WeightNames.EMBEDDING))
                .mapToLong(TensorEntry::elements)
                .sum();
    }

    private void print(Map<String, Object> all, Map<String, Map<String, Object>> runs) throws JsonProcessingException {
        PrintWriter out = specOf().commandLine().getOut();
        if (json) {
            all.put("runs", runs);
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } else {
            all.forEach((name, value) -> out.printf(Locale.ROOT, "%-26s %s%n", name, text(value)));
            runs.forEach((name, row) -> {
                TextTable table = new TextTable(name, "");
                row.forEach((figure, value) -> table.row(figure, text(value)));
                out.println();
                out.println(table);
            });
        }
        out.flush();
    }

    private static String text(Object value) {
        return value instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : String.valueOf(value);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void say(String what) {
        PrintWriter err = specOf().commandLine().getErr();
        err.println(what + " ...");
        err.flush();
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
