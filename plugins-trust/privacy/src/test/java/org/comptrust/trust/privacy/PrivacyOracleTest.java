package org.comptrust.trust.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
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
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readings and scores by the benchmark's own code of recorded answers, and dialogues by its code of the real data. */
@Tag("oracle")
class PrivacyOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/privacy";
    private static final Pattern ENRON = Pattern.compile("enron (\\S+)");
    private static final Pattern PERSONAL = Pattern.compile("pii (.+) (\\d)-shot (attack|protect)");
    private static final Pattern SECRET = Pattern.compile("understanding (\\S+) (q\\d)");
    private static final Pattern NUMBERED = Pattern.compile("item#(\\d+) .*");
    private static final Pattern PHRASE = Pattern.compile("phrase#\\d+ (.+)");
    private static final Pattern RECORDED_ENRON = Pattern.compile("(.+)_s\\d+_.*");
    private static final Pattern RECORDED_PERSONAL = Pattern.compile("(.+)_(\\dshot(?:attack|protect))_s\\d+_.*");
    private static final Pattern RECORDED_SECRET = Pattern.compile("(.+)_t\\d+_s\\d+_.*_ques(\\d)_\\d+\\.jsonl");

    /** Plain means of doubles; only the order of summation may differ. */
    private static final double TOLERANCE = 1e-9;

    /** The benchmark's names of figures, and ours. */
    private static final Map<String, String> FIGURES = Map.of(
            "leak_rate", "leak",
            "reject_rate", "refusal",
            "leak_rate_wo_reject", "leak-without-refusals");

    private final FolderDataSource oracles = new FolderDataSource(ORACLES);

    @Test
    void scoresAreThoseOfTheBenchmarksCode() throws IOException {
        int total = 0;
        int figures = 0;
        List<String> wrong = new ArrayList<>();
        for (String model : folders(ORACLES.resolve(FIXTURES))) {
            DataRow expected = json(FIXTURES + "/" + model + "/expected.json");
            Recorded recorded = new Recorded();
            for (DataRow file : expected.list("files")) {
                String kind = file.text("").replace(".jsonl", "");
                try (Stream<DataRow> rows =
                        file(FIXTURES + "/" + model + "/" + file.text("")).jsonLines()) {
                    rows.forEach(row -> recorded.add(kind, row));
                }
            }
            recorded.end();
            DimensionScore score = plan().score(GradeTable.of(recorded.graded));
            for (String variant : expected.at("variants").keys()) {
                total++;
                Differences differences = new Differences(score);
                DataRow own = expected.at("variants").at(variant);
                DataRow figuresOfVariant =
                        own.keys().isEmpty() ? expected.at("variants").at(sameAs(own)) : own;
                differences.compare(figuresOfVariant);
                differences.compareFiles(figuresOfVariant.at("per_file"), recorded.files);
                figures += differences.compared;
                if (!differences.found.isEmpty()) {
                    wrong.add(model + "/" + variant + ": " + String.join("; ", differences.found));
                }
            }
        }

        System.out.println("privacy: " + (total - wrong.size()) + " of " + total + " (" + figures + " figures)");
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void labelsAreThoseOfTheBenchmarksCode() {
        int[] total = new int[1];
        List<String> wrong = new ArrayList<>();
        try (Stream<DataRow> rows = file(FIXTURES + "/cases.jsonl").jsonLines()) {
            rows.forEach(row -> {
                total[0]++;
                String kind = row.text("kind");
                Grade grade = new Recorded().grade(kind, row, List.of(row.text("continuation")));
                DataRow expected = row.at("expected");
                Map<String, String> named = kind.equals("enron")
                        ? Map.of("email", "email", "local", "local-part", "domain", "domain")
                        : Map.of("leaked", "leaked");
                boolean same = Boolean.parseBoolean(expected.text("refused")) == (grade.refused() == 1);
                for (Map.Entry<String, String> one : named.entrySet()) {
                    same &= Boolean.parseBoolean(expected.text(one.getKey()))
                            == (grade.measures().getOrDefault(one.getValue(), 0.0) == 1);
                }
                if (!same) {
                    wrong.add(row.where() + ", is " + grade);
                }
            });
        }

        System.out.println("privacy readings: " + (total[0] - wrong.size()) + " of " + total[0]);
        assertTrue(total[0] > 0, "no case below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
            if (!prompt.text("dimension").equals("privacy")) {
                continue;
            }
            total++;
            Asked asked = asked(prompt);
            List<String> expected = prompt.list("messages").stream()
                    .map(message -> message.text("role") + ": " + message.text("content"))
                    .toList();
            List<String> actual = asked.messages().stream()
                    .map(message -> message.role().name().toLowerCase(Locale.ROOT) + ": " + message.text())
                    .toList();
            DataRow call = prompt.at("call");
            if (!actual.equals(expected)
                    || asked.ask().maxTokens() != Integer.parseInt(call.text("max_tokens"))
                    || asked.ask().temperature() != Double.parseDouble(call.text("t"))) {
                wrong.add(prompt.text("scenario") + ", " + prompt.text("source"));
            }
        }

        System.out.println("privacy prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    /** The benchmark's recorded conversations name the first four phone numbers that its seed draws. */
    @Test
    void recordedValuesOfTheFirstKindAreThoseThatWeDraw() {
        DataRow people = json("data/decodingtrust/" + PrivacyDimension.FOLDER + "five_shot.json");
        Map<PersonalData, List<PersonalCases.Case>> cases =
                PersonalCases.draw(people, 3, new CPythonRandom(PersonalCases.SEED));
        List<String> found = new ArrayList<>();
        for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
            if (prompt.text("scenario").equals("pii phone number 3-shot attack")) {
                found.add(prompt.text("source"));
            }
        }

        assertTrue(
                found.contains("item#0 gt="
                        + cases.get(PersonalData.PHONE_NUMBER)
                                .get(0)
                                .people()
                                .get(3)
                                .value()),
                found.toString());
    }

    @Test
    void theWholeBenchmarkIsAsked() {
        TrustPlan plan = plan();
        for (EnronPrompt prompt : EnronPrompt.ALL) {
            Scenario scenario = TrustBench.scenario(plan, prompt.id());
            if (scenario.unavailable().isEmpty()) {
                assertEquals(3290, TrustBench.items(plan, prompt.id()).size(), prompt.id());
            }
        }
        for (PersonalPrompt prompt : PersonalPrompt.values()) {
            if (!prompt.protects()) { // its sentence is not in these data
                assertEquals(1200, TrustBench.items(plan, prompt.id()).size(), prompt.id());
            }
        }
    }

    /** The count stands in the plugin's README. */
    @Test
    void theReadersAgreeWithThisMuchOfTheCard() {
        TrustPlan plan = plan();
        int right = 0;
        for (CardCase one : plan.card()) {
            Step step = TrustBench.scenario(plan, one.scenario()).next(one.item(), one.transcript());
            right += ((Step.Done) step).grade().label().equals(one.label()) ? 1 : 0;
        }

        assertEquals(List.of(58, 42), List.of(plan.card().size(), right));
    }

    /** What we ask where the benchmark asks a prompt. */
    private record Asked(List<Message> messages, Ask.Generate ask) {
        static Asked of(Item item) {
            return new Asked(
                    TrustBench.messages(item), (Ask.Generate) item.first().ask());
        }
    }

    private Asked asked(DataRow prompt) {
        Matcher enron = ENRON.matcher(prompt.text("scenario"));
        if (enron.matches()) {
            Item item = TrustBench.items(plan(), enron(enron.group(1)).id()).get(number(prompt));
            assertTrue(
                    prompt.text("source").contains("gold address " + item.gold().get("address") + ")"),
                    "another address at " + prompt.where());
            return Asked.of(item);
        }
        Matcher personal = PERSONAL.matcher(prompt.text("scenario"));
        if (personal.matches()) {
            return asked(prompt, personal);
        }
        // Its sentences stand in the benchmark's sources only; here they are read off the oracle, as from an imported
        // copy.
        Matcher secret = SECRET.matcher(prompt.text("scenario"));
        Matcher phrase = PHRASE.matcher(prompt.text("source"));
        assertTrue(secret.matches() && phrase.matches(), "unknown prompt at " + prompt.where());
        SecretScenario scenario = new SecretScenario(secret.group(2), phrases(), 1, List.of(), Optional.empty());
        String sentence = prompt.list("messages").get(0).text("content");
        return Asked.of(scenario.item(new PrivacyTexts.Secret(secret.group(1), phrase.group(1), sentence)));
    }

    /** Values are drawn at random, so they are those of the oracle; everything else is of the data. */
    private Asked asked(DataRow prompt, Matcher of) {
        PersonalData data = data(of.group(1).replace(" ", ""));
        PersonalPrompt asked = personal(of.group(2) + "shot" + of.group(3));
        DataRow entries = json("data/decodingtrust/" + PrivacyDimension.FOLDER + "five_shot.json");
        PersonalCases.Case drawn = PersonalCases.draw(entries, asked.shots(), new CPythonRandom(PersonalCases.SEED))
                .get(data)
                .get(number(prompt));
        String told = prompt.list("messages").get(1).text("content");
        StringBuilder form = new StringBuilder();
        drawn.people().forEach(person -> form.append(Pattern.quote(person.name() + "'s " + data.called() + " is "))
                .append("(.*)")
                .append(Pattern.quote(". ")));
        Matcher values = Pattern.compile(form.toString()).matcher(told);
        assertTrue(values.matches(), "other people at " + prompt.where());
        List<PersonalCases.Person> people = new ArrayList<>();
        for (int i = 0; i < drawn.people().size(); i++) {
            people.add(new PersonalCases.Person(drawn.people().get(i).name(), values.group(i + 1)));
        }
        PersonalScenario scenario = new PersonalScenario(
                asked,
                new PersonalScenario.Conversation(texts(prompt, data), phrases(), PromptMode.PAPER),
                false,
                Optional.empty(),
                Optional.of("values are given"));
        return Asked.of(scenario.item(data, new PersonalCases.Case(drawn.entry(), people)));
    }

    /** What an assistant says that protects data stands in the benchmark's sources only, as secrets do. */
    private PrivacyTexts texts(DataRow prompt, PersonalData data) {
        PrivacyTexts texts = PrivacyTexts.read(json("data/decodingtrust/prompt-texts.json"));
        Optional<String> said = prompt.list("messages").stream()
                .filter(message -> message.text("role").equals("assistant"))
                .map(message -> message.text("content").replace(" " + data.called() + ".", " {}."))
                .findFirst();
        return new PrivacyTexts(texts.personalSystem(), said, texts.secrets());
    }

    /** Recorded answers, graded by the plan's scenarios. */
    private final class Recorded {
        final List<GradedItem> graded = new ArrayList<>();

        /** Sums of measures by file. */
        final Map<String, Map<String, Double>> files = new TreeMap<>();

        private final TrustPlan plan = plan();
        private final Map<List<String>, List<String>> secrets = new LinkedHashMap<>();

        void add(String kind, DataRow row) {
            String file = row.text("file");
            if (kind.equals("understanding")) { // an item is a phrase, with all its answers
                secrets.computeIfAbsent(List.of(file, row.text("word")), first -> new ArrayList<>())
                        .add(row.text("continuation"));
                return;
            }
            Grade grade = grade(kind, row, List.of(row.text("continuation")));
            if (kind.equals("enron")) {
                add(enron(matched(RECORDED_ENRON, file).group(1)).id(), Map.of(), grade);
            } else {
                Matcher name = matched(RECORDED_PERSONAL, file);
                add(
                        personal(name.group(2)).id(),
                        Map.of("data", data(name.group(1)).id()),
                        grade);
            }
            count(kind + "/" + file, grade);
        }

        void end() {
            secrets.forEach((key, answers) -> {
                Matcher name = matched(RECORDED_SECRET, key.get(0));
                Grade grade = secret("q" + name.group(2), answers);
                add(
                        SecretScenario.id("q" + name.group(2)),
                        Map.of("topic", name.group(1), "phrase", key.get(1)),
                        grade);
                count("understanding/" + key.get(0), grade);
                count("understanding/" + key.get(0) + "/" + key.get(1), grade);
            });
        }

        Grade grade(String kind, DataRow row, List<String> answers) {
            return switch (kind) {
                case "enron" -> {
                    EnronPrompt prompt = EnronPrompt.ALL.get(EnronPrompt.ALL.size() - 1);
                    Scenario scenario = TrustBench.scenario(plan, prompt.id());
                    Item item = ((EnronScenario) scenario).item(row.text("gt-email"), "asked");
                    yield TrustBench.grade(scenario, item, answers.get(0));
                }
                case "pii" -> {
                    Scenario scenario = TrustBench.scenario(plan, PersonalPrompt.ZERO_SHOT.id());
                    PersonalCases.Person person = new PersonalCases.Person("somebody", row.text("gt"));
                    Item item = ((PersonalScenario) scenario)
                            .item(PersonalData.SSN, new PersonalCases.Case("recorded", List.of(person)));
                    yield TrustBench.grade(scenario, item, answers.get(0));
                }
                case "understanding" -> secret("q1", answers);
                default -> throw new AssertionError("unknown kind " + kind + " at " + row.where());
            };
        }

        private Grade secret(String question, List<String> answers) {
            SecretScenario scenario =
                    new SecretScenario(question, phrases(), answers.size(), List.of(), Optional.empty());
            Item item = scenario.item(new PrivacyTexts.Secret("topic", "phrase", "asked"));
            return TrustBench.grade(scenario, item, answers.toArray(String[]::new));
        }

        private void add(String scenario, Map<String, String> tags, Grade grade) {
            graded.add(new GradedItem(scenario, "answer " + graded.size(), tags, grade));
        }

        private void count(String file, Grade grade) {
            Map<String, Double> sums = files.computeIfAbsent(file, first -> new TreeMap<>());
            grade.measures().forEach((name, value) -> sums.merge(name, value, Double::sum));
            sums.merge("answers", (double) grade.answers(), Double::sum);
            sums.merge("refused", (double) grade.refused(), Double::sum);
        }
    }

    /** Differences between a score and the benchmark's; as many figures as were compared. */
    private static final class Differences {
        final List<String> found = new ArrayList<>();
        int compared;

        private final Map<String, Double> ours;

        Differences(DimensionScore score) {
            this.ours = score.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            ours.put("headline", score.headline().map(Metric::value).orElse(Double.NaN));
        }

        void compare(DataRow expected) {
            compare("headline", expected.text("score_0_100"));
            compare("refusal", expected.text("refusal_0_100"));
            DataRow detail = expected.at("detail");
            for (PrivacyPart part : PrivacyPart.values()) {
                FIGURES.forEach((theirs, name) ->
                        compare(name + "/" + part.id(), detail.at(part.id()).text(theirs)));
            }
            DataRow enron = detail.at("enron");
            compare("leak/enron/email", enron.text("leak_rate_email"));
            compare("leak/enron/local-part", enron.text("leak_rate_local"));
            compare("leak/enron/domain", enron.text("leak_rate_domain"));
            DataRow all = detail.at("all");
            FIGURES.forEach((theirs, name) -> compare(name, all.text(theirs)));
            compare("score", all.text("privacy_score"));
            compare("score-without-refusals", all.text("privacy_score_wo_reject"));
        }

        private void compare(String name, String expected) {
            equal(name, ours.getOrDefault(name, Double.NaN), expected, TOLERANCE);
        }

        /** Counts by file are exact. */
        void compareFiles(DataRow expected, Map<String, Map<String, Double>> files) {
            if (!List.copyOf(files.keySet()).stream()
                    .filter(file -> file.endsWith(".jsonl"))
                    .toList()
                    .equals(expected.keys().stream().sorted().toList())) {
                found.add("files differ: " + files.keySet() + ", expected " + expected.keys());
            }
            for (String file : expected.keys()) {
                DataRow counts = expected.at(file);
                Map<String, Double> sums = files.getOrDefault(file, Map.of());
                double answers = sums.getOrDefault("answers", Double.NaN);
                double refused = sums.getOrDefault("refused", Double.NaN);
                equal(file + " total", answers, counts.text("total"), 0);
                equal(file + " without refusals", answers - refused, counts.text("total_without_refusals"), 0);
                if (file.startsWith("enron/")) {
                    equal(file + " email", sums.getOrDefault("email", 0.0), counts.text("correct_email"), 0);
                    equal(file + " local", sums.getOrDefault("local-part", 0.0), counts.text("correct_local"), 0);
                    equal(file + " domain", sums.getOrDefault("domain", 0.0), counts.text("correct_domain"), 0);
                } else if (file.startsWith("pii/")) {
                    equal(file + " leaked", sums.getOrDefault("leaked", 0.0), counts.text("leaked"), 0);
                    equal(file + " refused", refused, counts.text("refused"), 0);
                } else {
                    equalByPhrase(file, "leaked", counts.at("leaked_by_phrase"), files);
                    equalByPhrase(file, "refused", counts.at("refused_by_phrase"), files);
                }
            }
        }

        private void equalByPhrase(String file, String what, DataRow expected, Map<String, Map<String, Double>> files) {
            for (String phrase : expected.keys()) {
                double actual =
                        files.getOrDefault(file + "/" + phrase, Map.of()).getOrDefault(what, 0.0);
                equal(file + " " + phrase + " " + what, actual, expected.text(phrase), 0);
            }
        }

        private void equal(String name, double actual, String expected, double tolerance) {
            compared++;
            if (!(Math.abs(actual - Double.parseDouble(expected)) <= tolerance)) {
                found.add(name + " expected " + expected + ", is " + actual);
            }
        }
    }

    /** A variant may say that its figures are those of another. */
    private static String sameAs(DataRow variant) {
        return matched(Pattern.compile("same as (\\w+)"), variant.text("")).group(1);
    }

    private static EnronPrompt enron(String type) {
        return EnronPrompt.ALL.stream()
                .filter(prompt -> prompt.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no way of asking is called " + type));
    }

    private static PersonalPrompt personal(String mode) {
        return Stream.of(PersonalPrompt.values())
                .filter(prompt -> prompt.mode().equals(mode))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no conversation is called " + mode));
    }

    private static PersonalData data(String id) {
        return Stream.of(PersonalData.values())
                .filter(data -> data.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no data is called " + id));
    }

    private static int number(DataRow prompt) {
        return Integer.parseInt(matched(NUMBERED, prompt.text("source")).group(1));
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.matches(), "a name is not of the form " + pattern);
        return matcher;
    }

    private TrustPlan plan() {
        TrustBench<PrivacyOptions> bench =
                new TrustBench<>(new PrivacyDimension(), ORACLES.resolve("data/decodingtrust"));
        TrustPlan plan = bench.plan(new PrivacyOptions(100, false), PromptMode.PAPER);
        assertEquals(List.of(), bench.problems());
        return plan;
    }

    private PrivacyPhrases phrases() {
        return PrivacyPhrases.read(json("data/decodingtrust/phrase-lists.json"));
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
