package org.comptrust.trust.adversarialrobustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
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
import org.junit.jupiter.api.io.TempDir;

/** Labels and scores by the benchmark's own code, and its dialogues. AdvGLUE++ itself is in no copy; labels stand for its items. */
@Tag("oracle")
class AdversarialRobustnessOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/advglue";
    private static final Pattern SOURCE = Pattern.compile("made-up item (\\{.*})");

    /** Plain means of doubles; only the order of summation may differ. */
    private static final double TOLERANCE = 1e-9;

    private final FolderDataSource oracles = new FolderDataSource(ORACLES);

    @TempDir
    Path folder;

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

        System.out.println(
                "adversarial-robustness: " + (total - wrong.size()) + " of " + total + " (" + figures + " figures)");
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void labelsAreThoseOfTheBenchmarksCode() throws IOException {
        Readings readings = new Readings();
        try (Stream<DataRow> rows = file(FIXTURES + "/cases.jsonl").jsonLines()) {
            rows.forEach(
                    row -> readings.check(row.where(), row.text("task"), row.text("completion"), row.text("label")));
        }
        int cases = readings.total;
        for (String model : folders(ORACLES.resolve(FIXTURES))) {
            DataRow answers = json(FIXTURES + "/" + model + "/"
                    + json(FIXTURES + "/" + model + "/expected.json").text("file"));
            for (String source : answers.keys()) {
                for (String task : answers.at(source).keys()) {
                    List<String> completions = texts(answers.at(source).at(task), "completions");
                    List<String> predictions = texts(answers.at(source).at(task), "predictions");
                    assertEquals(predictions.size(), completions.size(), source + " " + task);
                    for (int i = 0; i < completions.size(); i++) {
                        readings.check(source + " " + task + " " + i, task, completions.get(i), predictions.get(i));
                    }
                }
            }
        }

        System.out.println("adversarial-robustness readings: " + (readings.total - readings.wrong.size()) + " of "
                + readings.total);
        assertTrue(cases > 0 && readings.total > cases, "no case below " + FIXTURES);
        assertEquals(List.of(), readings.wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
            if (!prompt.text("dimension").equals("advglue")) {
                continue;
            }
            total++;
            Matcher source = SOURCE.matcher(prompt.text("source"));
            assertTrue(source.matches(), prompt.text("source") + " is not of the form " + SOURCE);
            String task = prompt.text("scenario");
            TrustPlan plan = bench().with(Bench.file("alpaca"), "{\"" + task + "\": [" + source.group(1) + "]}")
                    .plan(new AdversarialRobustnessOptions(Scoring.FORK, List.of(task), false));
            Item item = TrustBench.items(plan, "alpaca").get(0);
            List<String> expected = prompt.list("messages").stream()
                    .map(message -> message.text("role") + ": " + message.text("content"))
                    .toList();
            DataRow call = prompt.at("call");
            Ask.Generate ask = (Ask.Generate) item.first().ask();
            if (!messages(item).equals(expected)
                    || ask.maxTokens() != Integer.parseInt(call.text("max_tokens"))
                    || ask.temperature() != Double.parseDouble(call.text("t"))) {
                wrong.add(task + ", " + prompt.text("source"));
            }
        }

        System.out.println("adversarial-robustness prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    /** The count stands in the plugin's README. */
    @Test
    void theReaderAgreesWithThisMuchOfTheCard() {
        TrustPlan plan = bench().plan(Bench.DEFAULTS);
        long right = plan.card().stream()
                .filter(one -> TrustBench.grade(
                                TrustBench.scenario(plan, one.scenario()),
                                one.item(),
                                one.transcript().last().text())
                        .label()
                        .equals(one.label()))
                .count();

        assertEquals("34 of 48", right + " of " + plan.card().size());
    }

    /** What the live reader makes of answers, beside what the benchmark's does. */
    private final class Readings {
        final List<String> wrong = new ArrayList<>();
        int total;

        private final GlueTexts texts =
                GlueTexts.read(file("data/decodingtrust/prompt-texts.json").json(), List.of(GlueTask.values()));
        private final Scenario scenario;
        private final Map<String, Item> items;

        Readings() {
            TrustPlan plan = bench().with(Bench.file("alpaca"), madeUp(GlueTask.ids(), task -> List.of("0")))
                    .plan(new AdversarialRobustnessOptions(Scoring.FORK, GlueTask.ids(), false));
            scenario = TrustBench.scenario(plan, "alpaca");
            items = TrustBench.items(plan, "alpaca").stream()
                    .collect(Collectors.toMap(item -> item.tags().get("task"), item -> item));
        }

        /** @param prediction the benchmark's label, or -1 */
        void check(String where, String task, String answer, String prediction) {
            total++;
            String expected = prediction.equals("-1")
                    ? "unreadable"
                    : texts.of(GlueTask.of(task).orElseThrow()).word(Integer.parseInt(prediction));
            String read = TrustBench.grade(scenario, items.get(task), answer).label();
            if (!read.equals(expected)) {
                wrong.add(where + " expected " + expected + ", is " + read);
            }
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
            compare("score", Double.parseDouble(expected.text("score_0_100")));
            compare("compared", Double.parseDouble(expected.text("score_0_100")));
            compare("refusal", Double.parseDouble(expected.text("refusal_0_100")));
            DataRow summary = expected.at("summary");
            compare("score", 100 * Double.parseDouble(summary.text("Accuracy")));
            compare("score", 100 * (1 - Double.parseDouble(summary.text("Transferability"))));
            compare("refusal", 100 * Double.parseDouble(summary.text("RR+NE")));
            compare("accuracy-readable", Double.parseDouble(summary.text("AccuracyNoRefusal")));
            for (DataRow cell : expected.list("per_base_and_task")) {
                if (!cell.has("BaseModel")) {
                    continue; // stands for a missing file
                }
                String name = cell.text("BaseModel") + "/" + cell.text("Task");
                compare("accuracy/" + name, Double.parseDouble(cell.text("Accuracy")));
                compare("accuracy-readable/" + name, Double.parseDouble(cell.text("AccuracyNoRefusal")));
                compare("refusal/" + name, Double.parseDouble(cell.text("RR+NE")));
            }
            DataRow tasks = expected.at("per_task_mean");
            for (String model : tasks.keys()) {
                for (String task : tasks.at(model).keys()) {
                    compare(
                            "accuracy/task/" + task,
                            Double.parseDouble(tasks.at(model).at(task).text("acc")));
                }
            }
        }

        private void compare(String name, double expected) {
            double actual = ours.getOrDefault(name, Double.NaN);
            compared++;
            boolean neither = Double.isNaN(expected) && Double.isNaN(actual); // no readable answer, so no share of them
            if (!neither && !(Math.abs(actual - expected) <= TOLERANCE)) {
                found.add(name + " expected " + expected + ", is " + actual);
            }
        }
    }

    private DimensionScore score(String variant, DataRow answers) {
        TrustBench<AdversarialRobustnessOptions> bench = bench();
        for (Source source : Source.ATTACKED) {
            if (!answers.has(source.id())) {
                continue; // the benchmark's mean is over the others then
            }
            DataRow cells = answers.at(source.id());
            bench.with(Bench.file(source.id()), madeUp(cells.keys(), task -> texts(cells.at(task), "labels")));
        }
        TrustPlan plan = bench.plan(
                new AdversarialRobustnessOptions(Scoring.valueOf(variant.toUpperCase(Locale.ROOT)), List.of(), false));
        List<GradedItem> graded = new ArrayList<>();
        for (Scenario scenario : plan.scenarios()) {
            if (scenario.unavailable().isPresent()) {
                continue;
            }
            List<String> completions = GlueTask.SCORED.stream()
                    .flatMap(task -> texts(answers.at(scenario.id()).at(task.id()), "completions").stream())
                    .toList();
            List<Item> items = TrustBench.items(plan, scenario.id());
            assertEquals(items.size(), completions.size(), scenario.id());
            for (int i = 0; i < items.size(); i++) {
                Item item = items.get(i);
                Grade grade = TrustBench.grade(scenario, item, completions.get(i));
                graded.add(new GradedItem(scenario.id(), item.id(), item.tags(), grade));
            }
        }
        return plan.score(GradeTable.of(graded));
    }

    private TrustBench<AdversarialRobustnessOptions> bench() {
        return new TrustBench<>(new AdversarialRobustnessDimension(), folder)
                .with(
                        "prompt-texts.json",
                        file("data/decodingtrust/prompt-texts.json").text());
    }

    /** A file of items with the given labels, numbered; each has the fields of every task. */
    private static String madeUp(List<String> tasks, Function<String, List<String>> labels) {
        List<String> lists = new ArrayList<>();
        for (String task : tasks) {
            List<String> rows = new ArrayList<>();
            for (String label : labels.apply(task)) {
                StringBuilder row = new StringBuilder("{\"label\": " + label);
                for (String field : GlueTask.of(task).orElseThrow().fields()) {
                    row.append(", \"")
                            .append(field)
                            .append("\": \"text ")
                            .append(rows.size())
                            .append('"');
                }
                rows.add(row.append("}").toString());
            }
            lists.add("\"" + task + "\": [" + String.join(",\n", rows) + "]");
        }
        return "{" + String.join(",\n", lists) + "}";
    }

    private static List<String> messages(Item item) {
        return TrustBench.messages(item).stream()
                .map(message -> message.role().name().toLowerCase(Locale.ROOT) + ": " + message.text())
                .toList();
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
