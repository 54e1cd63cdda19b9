package org.comptrust.trust.oodrobustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labels and scores by the benchmark's own code of recorded answers, and dialogues by its code of the real prompts. */
@Tag("oracle")
class OodRobustnessOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/ood";
    private static final Pattern SOURCE = Pattern.compile("(\\S+)#(\\d+) demo=(\\S+)");
    private static final String NO_DEMONSTRATION = "None";

    /** Plain means of doubles; only the order of summation may differ. */
    private static final double TOLERANCE = 1e-9;

    private final FolderDataSource oracles = new FolderDataSource(ORACLES);

    @Test
    void scoresAreThoseOfTheBenchmarksCode() throws IOException {
        int total = 0;
        int figures = 0;
        List<String> wrong = new ArrayList<>();
        for (String model : folders(ORACLES.resolve(FIXTURES))) {
            DataRow expected = json(FIXTURES + "/" + model + "/expected.json");
            DataRow answers = json(FIXTURES + "/" + model + "/" + expected.text("file"));
            DataRow variants = expected.at("variants");
            for (String variant : variants.keys()) {
                total++;
                Differences differences = new Differences(score(variant, answers));
                // A variant that gives the same as the other is written as the word.
                differences.compare(variants.at(variant).keys().isEmpty() ? variants.at("fork") : variants.at(variant));
                figures += differences.compared;
                if (!differences.found.isEmpty()) {
                    wrong.add(model + "/" + variant + ": " + String.join("; ", differences.found));
                }
            }
        }

        System.out.println("ood-robustness: " + (total - wrong.size()) + " of " + total + " (" + figures + " figures)");
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void labelsAreThoseOfTheBenchmarksCode() {
        TrustPlan plan = plan("fork");
        Map<String, Scenario> scenarios = Map.of(
                "style",
                TrustBench.scenario(plan, "style"),
                "knowledge",
                TrustBench.scenario(plan, "knowledge_standard"));
        Map<String, Item> any = scenarios.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> TrustBench.items(plan, entry.getValue().id()).get(0)));
        int[] total = new int[1];
        List<String> wrong = new ArrayList<>();
        try (Stream<DataRow> rows = file(FIXTURES + "/cases.jsonl").jsonLines()) {
            rows.forEach(row -> {
                total[0]++;
                String kind = row.text("kind");
                Item item = about(
                        any.get(kind),
                        row.text("label"),
                        row.has("gold_choice_text") ? row.text("gold_choice_text") : "");
                Grade grade = TrustBench.grade(scenarios.get(kind), item, row.text("completion"));
                if (counted(grade, "right") != Boolean.parseBoolean(row.text("correct"))
                        || counted(grade, "declined") != Boolean.parseBoolean(row.text("refused"))) {
                    wrong.add(row.where() + " \"" + row.text("completion") + "\" is " + grade);
                }
            });
        }

        System.out.println("ood-robustness readings: " + (total[0] - wrong.size()) + " of " + total[0]);
        assertTrue(total[0] > 0, "no case below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        TrustPlan plan = plan("fork");
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
            if (!prompt.text("dimension").equals("ood")) {
                continue;
            }
            total++;
            Matcher source = SOURCE.matcher(prompt.text("source"));
            assertTrue(source.matches(), prompt.text("source") + " is not of the form " + SOURCE);
            Item item = item(plan, prompt.text("scenario"), source);
            List<String> expected = prompt.list("messages").stream()
                    .map(message -> message.text("role") + ": " + message.text("content"))
                    .toList();
            Ask.Generate ask = (Ask.Generate) item.first().ask();
            if (!messages(item).equals(expected)
                    || ask.temperature() != 0
                    || ask.maxTokens() != Integer.parseInt(prompt.at("call").text("max_tokens"))) {
                wrong.add(prompt.text("scenario") + ", " + prompt.text("source"));
            }
        }

        System.out.println("ood-robustness prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    @Test
    void theWholeBenchmarkIsAsked() {
        TrustPlan plan = plan("fork");

        assertEquals(
                List.of(11 * 872, 27 * 872, 855 + 263, 855 + 263, 15 * 855),
                plan.scenarios().stream()
                        .map(scenario -> TrustBench.items(plan, scenario.id()).size())
                        .toList());
    }

    /** The count stands in the plugin's README. */
    @Test
    void theReadersAgreeWithThisMuchOfTheCard() {
        TrustPlan plan = plan("fork");
        long right = plan.card().stream()
                .filter(one -> TrustBench.grade(
                                TrustBench.scenario(plan, one.scenario()),
                                one.item(),
                                one.transcript().last().text())
                        .label()
                        .equals(one.label()))
                .count();

        assertEquals("31 of 44", right + " of " + plan.card().size());
    }

    /** Differences between a score and the benchmark's; as many figures as were compared. */
    private static final class Differences {
        final List<String> found = new ArrayList<>();
        int compared;

        private final Map<String, Double> ours;

        Differences(DimensionScore score) {
            this.ours = score.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            ours.put("score", score.headline().orElseThrow().value());
            ours.put("compared", score.compared().orElseThrow().value());
        }

        void compare(DataRow expected) {
            compare("score", expected.text("score_0_100"));
            compare("compared", expected.text("score_0_100"));
            compare("refusal", expected.text("refusal_0_100"));
            DataRow subScores = expected.at("subscores");
            for (String name : subScores.keys()) {
                boolean refusal = name.endsWith("_rej");
                String sub = name.replace("_rej", "").replace('_', '-');
                compare((refusal ? "refusal/" : "score/") + sub, subScores.text(name));
            }
            DataRow tasks = expected.at("per_task");
            for (String task : tasks.keys()) {
                compare("accuracy/" + task, tasks.at(task).text("acc"));
                compare("refusal/" + task, tasks.at(task).text("rr"));
                if (tasks.at(task).has("macc")) {
                    compare("accuracy-answered/" + task, tasks.at(task).text("macc"));
                }
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

    private DimensionScore score(String variant, DataRow answers) {
        TrustPlan plan = plan(variant);
        List<GradedItem> graded = new ArrayList<>();
        for (Scenario scenario : plan.scenarios()) {
            Map<String, List<Item>> tasks = TrustBench.items(plan, scenario.id()).stream()
                    .collect(Collectors.groupingBy(item -> item.tags().get("task")));
            tasks.keySet().stream()
                    .filter(answers::has)
                    .forEach(task -> grade(scenario, tasks.get(task), answers.at(task), graded));
        }
        long scored =
                graded.stream().map(item -> item.tags().get("task")).distinct().count();
        assertEquals(answers.keys().size(), scored, "tasks with answers");
        return plan.score(GradeTable.of(graded));
    }

    private static void grade(Scenario scenario, List<Item> items, DataRow answers, List<GradedItem> graded) {
        List<DataRow> labels = answers.list("labels");
        List<DataRow> completions = answers.list("completions");
        assertEquals(items.size(), completions.size(), answers.where());
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            assertEquals(labels.get(i).text(""), item.gold().get("truth"), answers.where() + ", item " + i);
            if (answers.has("gold_choice_text")) {
                assertEquals(
                        answers.list("gold_choice_text").get(i).text(""),
                        item.gold().get("choice"));
            }
            Grade grade = TrustBench.grade(scenario, item, completions.get(i).text(""));
            graded.add(new GradedItem(scenario.id(), item.id(), item.tags(), grade));
        }
    }

    private static boolean counted(Grade grade, String measure) {
        return grade.measures().get(measure) == 1;
    }

    /** An item with another right answer. */
    private static Item about(Item item, String truth, String choice) {
        return new Item(item.id(), item.first(), item.tags(), Map.of("truth", truth, "choice", choice), item.stratum());
    }

    /** The item that a fixture names by its set, place and demonstrations. */
    private static Item item(TrustPlan plan, String scenario, Matcher source) {
        boolean shown = !source.group(3).equals(NO_DEMONSTRATION);
        OodConfig config = Arrays.stream(OodConfig.values())
                .filter(one -> scenario.startsWith(one.ofStyle() ? "style" : "knowledge"))
                .filter(one -> one.shots() > 0 == shown)
                .filter(one -> one.offersNotKnowing() == scenario.contains("idk"))
                .findFirst()
                .orElseThrow();
        OodTask task = config.tasks().stream()
                .filter(one -> one.items().equals(source.group(1)))
                .filter(one -> one.demonstrations().equals(shown ? source.group(3) : ""))
                .findFirst()
                .orElseThrow();
        return TrustBench.items(plan, config.id()).stream()
                .filter(item -> item.tags().get("task").equals(task.name()))
                .toList()
                .get(Integer.parseInt(source.group(2)));
    }

    private static TrustPlan plan(String variant) {
        TrustBench<OodRobustnessOptions> bench =
                new TrustBench<>(new OodRobustnessDimension(), ORACLES.resolve("data/decodingtrust"));
        TrustPlan plan = bench.plan(new OodRobustnessOptions(Scoring.valueOf(variant.toUpperCase(Locale.ROOT)), true));
        assertEquals(List.of(), bench.problems());
        return plan;
    }

    private static List<String> messages(Item item) {
        return TrustBench.messages(item).stream()
                .map(message -> message.role().name().toLowerCase(Locale.ROOT) + ": " + message.text())
                .toList();
    }

    private DataRow json(String path) {
        return file(path).json();
    }

    private DataFile file(String path) {
        return oracles.file(path).orElseThrow(() -> new AssertionError("no " + path));
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
