package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.PythonRandom;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.junit.jupiter.api.Test;

/**
 * What every trust dimension must do. A plugin's contract test extends it with the dimension, its smallest valid options and a small copy
 * of the data; a dimension that passes works in the host.
 *
 * @param <O> the options record
 */
public abstract class TrustDimensionContract<O extends Record> {
    private static final long SEED = 17;
    private static final int ITEMS = 25;
    private static final int ANSWERS = 12;
    private static final int RESAMPLES = 5;
    private static final int LONGEST_DIALOGUE = 50;

    /** The dimension under test, a new object each time. */
    protected abstract TrustDimension<O> dimension();

    /** Valid options. */
    protected abstract O options();

    /** A small copy of the benchmark, with all that at least one scenario needs. */
    protected abstract DataSource data();

    /** The prompt modes that the dimension has. */
    protected Set<PromptMode> modes() {
        return Set.of(PromptMode.values());
    }

    /** What the making of items asks: CPython's generator, and no tokenizer unless overridden. */
    protected ItemContext context() {
        return new ItemContext() {
            @Override
            public Optional<Tokenizer> tokenizer() {
                return Optional.empty();
            }

            @Override
            public PythonRandom pythonRandom(long seed) {
                return new CPythonRandom(seed);
            }
        };
    }

    /** What a scorer might say; some failures among it. To be overridden for a dimension that consults one. */
    protected ScorerOutput rated(ScorerInput input, Random random) {
        throw new AssertionError("the dimension consults a scorer: override rated to say what one might answer");
    }

    /** Fewest cases on the scorer card; 0 for a dimension that reads no text. */
    protected int leastCard() {
        return 1;
    }

    /** Smallest share of the card that the readers must agree with, in [0, 1]. */
    protected double leastAgreement() {
        return 1;
    }

    @Test
    public final void itsIdCanStandInASpec() {
        SpiChecks.checkId(dimension().id());
        assertTrue(dimension().version() >= 1, "versions count from 1");
    }

    @Test
    public final void thePluginManagerCanConstructIt() {
        SpiChecks.checkConstructor(dimension().getClass());
    }

    @Test
    public final void everyOptionIsAnnotatedAndItsDefaultCanBeRead() {
        SpiChecks.checkOptions(dimension().options(), options());
    }

    @Test
    public final void itsOptionsAreValidHere() {
        for (PromptMode mode : modes()) {
            TrustPlanInputs<O> inputs = new TrustPlanInputs<>(options(), data(), mode);
            dimension().plan(inputs);
            assertEquals(List.of(), inputs.problems(), mode.toString());
        }
    }

    @Test
    public final void scenariosHaveIdsOfTheirOwnAndOneIsAvailable() {
        for (PromptMode mode : modes()) {
            List<String> ids = plan(mode).scenarios().stream().map(Scenario::id).toList();
            assertEquals(ids.size(), new HashSet<>(ids).size(), "ids of scenarios: " + ids);
            assertFalse(available(plan(mode)).isEmpty(), mode + ": no scenario is available with this data");
        }
    }

    @Test
    public final void missingDataIsSaidAndNotThrown() {
        for (PromptMode mode : modes()) {
            TrustPlanInputs<O> inputs = new TrustPlanInputs<>(options(), new NoData(), mode);
            for (Scenario scenario : dimension().plan(inputs).scenarios()) {
                scenario.unavailable()
                        .ifPresent(why -> assertFalse(why.isBlank(), scenario.id() + " does not say why"));
            }
        }
    }

    @Test
    public final void itemsAreTheSameEachTimeAndHaveIdsOfTheirOwn() {
        for (PromptMode mode : modes()) {
            for (Scenario scenario : available(plan(mode))) {
                List<Item> items = items(scenario, Long.MAX_VALUE);
                assertFalse(items.isEmpty(), scenario.id() + " has no item");
                assertEquals(items, items(scenario, Long.MAX_VALUE), scenario.id() + " read twice");
                assertEquals(
                        items,
                        items(scenario(plan(mode), scenario.id()), Long.MAX_VALUE),
                        scenario.id() + " planned twice");
                Set<String> ids = new HashSet<>();
                items.forEach(item -> assertTrue(ids.add(item.id()), scenario.id() + ": two items " + item.id()));
            }
        }
    }

    @Test
    public final void everyAnswerLeadsToAGradeAndAlwaysToTheSame() {
        for (PromptMode mode : modes()) {
            for (Scenario scenario : available(plan(mode))) {
                for (Item item : items(scenario, ITEMS)) {
                    for (long answer = 0; answer < ANSWERS; answer++) {
                        long seed = SEED + 31L * item.id().hashCode() + answer;
                        assertEquals(
                                grade(scenario, item, seed),
                                grade(scenario, item, seed),
                                scenario.id() + " " + item.id() + ", answers of seed " + seed);
                    }
                }
            }
        }
    }

