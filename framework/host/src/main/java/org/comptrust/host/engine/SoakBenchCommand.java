package org.comptrust.host.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.SoakBench;
import org.comptrust.models.bench.SoakResult;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench soak}: whether memory stays flat while a model and variants of it answer all kinds of requests. */
@Command(
        name = "soak",
        description = "Mixed work for minutes: does resident memory stay flat, and is no native handle left?")
public final class SoakBenchCommand implements Callable<Integer> {
    private static final double MB = 1 << 20;

    /** Samples of a whole run. */
    private static final int SAMPLES = 200;

    @Option(names = "--minutes", paramLabel = "N", description = "How long; 20 if not given.")
    double minutes = 20;

    @Option(names = "--batches", paramLabel = "N", description = "Ends after so many batches, if that is sooner.")
    long batches = Long.MAX_VALUE;

    @Option(
            names = "--model",
            paramLabel = "SHAPE|DIR",
            description = "15M, 110M or 1.1B of random weights, or a checkpoint folder; 15M if not given.")
    String model = BenchShape.M15.toString();

    @Option(names = "--dtype", paramLabel = "TYPE", description = "float32 or bfloat16.")
    String dtype = "float32";

    @Option(names = "--threads", paramLabel = "N", description = "Threads of a matrix product.")
    int threads;

    @Option(names = "--json", description = "Print JSON, with all samples.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        Precision precision = Precision.named(dtype)
                .orElseThrow(() -> misuse("--dtype: " + dtype + " is none of " + Precision.names()));
        if (!(minutes > 0) || batches < 1) {
            throw misuse("--minutes must be above 0, --batches at least 1");
        }
        if (!BenchModels.known(model)) {
            throw misuse("--model: " + model + " is neither a folder nor one of " + BenchShape.names());
        }
        SoakResult result;
        String identity;
        try (TorchEngine engine = EngineModels.startEngine();
                BenchModels files = BenchModels.of(model)) {
            if (threads > 0) {
                JniUtils.setNumThreads(threads);
            }
            identity = engine.identity();
            result = EngineModels.translated(
                    () -> new SoakBench(engine).run(files.folder(), files.cache(), precision, new Progress()));
        }
        print(identity, result);
        return result.faults().isEmpty() ? 0 : 1;
    }

    /** Says what each sample saw. */
    private final class Progress implements SoakBench.Watcher {
        private double next;

        @Override
        public boolean enough(long done, double seconds) {
            return done >= batches || seconds >= 60 * minutes;
        }

        @Override
        public boolean sample(long done, double seconds) {
            if (seconds < next) {
                return false;
            }
            next = seconds + 60 * minutes / SAMPLES;
            return true;
        }

        @Override
        public void sampled(SoakResult.Sample sample) {
            PrintWriter err = specOf().commandLine().getErr();
            err.printf(
                    Locale.ROOT,
                    "%.1f min, %d batches: resident %s, Java heap %.0f MB, %s%n",
                    sample.seconds() / 60,
                    sample.batches(),
                    sample.resident().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%.1f MB", sample.resident().getAsLong() / MB)
                            : "not measured",
                    sample.heap() / MB,
                    sample.handles());
            err.flush();
        }
    }

    private void print(String identity, SoakResult result) throws JsonProcessingException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", model);
        all.put("dtype", dtype);
        all.put("engine", identity);
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("minutes", result.seconds() / 60);
        all.put("batches", result.batches());
        all.put("requests", result.requests());
        all.put("too long, refused alone", result.refused());
        all.put("variants acquired", result.variants());
        all.put("compressed anew", result.compressed());
        all.put("samples", result.samples().size());
        all.put("samples after the first fifth", result.settled().size());
        resident(all, result.settled());
        result.resident().ifPresent(growth -> {
            all.put("resident, slope per 1,000 batches (MB)", growth.slope() / MB);
            all.put("resident, standard error of the slope (MB)", growth.error() / MB);
        });
        result.heap().ifPresent(growth -> {
            all.put("Java heap in use, slope per 1,000 batches (MB)", growth.slope() / MB);
            all.put("Java heap in use, standard error of the slope (MB)", growth.error() / MB);
        });
        result.handles().ifPresent(growth -> all.put("native handles, slope per 1,000 batches", growth.slope()));
        all.put("native handles left", result.after().toString());
        all.put("same answers at the end", result.sameAnswers());
        all.put("verdict", result.verdict());
        PrintWriter out = specOf().commandLine().getOut();
        if (json) {
            all.put(
                    "memory",
                    result.samples().stream().map(SoakBenchCommand::row).toList());
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
        } else {
            all.forEach((name, value) -> out.printf(
                    Locale.ROOT,
                    "%-52s %s%n",
                    name,
                    value instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : value));
        }
        out.flush();
    }

    private static void resident(Map<String, Object> all, List<SoakResult.Sample> samples) {
        if (samples.isEmpty()
                || samples.stream().anyMatch(sample -> sample.resident().isEmpty())) {
            all.put("resident", "not measured: there is no /proc/self/status");
            return;
        }
        ToLongFunction<SoakResult.Sample> bytes = sample -> sample.resident().getAsLong();
        all.put("resident, first (MB)", bytes.applyAsLong(samples.get(0)) / MB);
        all.put("resident, last (MB)", bytes.applyAsLong(samples.get(samples.size() - 1)) / MB);
        all.put("resident, least (MB)", samples.stream().mapToLong(bytes).min().orElseThrow() / MB);
        all.put("resident, most (MB)", samples.stream().mapToLong(bytes).max().orElseThrow() / MB);
    }

    private static Map<String, Object> row(SoakResult.Sample sample) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("seconds", sample.seconds());
        row.put("batches", sample.batches());
        OptionalLong resident = sample.resident();
        if (resident.isPresent()) {
            row.put("resident (MB)", resident.getAsLong() / MB);
        }
        row.put("Java heap in use (MB)", sample.heap() / MB);
        row.put("Java heap (MB)", sample.heapCommitted() / MB);
        row.put("arrays", sample.handles().arrays());
        row.put("values", sample.handles().values());
        row.put("scopes", sample.handles().scopes());
        return row;
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
