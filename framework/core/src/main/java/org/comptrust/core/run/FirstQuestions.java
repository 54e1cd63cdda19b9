package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.trust.Item;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;

/**
 * What a run asks first, without asking it: the first questions of the first items of each dimension, worded, seeded and grouped as a
 * run does it. Of a dimension that has scenarios with demonstrations, those; of the others all scenarios.
 */
public final class FirstQuestions {
    private final long seed;
    private final PlannedModel model;
    private final SelectedItems items;
    private final int most;

    private FirstQuestions(long seed, PlannedModel model, int most) {
        this.seed = seed;
        this.model = model;
        this.items = new SelectedItems(Items.of(model.model()));
        this.most = most;
    }

    /**
     * Of a dimension.
     *
     * @param label the dimension's
     * @param demonstrated whether its scenarios show demonstrations
     * @param scenarios of which something is asked, in order
     * @param groups asked one after the other, each as a whole; none if there is nothing to ask
     * @param silence why there is nothing to ask; otherwise empty
     */
    public record Asked(
            String label,
            boolean demonstrated,
            List<String> scenarios,
            List<List<SeededRequest>> groups,
            String silence) {
        public Asked {
            scenarios = List.copyOf(scenarios);
            groups = List.copyOf(groups);
        }
    }

    /**
     * Of all dimensions that a model of a plan is asked, in the spec's order.
     *
     * @param most items of a dimension, at least 1
     * @throws org.comptrust.core.port.PluginException if a plugin cannot give its items
     */
    public static List<Asked> of(ExperimentPlan plan, PlannedModel model, int most) {
        FirstQuestions questions = new FirstQuestions(plan.seed(), model, most);
        return model.dimensions().stream().map(questions::asked).toList();
    }

    private Asked asked(PlannedDimension dimension) {
        Map<PlannedScenario, List<Item>> read = new LinkedHashMap<>();
        for (PlannedScenario scenario : dimension.scenarios()) {
            if (scenario.selection().size() > 0) {
                List<Item> first = new ArrayList<>();
                items.each(dimension, scenario, item -> {
                    first.add(item);
                    return first.size() < most;
                });
                read.put(scenario, first);
            }
        }
        boolean demonstrated = read.values().stream().anyMatch(FirstQuestions::demonstrated);
        if (demonstrated) {
            read.values().removeIf(first -> !demonstrated(first));
        }
        Set<String> scenarios = new LinkedHashSet<>();
        Set<SeededRequest> requests = new LinkedHashSet<>(); // what is asked again gets the answer of the first time
        int count = 0;
        for (Map.Entry<PlannedScenario, List<Item>> each : read.entrySet()) {
            for (Item item : each.getValue()) {
                if (count < most) {
                    Turn turn = Turn.first(each.getKey(), item, count++);
                    requests.add(Question.same(turn.asked(dimension, seed)));
                    scenarios.add(each.getKey().id());
                }
            }
        }
        return new Asked(
                dimension.label(),
                demonstrated,
                List.copyOf(scenarios),
                grouped(requests),
                requests.isEmpty() ? silence(dimension) : "");
    }

    private static boolean demonstrated(List<Item> items) {
        return items.stream()
                .anyMatch(item -> messages(item.first().prompt()).stream().anyMatch(message -> message.shot() >= 0));
    }

    private static List<Message> messages(Prompt prompt) {
        if (prompt instanceof Prompt.Chat chat) {
            return chat.messages();
        }
        return prompt instanceof Prompt.Text text ? text.parts() : List.of();
    }

    private static List<List<SeededRequest>> grouped(Set<SeededRequest> requests) {
        Waiting<Waits> waiting = new Waiting<>(GroupBudget.USUAL);
        requests.forEach(request -> waiting.add(new Waits(request)));
        waiting.closeAll();
        List<List<SeededRequest>> groups = new ArrayList<>();
        for (Optional<List<Waits>> full = waiting.full(); full.isPresent(); full = waiting.full()) {
            groups.add(full.get().stream().map(Waits::request).toList());
        }
        return groups;
    }

    private static String silence(PlannedDimension dimension) {
        String reasons = dimension.scenarios().stream()
                .flatMap(scenario -> scenario.unavailable().stream().map(why -> scenario.id() + ": " + why))
                .collect(Collectors.joining("; "));
        return dimension
                .failure()
                .map(failed -> failed.message())
                .orElseGet(() -> reasons.isEmpty() ? "its scenarios have no items" : reasons);
    }

    /** A request that waits for its group. */
    private record Waits(SeededRequest request) implements Waiting.Member {
        @Override
        public Question.Kind kind() {
            return Question.Kind.of(request.request().ask());
        }

        @Override
        public long tokens() {
            return Question.tokens(request.request());
        }
    }
}
