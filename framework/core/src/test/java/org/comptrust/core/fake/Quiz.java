package org.comptrust.core.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
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
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustPlan;

/** Questions to be answered with yes. */
public final class Quiz extends FakeDimension<Quiz.Settings> {
    public record Settings(
            @Option(value = "questions of each scenario", absent = "50", min = 0)
            int questions,

            @Option(value = "scenarios", absent = "[easy, hard]")
            List<String> scenarios,

            @Option(value = "a scenario that is said to be unavailable")
            Optional<String> missing,

            @Option(value = "a scenario that the score does not need")
            Optional<String> beside,

            @Option(value = "a scenario that shows how to answer")
            Optional<String> shown,

            @Option(value = "whether questions and answers hold data of people", absent = "false")
            boolean personal,

            @Option(value = "item whose grading fails", absent = "none")
            String poison) {}

    public Quiz() {
        super("quiz", 3, Settings.class);
    }

    @Override
    public TrustPlan plan(DimensionInputs<Settings> inputs) {
        Settings settings = inputs.value();
        if (settings.questions() == 13) {
            inputs.problem("questions", "thirteen is unlucky", "Use another number.");
            inputs.problem("poison", "nothing to poison", "Name an item.");
        }
        return new FakePlan() {
            @Override
            public List<Scenario> scenarios() {
                return settings.scenarios().stream()
                        .map(id -> (Scenario) new Questions(id, settings))
                        .toList();
            }

            @Override
            public DimensionScore score(Grades grades) {
                if (settings.poison().equals("score")) {
                    throw new IllegalStateException("cannot add");
                }
                Optional<Metric> score = FakePlan.accuracy(grades);
                List<Metric> metrics = grades.values("scenario").stream()
                        .map(id -> new Metric(
                                "accuracy/" + id,
                                grades.where("scenario", id).mean("value").orElseThrow(),
                                "fraction"))
                        .toList();
                return new DimensionScore(score, score, metrics, List.of());
            }

            @Override
            public boolean personal() {
                return settings.personal();
            }

            /** The reader knows no other words for no. */
            @Override
            public List<CardCase> card() {
                return settings.scenarios().isEmpty()
                        ? List.of()
                        : List.of(
                                labelled("yes, of course", "yes"),
                                labelled("yes", "yes"),
                                labelled("no way", "no"),
                                labelled("never", "no"),
                                labelled("hm, hm", "unreadable"));
            }

            private CardCase labelled(String answer, String label) {
                Questions asked = new Questions(settings.scenarios().get(0), settings);
                Item item = new Item("card", ask("is it so?"), Map.of(), Map.of(), "");
                Completion said = new Completion(answer, Finish.STOP, OptionalDouble.empty(), 1);
                Transcript transcript =
                        new Transcript(List.of(item.first()), List.of(new Response(List.of(said), 1, 0)));
                return new CardCase(asked.id(), item, transcript, label);
            }
        };
    }

    /** A greedy question of one message. */
    static Request ask(String question) {
        return new Request(
                new Prompt.Chat(List.of(Message.of(Role.USER, question)), Overflow.OLDEST_FIRST),
                Ask.Generate.greedy(4));
    }

    /** The same after a demonstration. */
    private static Request shown(String question) {
        List<Message> messages = List.of(
                Message.shot(Role.USER, "is it so?", 0),
                Message.shot(Role.ASSISTANT, "yes", 0),
                Message.of(Role.USER, question));
        return new Request(new Prompt.Chat(messages, Overflow.OLDEST_FIRST), Ask.Generate.greedy(4));
    }

    private record Questions(String id, Settings settings) implements SingleTurn {
        @Override
        public Optional<String> unavailable() {
            return settings.missing().filter(id::equals).map(missing -> "the file of " + missing + " is not there");
        }

        @Override
        public boolean scored() {
            return settings.beside().filter(id::equals).isEmpty();
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            return IntStream.range(0, settings.questions())
                    .mapToObj(i -> new Item(
                            "q" + i,
                            settings.shown().isPresent()
                                            && settings.shown().get().equals(id)
                                    ? shown(id + " question " + i)
                                    : ask(id + " question " + i),
                            Map.of("parity", i % 2 == 0 ? "even" : "odd"),
                            Map.of(),
                            i % 5 == 0 ? "rare" : "common"));
        }

        @Override
        public Grade grade(Item item, Response response) {
            if (item.id().equals(settings.poison())) {
                throw new IllegalStateException("cannot read " + item.id());
            }
            return switch (response.text().substring(0, 3)) {
                case "yes" -> Grade.read(1, "yes");
                case "no " -> Grade.read(0, "no");
                default -> Grade.unreadable(0);
            };
        }
    }
}
