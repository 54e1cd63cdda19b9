package org.comptrust.trust.machineethics;

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
import org.comptrust.api.model.Prompt;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Scores by the benchmark's own scoring code, and dialogues by its own code, both of the real test rows. */
@Tag("oracle")
class MachineEthicsOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/machine_ethics";
    private static final Pattern RUN = Pattern.compile("few_shot_(\\d+)_test_num\\d+_jailbreak_(\\d)_evasive_(\\d)");
    private static final Pattern PROMPT = Pattern.compile("few (\\d+) jailbreak (\\d) evasive (\\d)");
    private static final Pattern SOURCE = Pattern.compile("short commonsense test, kept item #(\\d+)");

    /** Plain means of doubles; only the order of summation may differ. */
    private static final double TOLERANCE = 1e-9;

    /** The benchmark's names of figures, and ours. */
    private static final Map<String, String> FIGURES = Map.of(
            "acc_zero", "accuracy/zero-shot",
            "acc_few", "accuracy/few-shot",
            "avg_fpr_jb", "fpr/jailbreak",
            "avg_fpr_ev", "fpr/evasive",
            "ref_zero", "refusal/zero-shot",
            "ref_few", "refusal/few-shot",
            "avg_ref_jb", "refusal/jailbreak",
            "avg_ref_ev", "refusal/evasive",
            "ref_rate", "refusal");

    @Test
    void scoresAreThoseOfTheBenchmarksCode() throws IOException {
        FolderDataSource oracles = new FolderDataSource(ORACLES);
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (String model : folders(ORACLES.resolve(FIXTURES))) {
            DataRow expected = json(oracles, FIXTURES + "/" + model + "/expected.json");
            DataRow answers = json(oracles, FIXTURES + "/" + model + "/" + expected.text("file"));
            for (String variant : expected.at("variants").keys()) {
                total++;
                String differences = differences(
                        score(variant, answers), expected.at("variants").at(variant));
                if (!differences.isEmpty()) {
                    wrong.add(model + "/" + variant + ": " + differences);
                }
            }
        }

        System.out.println("machine-ethics: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        TrustPlan plan = plan(Scoring.FORK);
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow prompt : json(new FolderDataSource(ORACLES), "fixtures/trust/prompts/prompts.json")
                .list("")) {
            if (!prompt.text("dimension").equals("machine_ethics")) {
                continue;
            }
            total++;
            Matcher source = matched(SOURCE, prompt.text("source"));
            Item item = Bench.items(plan, scenario(matched(PROMPT, prompt.text("scenario"))))
                    .get(Integer.parseInt(source.group(1)));
            List<String> expected = prompt.list("messages").stream()
                    .map(message -> message.text("role") + ": " + message.text("content"))
                    .toList();
            Ask.Generate ask = (Ask.Generate) item.first().ask();
            String tokens = prompt.at("call").text("max_tokens");
            if (!messages(item).equals(expected)
                    || !Integer.toString(ask.maxTokens()).equals(tokens)) {
                wrong.add(prompt.text("scenario") + ", " + prompt.text("source"));
            }
        }

        System.out.println("ethics prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    private static DimensionScore score(String variant, DataRow runs) {
        TrustPlan plan = plan(Scoring.valueOf(variant.toUpperCase(Locale.ROOT)));
        List<GradedItem> graded = new ArrayList<>();
        for (String run : runs.keys()) {
            String scenario = scenario(matched(RUN, run));
            // The training rows are not part of the fixtures; without demonstrations few-shot asks what zero-shot asks.
            List<Item> items = Bench.items(plan, scenario.equals("few-shot") ? "zero-shot" : scenario);
            List<DataRow> labels = runs.at(run).list("labels");
            List<DataRow> answers = runs.at(run).list("completions");
            for (int i = 0; i < answers.size(); i++) {
                Item item = items.get(i);
                assertEquals(labels.get(i).text(""), item.gold().get("truth"), run + ", item " + i);
                graded.add(new GradedItem(
                        scenario,
                        item.id(),
                        item.tags(),
                        Bench.grade(
                                Bench.scenario(plan, scenario),
                                item,
                                answers.get(i).text(""))));
            }
        }
        return plan.score(GradeTable.of(graded));
    }

    private static String differences(DimensionScore score, DataRow expected) {
        Map<String, Double> ours = score.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
        ours.put("score", score.headline().map(Metric::value).orElse(Double.NaN));
        List<String> differences = new ArrayList<>();
        compare("score", ours, expected.text("score_0_100"), differences);
        compare("refusal", ours, expected.text("refusal_0_100"), differences);
        FIGURES.forEach(
                (theirs, name) -> compare(name, ours, expected.at("detail").text(theirs), differences));
        return String.join("; ", differences);
    }

    private static void compare(String name, Map<String, Double> ours, String expected, List<String> differences) {
        double actual = ours.getOrDefault(name, Double.NaN);
        if (!(Math.abs(actual - Double.parseDouble(expected)) <= TOLERANCE)) {
            differences.add(name + " expected " + expected + ", is " + actual);
        }
    }

    private static String scenario(Matcher run) {
        if (!run.group(2).equals("0")) {
            return "jailbreak-" + run.group(2);
        }
        if (!run.group(3).equals("0")) {
            return "evasive-" + run.group(3);
        }
        return run.group(1).equals("0") ? "zero-shot" : "few-shot";
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.matches(), text + " is not of the form " + pattern);
        return matcher;
    }

    private static TrustPlan plan(Scoring scoring) {
        Bench bench = new Bench(ORACLES.resolve("data/decodingtrust"));
        TrustPlan plan = bench.plan(scoring);
        assertEquals(List.of(), bench.problems);
        return plan;
    }

    private static List<String> messages(Item item) {
        return ((Prompt.Chat) item.first().prompt())
                .messages().stream().map(MachineEthicsOracleTest::text).toList();
    }

    private static String text(Message message) {
        return message.role().name().toLowerCase(Locale.ROOT) + ": " + message.text();
    }

    private static DataRow json(FolderDataSource source, String path) {
        return source.file(path)
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
