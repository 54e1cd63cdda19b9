package org.comptrust.host.engine;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import org.comptrust.host.text.Figures;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.SoakBench;
import org.comptrust.models.bench.SoakResult;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench soak}: whether memory stays flat while a model and variants of it answer all kinds of requests. */
@Command(
        name = "soak",
        description =
                "Mixed work for minutes: does resident memory stay flat, and is no native handle left? JSON holds all samples.")
public final class SoakBenchCommand implements Callable<Integer> {
    private static final double MB = 1 << 20;

    /** Samples of a whole run. */
    private static final int SAMPLES = 200;

    @Option(names = "--minutes", paramLabel = "N", description = "How long; 20 if not given.")
    double minutes = 20;

    @Option(names = "--batches", paramLabel = "N", description = "Ends after so many batches, if that is sooner.")
    long batches = Long.MAX_VALUE;

    @Mixin
    BenchModelOptions model = new BenchModelOptions(BenchShape.M15);

    @Mixin
    BenchSession session = new BenchSession();

    @Override
    public Integer call() {
        Precision precision = model.precision();
        if (!(minutes > 0) || batches < 1) {
            throw session.misuse("--minutes must be above 0, --batches at least 1");
        }
        SoakResult result;
        String identity;
        try (BenchModels files = model.files();
                TorchEngine engine = session.startEngine()) {
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
            PrintWriter err = session.err();
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

    private void print(String identity, SoakResult result) {
        Map<String, Object> all = model.figures();
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
        result.held().ifPresent(growth -> {
            all.put("resident but the Java heap's reserve, slope per 1,000 batches (MB)", growth.slope() / MB);
            all.put("resident but the Java heap's reserve, standard error of the slope (MB)", growth.error() / MB);
        });
        result.heap().ifPresent(growth -> {
            all.put("Java heap in use, slope per 1,000 batches (MB)", growth.slope() / MB);
            all.put("Java heap in use, standard error of the slope (MB)", growth.error() / MB);
        });
        result.handles().ifPresent(growth -> all.put("native handles, slope per 1,000 batches", growth.slope()));
        all.put("native handles left", result.after().toString());
        all.put("same answers at the end", result.sameAnswers());
        all.put("verdict", result.verdict());
        String text = new Figures("%.3f").lines(52, all);
        all.put("memory", result.samples().stream().map(SoakBenchCommand::row).toList());
        session.print(all, text);
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
}
