package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * What a run asks first, without asking it: the first questions of some items of each dimension, worded, seeded and grouped as a run
 * does it. Of a dimension that has scenarios with demonstrations, some of those; of the others some of all. Of each its first items:
 * neighbours, which may have demonstrations in common.
 */
public final class FirstQuestions {
    private final long seed;
    private final SelectedItems items;
    private final int mostItems;
    private final long mostTokens;
    private final int neighbours;

    private FirstQuestions(long seed, PlannedModel model, int mostItems, long mostTokens, int neighbours) {
        this.seed = seed;
        this.items = new SelectedItems(Items.of(model.model()));
        this.mostItems = mostItems;
        this.mostTokens = mostTokens;
        this.neighbours = neighbours;
    }

    /**
     * Of a dimension.
     *
     * @param label the dimension's
     * @param demonstrated whether its scenarios show demonstrations
     * @param scenarios of which something is asked, in order
     * @param selected items of the plan in scenarios of that kind
     * @param items of which the groups ask
     * @param groups asked one after the other, each as a whole; none if there is nothing to ask
     * @param silence why there is nothing to ask; otherwise empty
     */
    public record Asked(
            String label,
            boolean demonstrated,
            List<String> scenarios,
            int selected,
            int items,
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
     * @param mostItems of a dimension, at least 1
     * @param mostTokens read and written of a dimension, estimated; one item is asked all the same
     * @param neighbours of a scenario or more, unless it has fewer: where that is more than there may be of the dimension, not all of its
     *     scenarios are asked
     * @throws org.comptrust.core.port.PluginException if a plugin cannot give its items
     */
    public static List<Asked> of(
            ExperimentPlan plan, PlannedModel model, int mostItems, long mostTokens, int neighbours) {
        FirstQuestions questions = new FirstQuestions(plan.seed(), model, mostItems, mostTokens, neighbours);
        return model.dimensions().stream().map(questions::asked).toList();
    }

    private Asked asked(PlannedDimension dimension) {
        Map<PlannedScenario, List<Item>> read = new LinkedHashMap<>();
        for (PlannedScenario scenario : dimension.scenarios()) {
            if (scenario.selection().size() > 0) {
                List<Item> first = new ArrayList<>();
                items.each(dimension, scenario, item -> {
                    first.add(item);
                    return first.size() < mostItems;
                });
                if (!first.isEmpty()) {
                    read.put(scenario, first);
                }
            }
        }
        boolean demonstrated = read.values().stream().anyMatch(FirstQuestions::demonstrated);
        if (demonstrated) {
            read.values().removeIf(first -> !demonstrated(first));
        }
        int selected = read.keySet().stream()
                .mapToInt(scenario -> scenario.selection().size())
                .sum();
        List<String> scenarios = new ArrayList<>();
        Set<SeededRequest> requests = new LinkedHashSet<>(); // what is asked again gets the answer of the first time
        int count = 0;
        long tokens = 0;
        List<PlannedScenario> some = some(dimension, read);
        for (int i = 0; i < some.size(); i++) {
            int left = some.size() - i;
            int most = count + (mostItems - count + left - 1) / left;
            long room = tokens + (mostTokens - tokens) / left;
            boolean any = false;
            for (Item item : read.get(some.get(i))) {
                SeededRequest request = request(dimension, some.get(i), item);
                long needed = Question.tokens(request.request());
                if (count == most || any && tokens + needed > room) {
                    break;
                }
                requests.add(request);
                tokens += needed;
                count++;
                any = true;
            }
            scenarios.add(some.get(i).id());
        }
        return new Asked(
                dimension.label(),
                demonstrated,
                scenarios,
                selected,
                count,
                grouped(requests),
                requests.isEmpty() ? silence(dimension) : "");
    }

    /** So few of the scenarios, evenly spread, that each can be asked some neighbours. */
    private List<PlannedScenario> some(PlannedDimension dimension, Map<PlannedScenario, List<Item>> read) {
        List<PlannedScenario> all = List.copyOf(read.keySet());
        double tokens = read.entrySet().stream()
                .mapToLong(one -> Question.tokens(
                        request(dimension, one.getKey(), one.getValue().get(0)).request()))
                .average()
                .orElse(1);
        double each = read.values().stream()
                .mapToInt(items -> Math.min(neighbours, items.size()))
                .average()
                .orElse(1);
        double enough = Math.min(mostItems, mostTokens / tokens) / each;
        int count = (int) Math.max(1, Math.min(all.size(), enough));
        return IntStream.range(0, all.isEmpty() ? 0 : count)
                .mapToObj(i -> all.get(i * all.size() / count))
                .toList();
    }

    private SeededRequest request(PlannedDimension dimension, PlannedScenario scenario, Item item) {
        return Question.same(Turn.first(scenario, item, 0).asked(dimension, seed));
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
