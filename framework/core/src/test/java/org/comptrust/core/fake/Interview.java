package org.comptrust.core.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustPlan;

/** Questions that are followed by others until the model says yes, three at most; its score is a ratio. */
public final class Interview extends FakeDimension<Interview.Settings> {
    public record Settings() {}

    public Interview() {
        super("interview", 1, Settings.class);
    }

    @Override
    public TrustPlan plan(DimensionInputs<Settings> inputs) {
        return new FakePlan() {
            @Override
            public DimensionNeeds needs() {
                return new DimensionNeeds(Set.of());
            }

            @Override
            public List<Scenario> scenarios() {
                return List.of(new Talk());
            }

            @Override
            public Scale scale() {
                return Scale.RATIO;
            }

            @Override
            public DimensionScore score(Grades grades) {
                Metric turns = new Metric("turns", grades.mean("turns").orElseThrow(), "turns");
                return new DimensionScore(Optional.of(turns), Optional.of(turns), List.of(), List.of());
            }
        };
    }

    private static final class Talk implements Scenario {
        @Override
        public String id() {
            return "talk";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            return IntStream.range(0, 40)
                    .mapToObj(i -> new Item("t" + i, Quiz.ask("talk " + i), Map.of(), Map.of(), ""));
        }

        @Override
        public Step next(Item item, Transcript soFar) {
            int turns = soFar.responses().size();
            if (turns < 3 && !soFar.last().text().startsWith("yes")) {
                return new Step.Say(
                        Quiz.ask(item.id() + " after " + soFar.last().text()));
            }
            return new Step.Done(
                    new Grade(OptionalDouble.empty(), "talked", turns, 0, 0, Map.of("turns", (double) turns), ""));
        }
    }
}
