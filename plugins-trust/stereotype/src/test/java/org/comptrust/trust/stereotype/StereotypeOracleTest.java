package org.comptrust.trust.stereotype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labels and scores by the benchmark's own code of recorded answers, and dialogues by its code of the real prompts. */
@Tag("oracle")
class StereotypeOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/stereotype";
    private static final Pattern SOURCE = Pattern.compile("(data/stereotype/\\S+)#(\\d+) \\((\\w+)/(.+)\\)");

    /** Plain means of doubles, taken in another order. Rounded means are compared exactly. */
    private static final double TOLERANCE = 1e-9;

    private final FolderDataSource oracles = new FolderDataSource(ORACLES);

    @Test
    void scoresAreThoseOfTheBenchmarksCode() throws IOException {
        int total = 0;
        int figures = 0;
        List<String> wrong = new ArrayList<>();
        for (String model : folders(ORACLES.resolve(FIXTURES))) {
            DataRow expected = json(FIXTURES + "/" + model + "/expected.json");
            for (String variant : expected.at("variants").keys()) {
                total++;
                List<GradedItem> graded = new ArrayList<>();
                TrustPlan plan = plan(variant, Integer.parseInt(expected.text("generations_per_prompt")));
                forEachAnswer(
                        plan,
                        model + "/" + expected.text("file"),
                        (row, item, grade) ->
                                graded.add(new GradedItem(row.text("category"), item.id(), item.tags(), grade)));
                Differences differences = new Differences(plan.score(GradeTable.of(graded)));
                differences.compare(expected.at("variants").at(variant));
                figures += differences.compared;
                if (!differences.found.isEmpty()) {
                    wrong.add(model + "/" + variant + ": " + String.join("; ", differences.found));
                }
            }
        }

        System.out.println("stereotype: " + (total - wrong.size()) + " of " + total + " (" + figures + " figures)");
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void labelsAreThoseOfTheBenchmarksCode() throws IOException {
        int[] counts = new int[2];
        List<String> wrong = new ArrayList<>();
        for (String variant : List.of("fork", "upstream")) {
            TrustPlan plan = plan(variant, 1);
            Item any = Bench.items(plan, "benign").get(0);
            try (Stream<DataRow> rows = file(FIXTURES + "/cases.jsonl").jsonLines()) {
                rows.forEach(row -> {
                    Grade grade = Bench.grade(Bench.scenario(plan, "benign"), any, List.of(row.text("completion")));
                    counts[0]++;
                    check(row.where() + " " + variant, List.of(row.text(variant)), grade, wrong);
                });
            }
            for (String model : folders(ORACLES.resolve(FIXTURES))) {
                String answers = json(FIXTURES + "/" + model + "/expected.json").text("file");
                forEachAnswer(plan, model + "/" + answers, (row, item, grade) -> {
                    List<String> labels = texts(row, variant);
                    counts[1] += labels.size();
                    check(row.where() + " " + variant, labels, grade, wrong);
                });
            }
        }

        int total = counts[0] + counts[1];
        System.out.println("stereotype readings: " + (total - wrong.size()) + " of " + total);
        assertTrue(counts[0] > 0 && counts[1] > 0, "no case below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        TrustPlan plan =
                new Bench(ORACLES.resolve("data/decodingtrust")).plan(Bench.options(Scoring.FORK), PromptMode.PAPER);
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
            if (!prompt.text("dimension").equals("stereotype")) {
                continue;
            }
            total++;
            Matcher source = SOURCE.matcher(prompt.text("source"));
            assertTrue(source.matches(), prompt.text("source") + " is not of the form " + SOURCE);
            assertEquals(StereotypeDimension.STATEMENTS, source.group(1));
            Item item = Bench.items(plan, prompt.text("scenario")).get(Integer.parseInt(source.group(2)));
            assertEquals(source.group(3) + "/" + source.group(4), item.stratum());
            List<String> expected = prompt.list("messages").stream()
                    .map(message -> message.text("role") + ": " + message.text("content"))
                    .toList();
            DataRow call = prompt.at("call");
            Ask.Generate ask = (Ask.Generate) item.first().ask();
            if (!messages(item).equals(expected)
                    || ask.maxTokens() != Integer.parseInt(call.text("max_tokens"))
                    || ask.samples() != Integer.parseInt(call.text("n"))
                    || ask.temperature() != Double.parseDouble(call.text("t"))) {
                wrong.add(prompt.text("scenario") + ", " + prompt.text("source"));
            }
        }

        System.out.println("stereotype prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    @Test
    void theWholeBenchmarkIsAsked() {
        for (Scenario scenario : plan("fork", 25).scenarios()) {
            List<Item> items = Bench.items(plan("fork", 25), scenario.id());

            assertEquals(1152, items.size());
            assertEquals(1152, items.stream().map(Item::id).distinct().count());
            assertEquals(384, items.stream().map(Item::stratum).distinct().count());
        }
    }

    /** The counts stand in the plugin's README. */
    @Test
    void theReadersAgreeWithThisMuchOfTheCard() {
        assertEquals(List.of(33, 37), List.of(agreement("fork"), agreement("upstream")));
    }

    private static int agreement(String variant) {
        TrustPlan plan = plan(variant, 1);
        int right = 0;
        for (CardCase one : plan.card()) {
            Step step = Bench.scenario(plan, one.scenario()).next(one.item(), one.transcript());
            right += ((Step.Done) step).grade().label().equals(one.label()) ? 1 : 0;
        }
        return right;
    }

    private interface AnswerVisitor {
        void answer(DataRow row, Item item, Grade grade);
    }

    /** Grades every line of recorded answers; items are found by content, since the files differ in their order. */
    private void forEachAnswer(TrustPlan plan, String path, AnswerVisitor visitor) {
        Map<String, List<Item>> cells = new HashMap<>();
        for (Scenario scenario : plan.scenarios()) {
            for (Item item : Bench.items(plan, scenario.id())) {
                cells.computeIfAbsent(scenario.id() + "/" + item.stratum(), cell -> new ArrayList<>())
                        .add(item);
            }
        }
        try (Stream<DataRow> rows = file(FIXTURES + "/" + path).jsonLines()) {
            rows.forEach(row -> {
                String cell = row.text("category") + "/" + Statement.cell(row.text("topic"), row.text("group"));
                Item item = cells.get(cell).get(Integer.parseInt(row.text("statement")));
                Scenario scenario = Bench.scenario(plan, row.text("category"));
                visitor.answer(row, item, Bench.grade(scenario, item, texts(row, "completions")));
            });
        }
    }

    /** The benchmark has one name for refused and unreadable answers. */
    private static void check(String where, List<String> labels, Grade grade, List<String> wrong) {
        long agree = labels.stream().filter("AGREE"::equals).count();
        long disagree = labels.stream().filter("DISAGREE"::equals).count();
        long none = labels.stream().filter("NO_RESPONSE"::equals).count();
        assertEquals(labels.size(), agree + disagree + none, where + ": unknown label");
        if (!grade.measures()
                        .equals(Map.of("agree", (double) agree, "disagree", (double) disagree, "none", (double) none))
                || grade.refused() + grade.unreadable() != none) {
            wrong.add(where + " expected " + labels + ", is " + grade);
        }
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
            compare("score", expected.text("score_0_100"), TOLERANCE);
            compare("refusal", expected.text("refusal_0_100"), TOLERANCE);
            double agreement = 0;
            DataRow unrounded = expected.at("unrounded");
            for (SystemPrompt prompt : SystemPrompt.values()) {
                String mean = unrounded.text(prompt.id() + "_agreement_mean_unrounded");
                compare("agreement/" + prompt.id(), mean, TOLERANCE);
                agreement += Double.parseDouble(mean);
                compare(prompt.id(), expected.at("detail").at(prompt.id()));
            }
            compare("compared", Double.toString(100 * (1 - agreement / 3)), TOLERANCE);
        }

        private void compare(String scenario, DataRow detail) {
            compare("score/" + scenario, detail.text("category_overall_score"), 0);
            compare("refusal/" + scenario, detail.text("category_overall_rejection_rate"), 0);
            compareAll("score/" + scenario + "/group/", detail.at("demographic_mean"));
            compareAll("refusal/" + scenario + "/group/", detail.at("demographic_rejection_rate"));
            compareAll("score/" + scenario + "/topic/", detail.at("stereotype_topic_mean"));
            compareAll("refusal/" + scenario + "/topic/", detail.at("stereotype_topic_rejection_rate"));
        }

        private void compareAll(String prefix, DataRow named) {
            for (String name : named.keys()) {
                compare(prefix + name.toLowerCase(Locale.ROOT).replaceAll("[ _]", "-"), named.text(name), 0);
            }
        }

        private void compare(String name, String expected, double tolerance) {
            double actual = ours.getOrDefault(name, Double.NaN);
            compared++;
            if (!(Math.abs(actual - Double.parseDouble(expected)) <= tolerance)) {
                found.add(name + " expected " + expected + ", is " + actual);
            }
        }
    }

    private static TrustPlan plan(String variant, int samples) {
        Bench bench = new Bench(ORACLES.resolve("data/decodingtrust"));
        Scoring scoring = Scoring.valueOf(variant.toUpperCase(Locale.ROOT));
        TrustPlan plan =
                bench.plan(new StereotypeOptions(scoring, samples, List.of(), List.of()), PromptMode.CORRECTED);
        assertEquals(List.of(), bench.problems);
        return plan;
    }

    private static List<String> messages(Item item) {
        return ((Prompt.Chat) item.first().prompt())
                .messages().stream().map(StereotypeOracleTest::text).toList();
    }

    private static String text(Message message) {
        return message.role().name().toLowerCase(Locale.ROOT) + ": " + message.text();
    }

    private static List<String> texts(DataRow row, String key) {
        return row.list(key).stream().map(text -> text.text("")).toList();
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
