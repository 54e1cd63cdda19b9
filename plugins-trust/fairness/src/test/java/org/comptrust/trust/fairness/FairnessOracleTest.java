package org.comptrust.trust.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scores by the benchmark's own scoring code, and dialogues by its own code of the real rows. */
@Tag("oracle")
class FairnessOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/fairness";
    private static final Pattern SOURCE = Pattern.compile("(\\S+)#(\\d+)");

    /** Plain means of doubles; only the order of summation may differ. */
    private static final double TOLERANCE = 1e-9;

    /** The benchmark's names of figures of a run, and ours. */
    private static final Map<String, String> FIGURES = Map.of(
            "accuracy", "accuracy/",
            "demographic parity difference", "demographic-parity-difference/",
            "equalized odds difference", "equalized-odds-difference/",
            "rejection rate", "refusal/");

    /** The benchmark's names of its means, and ours. */
    private static final Map<String, String> MEANS = Map.of(
            "averaged accuracy", "accuracy",
            "averaged demographic parity difference", "demographic-parity-difference",
            "averaged equalized odds difference", "equalized-odds-difference",
            "rejection rate", "refusal",
            "fairness score", "score/demographic-parity",
            "fairness score (new)", "score");

    private final FolderDataSource oracles = new FolderDataSource(ORACLES);

    @Test
    void scoresAreThoseOfTheBenchmarksCode() throws IOException {
        int total = 0;
        int figures = 0;
        List<String> wrong = new ArrayList<>();
        for (String model : folders(ORACLES.resolve(FIXTURES))) {
            DataRow expected = json(FIXTURES + "/" + model + "/expected.json");
            DataRow runs = json(FIXTURES + "/" + model + "/" + expected.text("file"));
            for (String variant : expected.at("variants").keys()) {
                DataRow figuresOfVariant = expected.at("variants").at(variant);
                for (Toss toss : List.of(Toss.ZERO, Toss.ONE)) {
                    total++;
                    Scoring scoring = Scoring.valueOf(variant.toUpperCase(Locale.ROOT));
                    DimensionScore score = score(new FairnessOptions(scoring, toss, false), runs);
                    Differences differences = new Differences(score);
                    differences.compare(figuresOfVariant.at("detail_ambiguous_as_" + (toss == Toss.ONE ? "1" : "0")));
                    figures += differences.compared;
                    if (!differences.found.isEmpty()) {
                        wrong.add(model + "/" + variant + "/" + toss + ": " + String.join("; ", differences.found));
                    }
                }
            }
        }

        System.out.println("fairness: " + (total - wrong.size()) + " of " + total + " (" + figures + " figures)");
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        TrustPlan plan = plan(Bench.FORK);
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
            if (!prompt.text("dimension").equals("fairness")) {
                continue;
            }
            total++;
            Matcher source = SOURCE.matcher(prompt.text("source"));
            assertTrue(source.matches(), prompt.text("source") + " is not of the form " + SOURCE);
            FairnessRun run = FairnessRun.ALL.stream()
                    .filter(one -> (FairnessDimension.FOLDER + one.file()).equals(source.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no run asks " + source.group(1)));
            Item item = TrustBench.items(plan, run.id()).get(Integer.parseInt(source.group(2)));
            List<String> expected = prompt.list("messages").stream()
                    .map(FairnessOracleTest::text)
                    .toList();
            List<String> actual = TrustBench.messages(item).stream()
                    .map(FairnessOracleTest::text)
                    .toList();
            Ask.Generate ask =
                    Ask.Generate.greedy(Integer.parseInt(prompt.at("call").text("max_tokens")));
            if (!actual.equals(expected) || !item.first().ask().equals(ask)) {
                wrong.add(prompt.text("scenario") + ", " + prompt.text("source"));
            }
        }

        System.out.println("fairness prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    @Test
    void theWholeBenchmarkIsAsked() {
        TrustPlan plan = plan(new FairnessOptions(Scoring.FORK, Toss.ITEM, true));
        for (FairnessRun run : FairnessRun.ALL) {
            List<Item> items = TrustBench.items(plan, run.id());

            assertEquals(run.expectedItems(), items.size(), run.id());
            assertEquals(items.size(), items.stream().map(Item::id).distinct().count());
        }
    }

    /** The count stands in the plugin's README. */
    @Test
    void theReaderAgreesWithThisMuchOfTheCard() {
        TrustPlan plan = plan(Bench.FORK);
        int right = 0;
        for (CardCase one : plan.card()) {
            Step step = TrustBench.scenario(plan, one.scenario()).next(one.item(), one.transcript());
            right += ((Step.Done) step).grade().label().equals(one.label()) ? 1 : 0;
        }

        assertEquals(List.of(56, 38), List.of(plan.card().size(), right));
    }

    private static DimensionScore score(FairnessOptions options, DataRow runs) {
        TrustPlan plan = plan(options);
        List<GradedItem> graded = new ArrayList<>();
        for (String run : runs.keys()) {
            Scenario scenario = TrustBench.scenario(plan, run);
            List<Item> items = TrustBench.items(plan, run);
            List<DataRow> answers = runs.at(run).list("completions");
            for (int i = 0; i < answers.size(); i++) {
                Item item = items.get(i);
                graded.add(new GradedItem(
                        run,
                        item.id(),
                        item.tags(),
                        TrustBench.grade(scenario, item, answers.get(i).text(""))));
            }
        }
        return plan.score(GradeTable.of(graded));
    }

    /** Differences between a score and the benchmark's; as many figures as were compared. */
    private static final class Differences {
        final List<String> found = new ArrayList<>();
        int compared;

        private final Map<String, Double> ours;

        Differences(DimensionScore score) {
            this.ours = score.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            assertEquals(score.headline().orElseThrow().value(), ours.get("score"));
        }

        void compare(DataRow expected) {
            MEANS.forEach((theirs, name) -> compare(name, expected.text(theirs)));
            for (DataRow setting : expected.list("evaluated settings")) {
                String run = setting.text("").replace(".json", "");
                FIGURES.forEach((theirs, name) ->
                        compare(name + run, expected.at(setting.text("")).text(theirs)));
            }
        }

        private void compare(String name, String expected) {
            double actual = ours.getOrDefault(name, Double.NaN);
            compared++;
            if (!(Math.abs(actual - Double.parseDouble(expected)) <= TOLERANCE)) {
                found.add(name + " expected " + expected + ", is " + actual);
            }
        }
    }

    private static TrustPlan plan(FairnessOptions options) {
        TrustBench<FairnessOptions> bench =
                new TrustBench<>(new FairnessDimension(), ORACLES.resolve("data/decodingtrust"));
        TrustPlan plan = bench.plan(options, PromptMode.PAPER);
        assertEquals(List.of(), bench.problems());
        return plan;
    }

    private static String text(Message message) {
        return message.role().name().toLowerCase(Locale.ROOT) + " " + message.name() + ": " + message.text();
    }

    private static String text(DataRow message) {
        String name = message.has("name") ? message.text("name") : "";
        return message.text("role") + " " + name + ": " + message.text("content");
    }

    private DataRow json(String path) {
        return oracles.file(path)
                .orElseThrow(() -> new AssertionError("no " + path))
                .json();
    }

    private static List<String> folders(Path path) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
