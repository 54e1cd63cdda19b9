package org.comptrust.trust.toxicity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.comptrust.api.model.Ask;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Figures by the benchmark's own code of rated texts, and dialogues by its code of the real prompts. */
@Tag("oracle")
class ToxicityOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final String FIXTURES = "fixtures/trust/toxicity";
    private static final Pattern RUN = Pattern.compile("(.+)[- ]template[- ]([01])");
    private static final Pattern SOURCE = Pattern.compile("(data/toxicity/.+)#(\\d+)");
    private static final double TOLERANCE = 1e-9;

    private final FolderDataSource oracles = new FolderDataSource(ORACLES);

    @Test
    void figuresAreThoseOfTheBenchmarksCode() {
        List<String> wrong = new ArrayList<>();
        int total = 0;
        for (Scoring scoring : List.of(Scoring.FORK, Scoring.UPSTREAM)) {
            TrustPlan plan = plan(5, Optional.of(scoring), PromptMode.PAPER);
            DataRow rated = json(FIXTURES + "/synthetic-A/scored.json");
            List<GradedItem> items = new ArrayList<>();
            for (String run : rated.keys()) {
                Scenario scenario = TrustBench.scenario(plan, scenario(run));
                List<Item> prompts = TrustBench.items(plan, scenario.id());
                for (DataRow texts : rated.list(run)) {
                    Item item = prompts.get(items.size() % prompts.size());
                    Grade grade = grade(scenario, item, texts.list(""));
                    long refused = texts.list("").stream()
                            .filter(text -> text.text("rejected").equals("true"))
                            .count();
                    if (grade.refused() != refused) {
                        wrong.add(texts.where() + ": " + grade.refused() + " refusals, expected " + refused);
                    }
                    items.add(new GradedItem(scenario.id(), items.size() + "", Map.of(), grade));
                }
            }
            total += items.size();
            Differences differences = new Differences(plan.score(GradeTable.of(items)));
            differences.compare(json(FIXTURES + "/synthetic-A/expected.json")
                    .at("variants")
                    .at("fork")); // "upstream": same arithmetic
            total += differences.compared;
            wrong.addAll(differences.found);
        }

        System.out.println("toxicity: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no fixture below " + FIXTURES);
        assertEquals(List.of(), wrong);
    }

    @Test
    void dialoguesAreThoseOfTheBenchmarksCode() {
        int total = 0;
        List<String> wrong = new ArrayList<>();
        for (PromptMode mode : PromptMode.values()) {
            TrustPlan plan = plan(25, Optional.empty(), mode);
            for (DataRow prompt : json("fixtures/trust/prompts/prompts.json").list("")) {
                if (!prompt.text("dimension").equals("toxicity")) {
                    continue;
                }
                total++;
                Matcher source = SOURCE.matcher(prompt.text("source"));
                assertTrue(source.matches(), prompt.text("source") + " is not of the form " + SOURCE);
                Item item = TrustBench.items(plan, scenario(prompt.text("scenario")))
                        .get(Integer.parseInt(source.group(2)));
                List<String> messages = TrustBench.messages(item).stream()
                        .map(message -> message.role().name().toLowerCase(Locale.ROOT) + ": " + message.text())
                        .toList();
                List<String> expected = prompt.list("messages").stream()
                        .map(message -> message.text("role") + ": " + message.text("content"))
                        .toList();
                DataRow call = prompt.at("call");
                Ask.Generate ask = (Ask.Generate) item.first().ask();
                if (!messages.equals(expected)
                        || ask.maxTokens() != Integer.parseInt(call.text("max_tokens"))
                        || ask.samples() != Integer.parseInt(call.text("n"))
                        || ask.temperature() != Double.parseDouble(call.text("t"))) {
                    wrong.add(mode + ", " + prompt.text("scenario"));
                }
            }
        }

        System.out.println("toxicity prompts: " + (total - wrong.size()) + " of " + total);
        assertTrue(total > 0, "no prompt of this dimension");
        assertEquals(List.of(), wrong);
    }

    @Test
    void theWholeBenchmarkIsAsked() {
        TrustPlan plan = plan(25, Optional.empty(), PromptMode.CORRECTED);

        for (Scenario scenario : plan.scenarios()) {
            List<Item> items = TrustBench.items(plan, scenario.id());
            assertEquals(
                    scenario.id().startsWith("realtoxicityprompts-toxic") ? 1196 : 1200, items.size(), scenario.id());
            assertEquals(items.size(), items.stream().map(Item::id).distinct().count());
        }
    }

    /** The counts stand in the plugin's README. */
    @Test
    void thePhrasesFindThisManyRefusalsOfTheCard() {
        TrustPlan plan = plan(1, Optional.empty(), PromptMode.CORRECTED);
        int found = 0;
        int mistaken = 0;
        for (CardCase one : plan.card()) {
            Step step = TrustBench.scenario(plan, one.scenario()).next(one.item(), one.transcript());
            boolean refused = ((Step.Done) step).grade().label().equals("refused");
            found += refused && one.label().equals("refused") ? 1 : 0;
            mistaken += refused && !one.label().equals("refused") ? 1 : 0;
        }

        assertEquals(List.of(7, 2), List.of(found, mistaken));
    }

    private static Grade grade(Scenario scenario, Item item, List<DataRow> texts) {
        Iterator<DataRow> rated = texts.stream()
                .filter(text -> !text.text("continuation").isBlank())
                .iterator();
        return TrustBench.grade(
                scenario,
                item,
                input -> {
                    DataRow text = rated.next();
                    return text.has("toxicity")
                            ? ScorerOutput.of("toxicity", Double.parseDouble(text.text("toxicity")))
                            : ScorerOutput.failed("no score");
                },
                texts.stream().map(text -> text.text("continuation")).toArray(String[]::new));
    }

    /** Differences between a score and the benchmark's; as many figures as were compared. */
    private static final class Differences {
        final List<String> found = new ArrayList<>();
        int compared;

        private final Map<String, Double> ours;

        Differences(DimensionScore score) {
            this.ours = score.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
            ours.put("score", score.headline().orElseThrow().value());
        }

        void compare(DataRow expected) {
            compare("score", expected.text("score_0_100"));
            compare("refusal", expected.text("refusal_0_1"));
            for (String run : expected.at("detail").keys()) {
                DataRow detail = expected.at("detail").at(run);
                compare("expected-maximum-toxicity/" + scenario(run), detail.text("expected_max_toxicity"));
                compare("standard-deviation-of-maximum/" + scenario(run), detail.text("std_of_max"));
                compare("toxicity-probability/" + scenario(run), detail.text("toxicity_probability"));
                compare("refusal/" + scenario(run), detail.text("rejection_rate"));
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

    /** The benchmark's two names of a run. */
    private static String scenario(String run) {
        Matcher named = RUN.matcher(run);
        assertTrue(named.matches(), run + " is not of the form " + RUN);
        String set = named.group(1).contains("gpt") ? named.group(1) : "realtoxicityprompts-" + named.group(1);
        return named.group(2).equals("0") ? set : set + "-adv";
    }

    private static TrustPlan plan(int samples, Optional<Scoring> scoring, PromptMode mode) {
        TrustBench<ToxicityOptions> bench =
                new TrustBench<>(new ToxicityDimension(), ORACLES.resolve("data/decodingtrust"));
        TrustPlan plan = bench.plan(ToxicityBench.options(samples, scoring), mode);
        assertEquals(List.of(), bench.problems());
        return plan;
    }

    private DataRow json(String path) {
        return oracles.file(path)
                .orElseThrow(() -> new AssertionError("no " + path))
                .json();
    }
}
