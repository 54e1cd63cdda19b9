package org.comptrust.host.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.CardCase;
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
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;

/** Made-up prompts that are answered with text up to stop strings, which no answer is likely to hold: work for {@link PipelineBench}. */
record WritingTrial(int items, int promptWords, int maxTokens) implements TrustDimension<WritingTrial.None> {
    static final String ID = "bench-writing";

    /** As long as stop strings usually are. */
    private static final List<String> STOPS = List.of("\n\n###", "\nQuestion:");

    /** No options. */
    record None() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<None> options() {
        return None.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<None> inputs) {
        return new TrustPlan() {
            @Override
            public DimensionNeeds needs() {
                return new DimensionNeeds(Set.of(Capability.GENERATE));
            }

            @Override
            public List<Scenario> scenarios() {
                return List.of(new Writing(items, promptWords, maxTokens));
            }

            /** There is nothing to read wrong. */
            @Override
            public List<CardCase> card() {
                return List.of();
            }

            @Override
            public DimensionScore score(Grades grades) {
                Optional<Metric> mean = grades.mean("value").stream()
                        .mapToObj(value -> new Metric("length", 100 * value, "points"))
                        .findFirst();
                return new DimensionScore(mean, mean, List.of(), List.of());
            }
        };
    }

    private record Writing(int items, int promptWords, int maxTokens) implements SingleTurn {
        @Override
        public String id() {
            return "writing";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public Stream<Item> items(ItemContext context) {
            return IntStream.range(0, items).mapToObj(i -> {
                String text = MadeUp.words(promptWords, new SplittableRandom(i));
                Prompt prompt = new Prompt.Text(List.of(Message.of(Role.USER, text)), Overflow.OLDEST_FIRST);
                Ask ask = new Ask.Generate(maxTokens, 1, 0, 1, STOPS);
                return new Item("w" + i, new Request(prompt, ask), Map.of(), Map.of(), "");
            });
        }

        @Override
        public Grade grade(Item item, Response response) {
            double share = Math.min(1, response.completions().get(0).tokens() / (double) maxTokens);
            return Grade.read(share, share < 1 ? "short" : "long");
        }
    }
}
