package org.comptrust.host.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.Comptrust;
import org.comptrust.core.journal.CellState;
import org.comptrust.core.journal.GroupTiming;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;
import org.comptrust.models.decoder.Precision;

/**
 * Times whole runs, from the spec to the report: plan, plugins, tokenizer, queue, model, journal, analysis. Items are made up; the
 * dimensions are the installed ones where they ask so. A run that only scores text, one that chooses among four letters after
 * demonstrations, and one that writes up to stop strings.
 */
final class PipelineBench {
    private static final int QUESTION_WORDS = 30;
    private static final int CHOICE_WORDS = 4;

    private final Catalog catalog;
    private final Path model;
    private final Precision precision;
    private final int items;
    private final int tokens;
    private final Path folder;

    /**
     * @param model folder of a checkpoint
     * @param items questions of each run
     * @param tokens of a scored text; of prompt and answer together where text is written
     * @param folder for data and results
     */
    PipelineBench(Catalog catalog, Path model, Precision precision, int items, int tokens, Path folder) {
        this.catalog = catalog;
        this.model = model;
        this.precision = precision;
        this.items = items;
        this.tokens = tokens;
        this.folder = folder;
    }

    /** What a run asks. */
    enum Kind {
        SCORING,
        CHOOSING,
        WRITING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a run took, the model in memory.
     *
     * @param seconds from reading the spec to the written report, without those of the matrix products that took turns with it
     * @param kernelSeconds of these in kernels of the decoder, all forward steps
     * @param promptTokens read, as the prompts count them, shared beginnings each time
     * @param answerTokens written, or of given continuations
     * @param ceiling operations a second of these matrix products
     * @param parts of the seconds in which no kernel computed, by what was done
     */
    record Timed(
            double seconds,
            double kernelSeconds,
            long promptTokens,
            long answerTokens,
            double ceiling,
            Map<String, Double> parts) {
        /** Fraction of the seconds in which no kernel computed. */
        double overhead() {
            return 1 - kernelSeconds / seconds;
        }
    }

    /** Brings the model into memory; until the lease is closed, the runs find it there. */
    Lease start(EngineModels models) {
        ModelSpec spec = new ModelSpec("model", model, precision.toString(), "auto", Optional.empty());
        return models.open(spec).acquire(new VariantRecipe(List.of(), 0), Progress.NONE);
    }

    /** Times a run. */
    Timed run(EngineModels models, Kind kind) {
        String name = kind.toString();
        Path spec = write(name, dimension(kind));
        Comptrust comptrust = new Comptrust(withWriting(), models);
        PipelineSampler sampler = new PipelineSampler();
        try (sampler;
                CeilingInTurns ceiling = models.ceilingInTurns(precision)) {
            double before = models.secondsInForwardSteps();
            long begun = System.nanoTime();
            RunOutcome outcome = comptrust.run(comptrust.plan(spec), RunSettings.defaults(), Progress.NONE);
            double seconds = (System.nanoTime() - begun) / 1e9 - ceiling.seconds();
            double kernels = models.secondsInForwardSteps() - before;
            sampler.close();
            outcome.cells().forEach(PipelineBench::requireScored);
            List<GroupTiming> timings = timings(outcome.folder());
            return new Timed(
                    seconds,
                    kernels,
                    sum(timings, GroupTiming::promptTokens),
                    sum(timings, GroupTiming::answerTokens),
                    ceiling.flops(),
                    sampler.divide(seconds - kernels));
        }
    }

    private String dimension(Kind kind) {
        return switch (kind) {
            case SCORING ->
                "{ use: perplexity, data: text.txt, items: " + items + ", with: { window: " + tokens + " } }";
            case CHOOSING -> "{ use: mmlu, data: questions, with: { reading: likelihood } }";
            case WRITING -> "{ use: " + WritingTrial.ID + " }";
        };
    }

    private static void requireScored(CellOutcome cell) {
        if (!(cell.result() instanceof CellResult.Scored)) {
            throw new IllegalStateException(cell.cell() + " has no score: " + cell.result());
        }
    }

    private static List<GroupTiming> timings(Path run) {
        try (Journal journal = Journal.open(run, false)) {
            return journal.cells().values().stream()
                    .map(CellState::variant)
                    .distinct()
                    .flatMap(variant -> journal.timings(variant).stream())
                    .toList();
        }
    }

    private static long sum(List<GroupTiming> timings, ToLongFunction<GroupTiming> part) {
        return timings.stream().mapToLong(part).sum();
    }

    /** Writes spec and data of a run. */
    private Path write(String name, String dimension) {
        try {
            SplittableRandom random = new SplittableRandom(7);
            Path file = folder.resolve(name + ".yaml");
            // words are a token or more each: the windows are there
            Files.writeString(folder.resolve("text.txt"), MadeUp.words(items * (tokens + 1), random));
            questions(folder.resolve("questions/dev/astronomy_dev.csv"), 5, random);
            questions(folder.resolve("questions/test/astronomy_test.csv"), items, random);
            Files.writeString(file, """
                    apiVersion: comptrust/v1
                    name: %s
                    models:
                      model: { source: %s, dtype: %s }
                    dimensions:
                      %s: %s
                    outputs: { store: runs, publish: [html, csv] }
                    """.formatted(name, quoted(model), precision, name, dimension));
            return file;
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    private static void questions(Path file, int count, SplittableRandom random) throws IOException {
        Files.createDirectories(file.getParent());
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rows.append(MadeUp.words(QUESTION_WORDS, random));
            for (int choice = 0; choice < 4; choice++) {
                rows.append(',').append(MadeUp.words(CHOICE_WORDS, random));
            }
            rows.append(',').append("ABCD".charAt(random.nextInt(4))).append('\n');
        }
        Files.writeString(file, rows);
    }

    /** The installed extensions, and a dimension that writes. */
    private Catalog withWriting() {
        int half = Math.max(1, tokens / 2);
        TrustDimension<?> writing = new WritingTrial(items, Math.max(1, half * 3 / 4), half);
        Origin origin = new Origin("bench", "1", "", "");
        Optional<Extension<TrustDimension<?>>> added = Optional.of(new Extension<>(WritingTrial.ID, writing, origin));
        return new Catalog() {
            @Override
            public Optional<Extension<CompressionMethod<?>>> method(String id) {
                return catalog.method(id);
            }

            @Override
            public Optional<Extension<TrustDimension<?>>> dimension(String id) {
                return id.equals(WritingTrial.ID) ? added : catalog.dimension(id);
            }

            @Override
            public Optional<Extension<Scorer<?>>> scorer(String id) {
                return catalog.scorer(id);
            }

            @Override
            public List<String> methods() {
                return catalog.methods();
            }

            @Override
            public List<String> dimensions() {
                return catalog.dimensions();
            }

            @Override
            public List<String> scorers() {
                return catalog.scorers();
            }

            @Override
            public List<String> troubles() {
                return catalog.troubles();
            }
        };
    }
}