    @Test
    public final void aScoreIsPureAndStaysOnItsScale() {
        for (PromptMode mode : modes()) {
            TrustPlan plan = plan(mode);
            Random random = new Random(SEED);
            List<GradedItem> items = new ArrayList<>();
            for (Scenario scenario : available(plan)) {
                for (Item item : items(scenario, ITEMS)) {
                    Grade grade = grade(scenario, item, random.nextLong());
                    items.add(new GradedItem(scenario.id(), item.id(), item.tags(), grade));
                }
            }
            GradeTable table = GradeTable.of(items);
            checkScore(plan.score(table), plan.scale());
            for (int resample = 0; resample < RESAMPLES; resample++) {
                double[] weights =
                        items.stream().mapToDouble(item -> random.nextInt(3)).toArray();
                DimensionScore score = plan.score(table.withWeights(weights));
                assertEquals(score, plan.score(table.withWeights(weights)), "the same grades scored twice");
                checkScore(score, plan.scale());
            }
        }
    }

    @Test
    public final void aScoreOfNothingIsAScoreThatSaysSo() {
        for (PromptMode mode : modes()) {
            TrustPlan plan = plan(mode);
            checkScore(plan.score(GradeTable.of(List.of())), plan.scale());
        }
    }

    @Test
    public final void itsReadersAgreeWithItsCard() {
        for (PromptMode mode : modes()) {
            TrustPlan plan = plan(mode);
            List<String> wrong = new ArrayList<>();
            for (CardCase one : plan.card()) {
                Step step = scenario(plan, one.scenario()).next(one.item(), one.transcript());
                String read = step instanceof Step.Done done ? done.grade().label() : "a further question";
                if (!read.equals(one.label())) {
                    wrong.add("\"" + one.transcript().last().text() + "\" is " + one.label() + ", read as " + read);
                }
            }
            int cases = plan.card().size();
            assertTrue(cases >= leastCard(), "the card has " + cases + " cases, expected at least " + leastCard());
            assertTrue(
                    wrong.size() <= (1 - leastAgreement()) * cases,
                    mode + ": " + wrong.size() + " of " + cases + " cases are read otherwise:\n"
                            + String.join("\n", wrong));
        }
    }

    private TrustPlan plan(PromptMode mode) {
        return dimension().plan(new TrustPlanInputs<>(options(), data(), mode));
    }

    private static List<Scenario> available(TrustPlan plan) {
        return plan.scenarios().stream()
                .filter(scenario -> scenario.unavailable().isEmpty())
                .toList();
    }

    private static Scenario scenario(TrustPlan plan, String id) {
        return plan.scenarios().stream()
                .filter(scenario -> scenario.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no scenario " + id));
    }

    private List<Item> items(Scenario scenario, long most) {
        try (Stream<Item> items = scenario.items(context())) {
            return items.limit(most).toList();
        }
    }

    private Grade grade(Scenario scenario, Item item, long seed) {
        RandomAnswers answers = new RandomAnswers(seed);
        List<Request> requests = new ArrayList<>(List.of(item.first()));
        List<Response> responses = new ArrayList<>();
        List<ScorerOutput> scores = new ArrayList<>();
        Random random = new Random(seed);
        while (requests.size() <= LONGEST_DIALOGUE) {
            responses.add(answers.to(requests.get(requests.size() - 1)));
            Step step = scenario.next(item, new Transcript(requests, responses, scores));
            for (int consultations = 0;
                    step instanceof Step.Consult consult && consultations < LONGEST_DIALOGUE;
                    consultations++) {
                consult.inputs().forEach(input -> scores.add(rated(input, random)));
                step = scenario.next(item, new Transcript(requests, responses, scores));
            }
            if (step instanceof Step.Done done) {
                return done.grade();
            }
            requests.add(assertInstanceOf(Step.Say.class, step, "too many consultations")
                    .request());
        }
        throw new AssertionError(scenario.id() + " " + item.id() + ": no grade after " + LONGEST_DIALOGUE + " answers");
    }

    private static void checkScore(DimensionScore score, Scale scale) {
        assertEquals(
                score.headline().isPresent(),
                score.compared().isPresent(),
                "headline and compared are two roundings of one figure");
        assertTrue(
                score.headline().isPresent() || !score.remarks().isEmpty(),
                "a score without a headline must say why in its remarks");
        Stream.of(score.headline(), score.compared())
                .flatMap(Optional::stream)
                .forEach(metric -> checkMetric(metric, scale));
    }

    private static void checkMetric(Metric metric, Scale scale) {
        boolean possible =
                switch (scale) {
                    case POINTS -> metric.value() >= 0 && metric.value() <= 100;
                    case RATIO -> metric.value() > 0;
                };
        assertTrue(possible, metric + " is not on the scale " + scale);
    }
}
