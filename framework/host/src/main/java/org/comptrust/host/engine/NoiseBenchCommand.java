package org.comptrust.host.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.comptrust.core.port.Progress;
import org.comptrust.host.text.TextTable;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.NoiseBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench noise}: what answers owe to what else is asked with them. */
@Command(
        name = "noise",
        description = "What batching alone changes: the same requests, alone and in other company, side by side.")
public final class NoiseBenchCommand implements Callable<Integer> {
    private final Watched watched;

    @Mixin
    BenchModelOptions model = new BenchModelOptions(BenchShape.M15);

    @Option(
            names = "--prompts",
            paramLabel = "N",
            description = "Prompts, which the model writes itself; 24 if not given.")
    int prompts = 24;

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens of greedy text after each; 32 if not given.")
    int tokens = 32;

    @Option(names = "--seed", paramLabel = "N", description = "Of the prompts; 0 if not given.")
    long seed;

    @Option(
            names = "--fail-on-difference",
            description = "End with exit code 1 if a greedy text differs in any arrangement.")
    boolean failOnDifference;

    @Mixin
    BenchSession session = new BenchSession();

    /** Shows a person who waits how far a measurement came. */
    public interface Watched {
        NoiseBench.Result run(Function<Progress, NoiseBench.Result> work);
    }

    /** @param watched runs the measurement */
    public NoiseBenchCommand(Watched watched) {
        this.watched = watched;
    }

    @Override
    public Integer call() {
        if (prompts < 1 || tokens < 1) {
            throw session.misuse("--prompts and --tokens must be at least 1");
        }
        Precision precision = model.precision();
        Optional<BenchShape> shape = model.shape();
        try (TorchEngine engine = session.startEngine()) {
            NoiseBench bench = new NoiseBench(engine, prompts, tokens, seed);
            NoiseBench.Result result = watched.run(progress -> {
                NoiseBench.Watcher watcher =
                        (arrangement, done, total) -> progress.step("asking " + arrangement, done, total);
                return shape.map(random -> bench.run(random, precision, watcher))
                        .orElseGet(() -> model.read(engine, precision, base -> measured(bench, base, watcher)));
            });
            Map<String, Object> all = model.figures();
            all.put("engine", engine.identity());
            all.putAll(figures(result));
            session.print(all, text(result));
            return failOnDifference && !result.sameTexts() ? 1 : 0;
        }
    }

    private NoiseBench.Result measured(NoiseBench bench, BaseModel base, NoiseBench.Watcher watcher) {
        try {
            return bench.run(
                    base.decoder(), base.shape().vocabulary(), base.tokenizer().start(), watcher);
        } catch (IllegalArgumentException e) { // texts longer than the model's context
            throw session.misuse("--tokens: " + e.getMessage());
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

    private String text(NoiseBench.Result result) {
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
        return model.model + ", " + model.dtype + ": " + n + " prompts, " + result.tokens()
                + " tokens of text after each, and a choice of 4 continuations\n\n" + table + "\n\n"
                + conclusion(result);
    }

    private String conclusion(NoiseBench.Result result) {
        String texts = result.sameTexts()
                ? "all greedy texts are identical in every arrangement"
                : "greedy texts depend on what is asked with them";
        if (result.tied() > 0) {
            texts += "; " + result.tied() + " of " + (long) result.prompts() * result.tokens()
                    + " tokens were ties that the text alone decided";
        }
        return model.dtype + ": " + texts + ". Differences of log-likelihoods up to " + small(result.largestNats())
                + " nats are noise here.";
    }

    private static String small(OptionalDouble value) {
        return value.isPresent() ? small(value.getAsDouble()) : "-";
    }

    private static String small(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, value < 1e-3 ? "%.1e" : "%.4f", value);
    }
}
