package org.comptrust.core.recorded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.core.Comptrust;
import org.comptrust.core.analysis.Analysis;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.files.TemporaryFolder;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.run.Runner;

/**
 * Scores recorded answers without a model, by an experiment of one dimension whose model gives them: they are graded and scored where
 * answers of any model are.
 */
public final class Rescoring {
    private static final String NAME = "rescored";

    private Rescoring() {}

    /**
     * What is to be scored.
     *
     * @param dimension id
     * @param data the benchmark's folder, where the dimension needs it
     * @param options values by name, written as in a spec
     * @param paperTemplate the study's template by which the answers were asked; it may cut them
     * @param responses a file or folder of answers
     * @param only part of the path of the benchmark's files that count; {@code ""}: all
     * @param source the run that asked; its intervals are drawn as its report draws them
     * @param intervals whether they are wanted: scores alone are there sooner
     */
    public record Task(
            String dimension,
            Optional<Path> data,
            Map<String, String> options,
            Optional<String> paperTemplate,
            Path responses,
            String only,
            Source source,
            boolean intervals) {}

    /**
     * Where answers come from. The resamples of an interval follow from both.
     *
     * @param model as the experiment calls it
     * @param label of the dimension there; empty: its id
     * @param seed of the experiment
     */
    public record Source(String model, Optional<String> label, long seed) {
        /** Nobody knows. */
        public static final Source UNKNOWN = new Source("recorded", Optional.empty(), 0);
    }

    /**
     * What became of it.
     *
     * @param dimension as planned
     * @param result score with intervals, or why there is none
     * @param answered number of answers that were found, by scenario
     * @param problems what fits no item, with file and line
     */
    public record Outcome(
            PlannedDimension dimension, CellResult result, Map<String, Integer> answered, List<String> problems) {
        /** What the answers come to; empty where there is no score. */
        public Optional<CellScore> score() {
            return result instanceof CellResult.Scored scored ? Optional.of(scored.score()) : Optional.empty();
        }
    }

    /**
     * Plans, pairs and scores.
     *
     * @throws org.comptrust.core.spec.SpecException with all problems of dimension and options
     * @throws org.comptrust.api.trust.DataException if the answers cannot be read
     */
    public static Outcome of(Catalog catalog, Task task) {
        try (TemporaryFolder scratch = TemporaryFolder.create("score")) {
            Path folder = scratch.path();
            Path spec = Files.writeString(folder.resolve("score.json"), spec(task));
            Answers models = new Answers();
            Comptrust comptrust = new Comptrust(catalog, models);
            ExperimentPlan plan = comptrust.plan(spec);
            PlannedDimension dimension = plan.models().get(0).dimensions().get(0);
            if (dimension.failure().isPresent()) {
                return new Outcome(dimension, dimension.failure().get(), Map.of(), List.of());
            }
            Pairing pairing = new Pairing(dimension);
            if (isOwn(task.responses())) {
                pairing.add(RecordedAnswers.read(task.responses()));
            } else {
                pairing.add(task.responses(), path -> path.contains(task.only()));
            }
            models.answers = Optional.of(RecordedAnswers.of("", pairing.answers()));
            Map<String, Integer> answered = new LinkedHashMap<>();
            Map<String, List<Item>> items = pairing.answered();
            for (PlannedScenario scenario : dimension.scenarios()) {
                answered.put(
                        scenario.id(),
                        items.getOrDefault(scenario.id(), List.of()).size());
            }
            CellResult result = answered.values().stream().allMatch(count -> count == 0)
                    ? new CellResult.Failed(
                            FailureKind.DATA, "none of the " + dimension.items() + " items has a recorded answer")
                    : scored(
                            AnsweredItems.in(plan, task.source().label().orElse(dimension.label()), items),
                            pairing.ratings(),
                            task.intervals(),
                            folder.resolve("journal"));
            return new Outcome(dimension, result, answered, pairing.problems());
        } catch (IOException cannot) {
            throw new UncheckedIOException("the temporary folder cannot be written: " + cannot, cannot);
        }
    }

    private static CellResult scored(
            ExperimentPlan plan, Map<ScorerInput, ScorerOutput> ratings, boolean intervals, Path folder) {
        try (Journal journal = Journal.open(folder, true)) {
            rate(journal, plan.models().get(0).dimensions().get(0), ratings);
            new Runner(plan, journal, Progress.NONE, () -> false, NAME).run();
            return (intervals ? Analysis.of(plan, journal) : Analysis.scores(plan, journal))
                    .cell(plan.cells().get(0))
                    .orElseThrow();
        }
    }

    /** Notes what is recorded of texts as if scorers had been asked before. */
    private static void rate(Journal journal, PlannedDimension dimension, Map<ScorerInput, ScorerOutput> ratings) {
        dimension.scorers().forEach((role, scorer) -> {
            List<ScorerInput> inputs = ratings.keySet().stream()
                    .filter(input -> input.scorer().equals(role))
                    .toList();
            journal.put(scorer.key(), inputs, inputs.stream().map(ratings::get).toList());
        });
    }

    /** Whether answers are in our JSON Lines: the first line of the first such file has texts. */
    private static boolean isOwn(Path responses) {
        FolderDataSource source = new FolderDataSource(responses);
        Optional<String> first =
                source.list("").stream().filter(name -> name.endsWith(".jsonl")).findFirst();
        if (first.isEmpty()) {
            return false;
        }
        try (Stream<DataRow> rows = source.file(first.get()).orElseThrow().jsonLines()) {
            return rows.findFirst().filter(row -> row.has("texts")).isPresent();
        } catch (DataException other) {
            return false; // the benchmark's reader says what it is
        }
    }

    /** JSON is YAML. */
    private static String spec(Task task) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apiVersion", "comptrust/v1")
                .put("name", NAME)
                .put("seed", task.source().seed());
        ObjectNode model = json.putObject("models").putObject(task.source().model());
        model.putObject("recorded")
                .put("responses", task.responses().toAbsolutePath().toString());
        task.paperTemplate().ifPresent(name -> model.put("paperTemplate", name));
        ObjectNode dimension = json.putObject("dimensions").putObject(NAME);
        dimension.put("use", task.dimension()).put("partial", true);
        task.data()
                .ifPresent(data -> dimension.put("data", data.toAbsolutePath().toString()));
        task.paperTemplate().ifPresent(name -> dimension.put("prompts", "paper"));
        if (!task.options().isEmpty()) {
            ObjectNode with = dimension.putObject("with");
            task.options().forEach(with::put);
        }
        json.putObject("outputs").putArray("publish").add("json");
        return json.toPrettyString();
    }

    /** One model: the answers, which are paired with items once those are planned. */
    private static final class Answers implements Models, Models.Model {
        private Optional<RecordedAnswers> answers = Optional.empty();

        @Override
        public Model open(ModelSpec spec) {
            return this;
        }

        @Override
        public Optional<ModelShape> shape() {
            return Optional.empty();
        }

        @Override
        public Optional<Tokenizer> tokenizer() {
            return Optional.empty();
        }

        @Override
        public double storedBits(LinearShape linear) {
            throw new IllegalStateException("recorded answers have no shape");
        }

        @Override
        public Lease acquire(VariantRecipe recipe, Progress progress) {
            return new RecordedLease(new RecordedHandle(answers.orElseThrow(), recipe.seed()));
        }

        @Override
        public void close() {}
    }

    private record RecordedLease(RecordedHandle handle) implements Lease {
        @Override
        public VariantFacts facts() {
            return VariantFacts.elsewhere(Map.of());
        }

        @Override
        public void close() {
            handle.close();
        }
    }
}
