package org.comptrust.host.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Progress;
import org.comptrust.host.text.TextTable;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.NoiseBench;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench noise}: what answers owe to what else is asked with them. */
@Command(
        name = "noise",
        description = "What batching alone changes: the same requests, alone and in other company, side by side.")
public final class NoiseBenchCommand implements Callable<Integer> {
    private final Watched watched;

    @Option(
            names = "--model",
            paramLabel = "SHAPE|DIR",
            description = "15M, 110M or 1.1B of random weights, or a checkpoint folder; 15M if not given.")
    String model = BenchShape.M15.toString();

    @Option(names = "--dtype", paramLabel = "TYPE", description = "float32 or bfloat16; float32 if not given.")
    String dtype = "float32";

    @Option(
            names = "--prompts",
            paramLabel = "N",
            description = "Prompts, which the model writes itself; 24 if not given.")
    int prompts = 24;

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens of greedy text after each; 32 if not given.")
    int tokens = 32;

    @Option(names = "--seed", paramLabel = "N", description = "Of the prompts; 0 if not given.")
    long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of a matrix product.")
    int threads;

    @Option(
            names = "--fail-on-difference",
            description = "End with exit code 1 if a greedy text differs in any arrangement.")
    boolean failOnDifference;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    @Nullable
    CommandSpec spec;

    /** Shows a person who waits how far a measurement came. */
    public interface Watched {
        NoiseBench.Result run(Function<Progress, NoiseBench.Result> work);
    }

    /** @param watched runs the measurement */
    public NoiseBenchCommand(Watched watched) {
        this.watched = watched;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (prompts < 1 || tokens < 1) {
            throw misuse("--prompts and --tokens must be at least 1");
        }
        Precision precision = Precision.named(dtype)
                .orElseThrow(() -> misuse("--dtype: " + dtype + " is none of " + Precision.names()));
        Optional<BenchShape> shape = BenchShape.named(model);
        if (shape.isEmpty() && !Files.isDirectory(Path.of(model))) {
            throw misuse("--model: " + model + " is neither a folder nor one of " + BenchShape.names());
        }
        try (TorchEngine engine = EngineModels.startEngine()) {
            if (threads > 0) {
                JniUtils.setNumThreads(threads);
            }
            NoiseBench bench = new NoiseBench(engine, prompts, tokens, seed);
            NoiseBench.Result result = watched.run(progress -> {
                NoiseBench.Watcher watcher =
                        (arrangement, done, total) -> progress.step("asking " + arrangement, done, total);
                return shape.map(random -> bench.run(random, precision, watcher))
                        .orElseGet(() -> measured(engine, bench, precision, watcher));
            });
            PrintWriter out = commandSpec().commandLine().getOut();
            if (json) {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("model", model);
                all.put("dtype", dtype);
                all.put("engine", engine.identity());
                all.putAll(figures(result));
                out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
            } else {
                print(result, out);
            }
            out.flush();
            return failOnDifference && !result.sameTexts() ? 1 : 0;
        }
    }

    private NoiseBench.Result measured(
            TorchEngine engine, NoiseBench bench, Precision precision, NoiseBench.Watcher watcher) {
        try (BaseModel base = BaseModel.open(engine, Path.of(model), EngineModels.defaultCache(), precision)) {
            return bench.run(
                    base.decoder(), base.shape().vocabulary(), base.tokenizer().start(), watcher);
        } catch (CheckpointException e) {
            throw new ModelException(e.getMessage(), e);
        } catch (IllegalArgumentException e) { // texts longer than the model's context
            throw misuse("--tokens: " + e.getMessage());
        }
    }

    private Map<String, Object> figures(NoiseBench.Result result) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("prompts", result.prompts());
        all.put("tokens", result.tokens());
        all.put("seed", seed);
        all.put("sameTexts", result.sameTexts());
        all.put("tied", result.tied());
        all.put("flips", result.flips());
        all.put("largestNats", result.largestNats());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (NoiseBench.Compared one : result.compared()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("arrangement", one.arrangement().toString());
            row.put("sameTexts", one.sameTexts());
            one.firstDifference().ifPresent(first -> row.put("firstDifference", first));
            one.partingMargin().ifPresent(margin -> row.put("partingMargin", margin));
            row.put("largestNats", one.largestNats());
            row.put("meanNats", one.meanNats());
            row.put("largestTokenNats", one.largestTokenNats());
            row.put("flips", one.flips());
            one.flipMargin().ifPresent(margin -> row.put("flipMargin", margin));
            rows.add(row);
        }
        all.put("arrangements", rows);
        return all;
    }

    private void print(NoiseBench.Result result, PrintWriter out) {
        int n = result.prompts();
        TextTable table = new TextTable(
                "beside one at a time",
                "same texts",
                "parts at token",
                "margin there",
                "largest nats",
                "mean nats",
                "other choices",
                "margin of these");
        for (NoiseBench.Compared one : result.compared()) {
            table.row(
                    one.arrangement().toString(),
                    one.sameTexts() + " of " + n,
                    one.firstDifference().isPresent()
                            ? Integer.toString(one.firstDifference().getAsInt())
                            : "-",
                    small(one.partingMargin()),
                    small(one.largestNats()),
                    small(one.meanNats()),
                    one.flips() + " of " + n,
                    small(one.flipMargin()));
        }
        out.println(model + ", " + dtype + ": " + n + " prompts, " + result.tokens() + " tokens of text after each, "
                + "and a choice of 4 continuations");
        out.println();
        out.println(table);
        out.println();
        out.println(conclusion(result));
    }

    private String conclusion(NoiseBench.Result result) {
        String texts = result.sameTexts()
                ? "all greedy texts are identical in every arrangement"
                : "greedy texts depend on what is asked with them";
        if (result.tied() > 0) {
            texts += "; " + result.tied() + " of " + (long) result.prompts() * result.tokens()
                    + " tokens were ties that the text alone decided";
        }
        return dtype + ": " + texts + ". Differences of log-likelihoods up to " + small(result.largestNats())
                + " nats are noise here.";
    }

    private static String small(OptionalDouble value) {
        return value.isPresent() ? small(value.getAsDouble()) : "-";
    }

    private static String small(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, value < 1e-3 ? "%.1e" : "%.4f", value);
    }

    private CommandSpec commandSpec() {
        CommandSpec given = spec;
        if (given == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return given;
    }

    private ParameterException misuse(String message) {
        return new ParameterException(commandSpec().commandLine(), message);
    }
}
