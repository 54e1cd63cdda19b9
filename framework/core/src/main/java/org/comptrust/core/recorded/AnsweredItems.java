package org.comptrust.core.recorded;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedScenario;

/**
 * A scenario of those items alone that are answered, which were read already.
 *
 * @param items in the scenario's order
 */
record AnsweredItems(Scenario scenario, List<Item> items) implements Scenario {
    AnsweredItems {
        items = List.copyOf(items);
    }

    /**
     * A plan of one dimension that asks these items and no other.
     *
     * @param label what the dimension is called
     * @param answered by scenario
     */
    static ExperimentPlan in(ExperimentPlan plan, String label, Map<String, List<Item>> answered) {
        return new ExperimentPlan(
                plan.file(),
                plan.name(),
                plan.seed(),
                plan.models().stream().map(model -> in(model, label, answered)).toList(),
                plan.stopOnError(),
                plan.store(),
                plan.publish(),
                plan.decision(),
                plan.devices());
    }

    private static PlannedModel in(PlannedModel model, String label, Map<String, List<Item>> answered) {
        return new PlannedModel(
                model.spec(),
                model.model(),
                model.variants(),
                model.dimensions().stream()
                        .map(dimension -> in(dimension, label, answered))
                        .toList(),
                model.leftOut());
    }

    private static PlannedDimension in(PlannedDimension dimension, String label, Map<String, List<Item>> answered) {
        return dimension.reading(
                label,
                dimension.scenarios().stream()
                        .map(scenario -> in(scenario, answered.getOrDefault(scenario.id(), List.of())))
                        .toList());
    }

    private static PlannedScenario in(PlannedScenario scenario, List<Item> answered) {
        return scenario.reading(new AnsweredItems(scenario.scenario(), answered), answered.size());
    }

    @Override
    public String id() {
        return scenario.id();
    }

    @Override
    public Optional<String> unavailable() {
        return scenario.unavailable();
    }

    @Override
    public boolean scored() {
        return scenario.scored();
    }

    @Override
    public Stream<Item> items(ItemContext context) {
        return items.stream();
    }

    @Override
    public Step next(Item item, Transcript soFar) {
        return scenario.next(item, soFar);
    }
}
