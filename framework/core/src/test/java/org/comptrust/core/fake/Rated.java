package org.comptrust.core.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.model.Capability;
import org.comptrust.api.option.Option;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustPlan;

/** Answers whose length somebody else tells: a scorer that plays the role {@code length}. */
public final class Rated extends FakeDimension<Rated.Settings> {
    public record Settings(
            @Option(value = "times that each answer is rated; -1 for ever", absent = "1", min = -1)
            int times,

            @Option(value = "the role that is consulted", absent = "length")
            String consulted,

            @Option(value = "the scorer that is proposed; none for none", absent = "tally")
            String proposed) {}

    public Rated() {
        super("rated", 1, Settings.class);
    }

    @Override
    public TrustPlan plan(DimensionInputs<Settings> inputs) {
        Settings settings = inputs.value();
        return new FakePlan() {
            @Override
            public DimensionNeeds needs() {
                String proposed = settings.proposed().equals("none") ? "" : settings.proposed();
                return new DimensionNeeds(Set.of(Capability.GENERATE), Map.of("length", proposed));
            }

            @Override
            public List<Scenario> scenarios() {
                return List.of(new Texts(settings));
            }

            @Override
            public DimensionScore score(Grades grades) {
                Metric score = new Metric("length", grades.mean("length").orElseThrow(), "points");
                Metric lost = new Metric("unrated", grades.sum("unreadable"), "texts");
                return new DimensionScore(Optional.of(score), Optional.of(score), List.of(lost), List.of());
            }
        };
    }

    private record Texts(Settings settings) implements Scenario {
        @Override
        public String id() {
            return "texts";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            return IntStream.range(0, 300)
                    .mapToObj(i -> new Item("r" + i, Quiz.ask("rate " + i), Map.of(), Map.of(), ""));
        }

        @Override
        public Step next(Item item, Transcript soFar) {
            int rated = soFar.scores().size();
            if (rated != settings.times()) {
                String text = soFar.last().text() + (rated == 0 ? "" : " " + rated);
                return new Step.Consult(List.of(ScorerInput.of(settings.consulted(), text)));
            }
            if (rated == 0) {
                return new Step.Consult(List.of());
            }
            ScorerOutput last = soFar.scores().get(rated - 1);
            return new Step.Done(
                    last.score("length").isPresent()
                            ? new Grade(
                                    OptionalDouble.empty(),
                                    "rated",
                                    1,
                                    0,
                                    0,
                                    Map.of("length", last.score("length").getAsDouble()),
                                    "")
                            : new Grade(OptionalDouble.empty(), "unrated", 1, 0, 1, Map.of(), last.failure()));
        }
    }
}
