package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.option.Option;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The contract passes a dimension that keeps it, and fails one for each way to break it. */
class TrustDimensionContractTest {
    private static final Function<String, Grade> YES_IS_RIGHT =
            text -> Grade.read(text.startsWith("yes") ? 1 : 0, text.startsWith("yes") ? "right" : "wrong");

    private static final Function<Grades, DimensionScore> MEAN_OF_100 = grades -> {
        if (grades.weight() == 0) {
            return new DimensionScore(Optional.empty(), Optional.empty(), List.of(), List.of("no item was graded"));
        }
        Metric metric = new Metric("score", 100 * grades.mean("value").orElseThrow(), "points");
        return new DimensionScore(Optional.of(metric), Optional.of(metric), List.of(), List.of());
    };

    @Test
    void passesADimensionThatKeepsIt() {
        Contract good = new Contract(new Yes(() -> items("a", "b"), YES_IS_RIGHT, MEAN_OF_100));

        good.itsIdCanStandInASpec();
        good.everyOptionIsAnnotatedAndItsDefaultCanBeRead();
        good.itsOptionsAreValidHere();
        good.scenariosHaveIdsOfTheirOwnAndOneIsAvailable();
        good.missingDataIsSaidAndNotThrown();
        good.itemsAreTheSameEachTimeAndHaveIdsOfTheirOwn();
        good.everyAnswerLeadsToAGradeAndAlwaysToTheSame();
        good.aScoreIsPureAndStaysOnItsScale();
        good.aScoreOfNothingIsAScoreThatSaysSo();
        good.itsReadersAgreeWithItsCard();
    }

    @Test
    void failsItemsThatShareAnId() {
        Yes doubled = new Yes(() -> items("a", "a"), YES_IS_RIGHT, MEAN_OF_100);

        fails("two items a", new Contract(doubled)::itemsAreTheSameEachTimeAndHaveIdsOfTheirOwn);
    }

    @Test
    void failsItemsThatChange() {
        AtomicInteger reads = new AtomicInteger();
        Yes changing = new Yes(() -> items("a" + reads.incrementAndGet()), YES_IS_RIGHT, MEAN_OF_100);

        fails("read twice", new Contract(changing)::itemsAreTheSameEachTimeAndHaveIdsOfTheirOwn);
    }

    @Test
    void failsAReaderThatCannotReadEverything() {
        Yes brittle =
                new Yes(() -> items("a", "b"), text -> Grade.read(text.charAt(0) == 'y' ? 1 : 0, "read"), MEAN_OF_100);

        assertThrows(
                StringIndexOutOfBoundsException.class,
                new Contract(brittle)::everyAnswerLeadsToAGradeAndAlwaysToTheSame);
    }

    @Test
    void failsAReaderThatChangesItsMind() {
        AtomicInteger reads = new AtomicInteger();
        Yes moody = new Yes(() -> items("a"), text -> Grade.read(reads.incrementAndGet() % 2, "read"), MEAN_OF_100);

        fails("answers of seed", new Contract(moody)::everyAnswerLeadsToAGradeAndAlwaysToTheSame);
    }

    @Test
    void failsAReaderThatDisagreesWithItsCard() {
        Yes wrong = new Yes(() -> items("a"), text -> Grade.read(0, "wrong"), MEAN_OF_100);

        fails("\"yes, indeed\" is right, read as wrong", new Contract(wrong)::itsReadersAgreeWithItsCard);
    }

    @Test
    void failsAScoreBeyondItsScale() {
        Metric much = new Metric("score", 101, "points");
        Yes proud = new Yes(
                () -> items("a"),
                YES_IS_RIGHT,
                grades -> new DimensionScore(Optional.of(much), Optional.of(much), List.of(), List.of()));

        fails("is not on the scale POINTS", new Contract(proud)::aScoreIsPureAndStaysOnItsScale);
    }

    @Test
    void failsAnEmptyScoreWithoutAReason() {
        Yes silent = new Yes(
                () -> items("a"),
                YES_IS_RIGHT,
                grades -> new DimensionScore(Optional.empty(), Optional.empty(), List.of(), List.of()));

        fails("must say why", new Contract(silent)::aScoreOfNothingIsAScoreThatSaysSo);
    }

    private static void fails(String message, Executable test) {
        AssertionError e = assertThrows(AssertionError.class, test);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static Stream<Item> items(String... ids) {
        return Stream.of(ids).map(id -> new Item(id, request(), Map.of("kind", "plain"), Map.of(), ""));
    }

    private static Request request() {
        Message question = Message.of(Role.USER, "Say yes.");
        return new Request(new Prompt.Chat(List.of(question), Overflow.OLDEST_FIRST), Ask.Generate.greedy(8));
    }

    record Options(@Option(value = "a number", absent = "1") int number) {}

    /** The source of items, read anew each time. */
    private interface Items {
        Stream<Item> open();
    }

    /** A dimension of one scenario. */
    private record Yes(Items source, Function<String, Grade> reader, Function<Grades, DimensionScore> scorer)
            implements TrustDimension<Options>, TrustPlan, SingleTurn {
        @Override
        public String id() {
            return "yes";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public TrustPlan plan(DimensionInputs<Options> inputs) {
            return this;
        }

        @Override
        public DimensionNeeds needs() {
            return new DimensionNeeds(Set.of(Capability.GENERATE));
        }

        @Override
        public List<Scenario> scenarios() {
            return List.of(this);
        }

        @Override
        public DimensionScore score(Grades grades) {
            return scorer.apply(grades);
        }

        @Override
        public List<CardCase> card() {
            Completion answer = new Completion("yes, indeed", Finish.STOP, OptionalDouble.empty(), 3);
            Transcript transcript = new Transcript(List.of(request()), List.of(new Response(List.of(answer), 3, 0)));
            return List.of(new CardCase(
                    "yes", TrustDimensionContractTest.items("card").findFirst().orElseThrow(), transcript, "right"));
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            return source.open();
        }

        @Override
        public Grade grade(Item item, Response response) {
            return reader.apply(response.text());
        }
    }

    private static final class Contract extends TrustDimensionContract<Options> {
        private final Yes dimension;

        Contract(Yes dimension) {
            this.dimension = dimension;
        }

        @Override
        protected TrustDimension<Options> dimension() {
            return dimension;
        }

        @Override
        protected Options options() {
            return new Options(1);
        }

        @Override
        protected DataSource data() {
            return new NoData();
        }
    }
}
