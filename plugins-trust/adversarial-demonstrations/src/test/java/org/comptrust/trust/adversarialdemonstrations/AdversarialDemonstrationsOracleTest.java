package org.comptrust.trust.adversarialdemonstrations;

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
import java.util.Optional;
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

/**
 * Labels and scores by the benchmark's own code of recorded answers, and dialogues by its code of the real prompts. Most of the files
 * that the answers belong to are not at hand; their labels are, and stand for the items.
 */
@Tag("oracle")
class AdversarialDemonstrationsOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/adv_demonstration";
    private static final String FOLDER = "data/adv_demonstration/";
    private static final Path DATA = ORACLES.resolve("data/decodingtrust");

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
                // A variant that gives the same as the other is written as words.
                differences.compare(variants.at(variant).keys().isEmpty() ? variants.at("fork") : variants.at(variant));
                figures += differences.compared;
                if (!differences.found.isEmpty()) {
                    wrong.add(model + "/" + variant + ": " + String.join("; ", differences.found));
                }
            }
        }

        System.out.println("adversarial-demonstrations: " + (total - wrong.size()) + " of " + total + " (" + figures
                + " figures)");
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void labelsAreThoseOfTheBenchmarksCode() {
        String scenario = "counterfactual_main_verb_cf";
        TrustPlan plan = plan(DATA, Bench.DEFAULTS);
        Item any = TrustBench.items(plan, scenario).get(0);
        int[] total = new int[1];
        List<String> wrong = new ArrayList<>();
        try (Stream<DataRow> rows = file(FIXTURES + "/cases.jsonl").jsonLines()) {
            rows.forEach(row -> {
                total[0]++;
                Map<String, String> gold =
                        Map.of("truth", row.text("label"), "options", String.join("\n", texts(row, "options")));
                Item item = new Item(any.id(), any.first(), any.tags(), gold, any.stratum());
                Grade grade = TrustBench.grade(TrustBench.scenario(plan, scenario), item, row.text("completion"));
                if ((grade.measures().get("hit") == 1) != Boolean.parseBoolean(row.text("correct"))
                        || (grade.refused() == 1) != Boolean.parseBoolean(row.text("refused"))) {
                    wrong.add(row.where() + " \"" + row.text("completion") + "\" is " + grade);
                }
            });
        }

        System.out.println("adversarial-demonstrations readings: " + (total[0] - wrong.size()) + " of " + total[0]);
        assertTrue(total[0] > 0, "no case below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
            if (!prompt.text("dimension").equals("adv_demonstration")) {
                continue;
            }
            total++;
            List<String> expected = prompt.list("messages").stream()
                    .map(message -> message.text("role") + ": " + message.text("content"))
                    .toList();
            Item item = prompt.text("source").equals("-") ? madeUp(expected) : real(prompt.text("source"));
            Ask.Generate ask = (Ask.Generate) item.first().ask();
            if (!messages(item).equals(expected)
                    || ask.temperature() != 0
                    || ask.maxTokens() != Integer.parseInt(prompt.at("call").text("max_tokens"))) {
                wrong.add(prompt.text("scenario") + ", " + prompt.text("source"));
            }
        }

        System.out.println("adversarial-demonstrations prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    @Test
    void recordedAnswersAreOfTheRealItemsInTheirOrder() throws IOException {
        int items = 0;
        for (String model : folders(ORACLES.resolve(FIXTURES))) {
            DataRow answers = json(FIXTURES + "/" + model + "/completions.json");
            TrustPlan plan = plan(DATA, Bench.DEFAULTS);
            for (DemoConfig config : DemoConfig.ALL) {
                if (!config.scored()
                        || TrustBench.scenario(plan, config.id()).unavailable().isPresent()) {
                    continue;
                }
                Map<String, List<String>> byRun = TrustBench.items(plan, config.id()).stream()
                        .collect(Collectors.groupingBy(
                                item -> item.tags().get("run"),
                                Collectors.mapping(item -> item.tags().get("truth"), Collectors.toList())));
                for (DemoRun run : config.runs()) {
                    List<String> truths = byRun.getOrDefault(run.name(), List.of());
                    if (!truths.isEmpty() && answers.at("runs").has(key(run))) {
                        assertEquals(labels(answers, key(run)).subList(0, truths.size()), truths, run.path());
                        items += truths.size();
                    }
                }
            }
        }
        assertTrue(items > 7000, "compared only " + items);
    }

    /** The count stands in the plugin's README. */
    @Test
    void theReaderAgreesWithThisMuchOfTheCard() {
        TrustPlan plan = plan(DATA, Bench.DEFAULTS);
        long right = plan.card().stream()
                .filter(one -> TrustBench.grade(
                                TrustBench.scenario(plan, one.scenario()),
                                one.item(),
                                one.transcript().last().text())
                        .label()
                        .equals(one.label()))
                .count();

        assertEquals("28 of 41", right + " of " + plan.card().size());
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
            DataRow detail = expected.at("detail");
            compare("score", expected.text("score_0_100"), 1);
            compare("compared", expected.text("score_0_100"), 1);
            compare("refusal", expected.text("refusal_0_100"), 1);
            compare("score", detail.text("adv_demonstration"), 100);
            compare("refusal", detail.text("adv_demonstration_rej"), 100);
            for (String group : List.of("counterfactual", "spurious")) {
                compare("accuracy/" + group, detail.at(group).text("avg_acc"), 1);
                compare("refusal/" + group, detail.at(group).text("avg_rej"), 1);
            }
            DataRow backdoor = detail.at("backdoor");
            compare("robustness/backdoor", backdoor.text("1-avg_asr"), 1);
            compare("refusal/backdoor", backdoor.text("asr_avg_rej"), 1);
            compare("clean-accuracy/backdoor", backdoor.text("avg_cacc"), 1);
            compare("clean-refusal/backdoor", backdoor.text("cacc_avg_rej"), 1);
            DataRow runs = expected.at("per_run");
            for (String group : runs.keys()) {
                for (String run : runs.at(group).keys()) {
                    compareRun(group, run, runs.at(group).at(run));
                }
            }
        }

        /** A run is named {@code set/seed}, a mean over seeds {@code set}; a backdoor's set ends with its part. */
        private void compareRun(String group, String run, DataRow rates) {
            String set = run.split("/")[0];
            String seed = run.substring(set.length());
            boolean clean = set.endsWith("_cacc");
            boolean attack = set.endsWith("_asr");
            String id = group.equals("backdoor")
                    ? "backdoor_exp1_" + set.substring(0, set.lastIndexOf('_'))
                    : group + "_" + set;
            boolean mean = seed.isEmpty();
            String hits = mean ? rates.text(rates.has("acc") ? "acc" : "score") : rates.text("0");
            String share = clean ? "clean-accuracy/" : attack ? "attack-success/" : "accuracy/";
            compare(share + id + seed, hits, 1);
            compare((clean ? "clean-refusal/" : "refusal/") + id + seed, rates.text(mean ? "rej" : "1"), 1);
        }

        private void compare(String name, String expected, double unit) {
            double actual = ours.getOrDefault(name, Double.NaN);
            compared++;
            if (!(Math.abs(actual - unit * Double.parseDouble(expected)) <= TOLERANCE)) {
                found.add(name + " expected " + expected + ", is " + actual);
            }
        }
    }

    private DimensionScore score(String variant, DataRow answers) {
        TrustBench<AdversarialDemonstrationsOptions> bench = bench();
        DataRow runs = answers.at("runs");
        for (String key : runs.keys()) {
            StringBuilder rows = new StringBuilder();
            String options = texts(runs.at(key), "options").stream()
                    .map(option -> "\"" + option + "\"")
                    .collect(Collectors.joining(","));
            for (String label : labels(answers, key)) {
                rows.append("{\"input\": \"text %d\", \"label\": \"%s\", \"option\": [%s], \"examples\": []}\n"
                        .formatted(rows.length(), label, options));
            }
            bench.with(FOLDER + key + ".jsonl", rows.toString());
        }
        TrustPlan plan = bench.plan(
                new AdversarialDemonstrationsOptions(Scoring.valueOf(variant.toUpperCase(Locale.ROOT)), false));
        List<GradedItem> graded = new ArrayList<>();
        for (DemoConfig config : DemoConfig.ALL) {
            if (config.scored()) {
                grade(plan, config, runs, graded);
            }
        }
        int all = runs.keys().stream()
                .mapToInt(key -> runs.at(key).list("completions").size())
                .sum();
        assertEquals(all, graded.size(), "answers");
        return plan.score(GradeTable.of(graded));
    }

    private static void grade(TrustPlan plan, DemoConfig config, DataRow runs, List<GradedItem> graded) {
        Scenario scenario = TrustBench.scenario(plan, config.id());
        Map<String, List<String>> answers = new HashMap<>();
        config.runs().stream()
                .filter(run -> runs.has(key(run)))
                .forEach(run -> answers.put(run.name(), texts(runs.at(key(run)), "completions")));
        Map<String, Integer> next = new HashMap<>();
        for (Item item : TrustBench.items(plan, config.id())) {
            String run = item.tags().get("run");
            String answer = answers.get(run).get(next.merge(run, 1, Integer::sum) - 1);
            graded.add(new GradedItem(config.id(), item.id(), item.tags(), TrustBench.grade(scenario, item, answer)));
        }
    }

    /** An item of a made-up prompt, whose text is what follows the instruction. */
    private Item madeUp(List<String> expected) {
        String user = expected.get(expected.size() - 1);
        String input = user.substring(user.indexOf('\n') + 1).replace("\n", "\\n");
        TrustPlan plan = bench().with(
                        Bench.spurious("PP", "entail-bias", 0),
                        "{\"input\": \"%s\", \"label\": \"no\", \"option\": [\"yes\", \"no\"], \"examples\": [[\"a\", \"no\"]]}"
                                .formatted(input))
                .plan(Bench.WITH_CONTROLS);
        return TrustBench.items(plan, "spurious_PP_zero").get(0);
    }

    /** The item that a fixture names by its file and place. */
    private static Item real(String source) {
        String path = source.substring(0, source.indexOf('#'));
        int place = Integer.parseInt(source.substring(source.indexOf('#') + 1));
        TrustPlan plan = plan(DATA, Bench.DEFAULTS);
        for (DemoConfig config : DemoConfig.ALL) {
            Optional<DemoRun> run = config.runs().stream()
                    .filter(one -> one.path().equals(path))
                    .findFirst();
            if (config.scored() && run.isPresent()) {
                return TrustBench.items(plan, config.id()).stream()
                        .filter(item -> item.tags().get("run").equals(run.get().name()))
                        .toList()
                        .get(place);
            }
        }
        throw new AssertionError("no scenario reads " + path);
    }

    private static List<String> labels(DataRow answers, String key) {
        return texts(answers.at("label_lists"), answers.at("runs").at(key).text("labels"));
    }

    /** How the fixtures call a run. */
    private static String key(DemoRun run) {
        return run.path().substring(FOLDER.length(), run.path().length() - ".jsonl".length());
    }

    private TrustBench<AdversarialDemonstrationsOptions> bench() {
        return new TrustBench<>(new AdversarialDemonstrationsDimension(), folder)
                .with(
                        "prompt-texts.json",
                        file("data/decodingtrust/prompt-texts.json").text())
                .with(
                        "phrase-lists.json",
                        file("data/decodingtrust/phrase-lists.json").text());
    }

    private static TrustPlan plan(Path data, AdversarialDemonstrationsOptions options) {
        TrustBench<AdversarialDemonstrationsOptions> bench =
                new TrustBench<>(new AdversarialDemonstrationsDimension(), data);
        TrustPlan plan = bench.plan(options);
        assertEquals(List.of(), bench.problems());
        return plan;
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
