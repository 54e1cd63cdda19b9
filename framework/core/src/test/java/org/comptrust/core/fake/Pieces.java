package org.comptrust.core.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.option.Option;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.SingleTurn;
import org.comptrust.api.trust.TrustPlan;

/** A dimension whose items a model's tokenizer cuts: models with different ones are asked different items. */
public final class Pieces extends FakeDimension<Pieces.Settings> {
    public record Settings(
            @Option(value = "whether scores are compared as ratios", absent = "false")
            boolean ratio) {}

    public Pieces() {
        super("pieces", 1, Settings.class);
    }

    @Override
    public TrustPlan plan(DimensionInputs<Settings> inputs) {
        return new FakePlan() {
            @Override
            public Scale scale() {
                return inputs.value().ratio() ? Scale.RATIO : Scale.POINTS;
            }

            @Override
            public List<Scenario> scenarios() {
                return List.of(new Cut());
            }

            @Override
            public DimensionScore score(Grades grades) {
                Optional<Metric> score = grades.mean("value").stream()
                        .mapToObj(mean -> new Metric("figure", 1 + 99 * mean, "points"))
                        .findFirst();
                return new DimensionScore(score, score, List.of(), List.of());
            }
        };
    }

    private record Cut() implements SingleTurn {
        @Override
        public String id() {
            return "text";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            String tokenizer = context.tokenizer().map(Tokenizer::identity).orElse("none");
            return IntStream.range(0, 40)
                    .mapToObj(i -> new Item(
                            tokenizer + i, Quiz.ask("piece " + i + " of " + tokenizer), Map.of(), Map.of(), ""));
        }

        @Override
        public Grade grade(Item item, Response response) {
            return response.text().startsWith("yes") ? Grade.read(1, "yes") : Grade.read(0, "no");
        }
    }
}
