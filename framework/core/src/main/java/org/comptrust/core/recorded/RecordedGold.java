package org.comptrust.core.recorded;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedModel;

/**
 * A scenario that reads answers with the gold values that a benchmark drew when it asked, where those are recorded.
 *
 * @param dimension id
 */
record RecordedGold(String dimension, Scenario scenario, Map<Address, Map<String, String>> gold) implements Scenario {
    /** A plan whose scenarios read so; the plan itself where nothing is recorded. */
    static ExperimentPlan in(ExperimentPlan plan, Map<Address, Map<String, String>> gold) {
        return gold.isEmpty()
                ? plan
                : new ExperimentPlan(
                        plan.file(),
                        plan.name(),
                        plan.seed(),
                        plan.models().stream().map(model -> in(model, gold)).toList(),
                        plan.stopOnError(),
                        plan.store(),
                        plan.publish(),
                        plan.decision());
    }

    private static PlannedModel in(PlannedModel model, Map<Address, Map<String, String>> gold) {
        return new PlannedModel(
                model.spec(),
                model.model(),
                model.variants(),
                model.dimensions().stream()
                        .map(dimension -> dimension.reading(dimension.scenarios().stream()
                                .map(scenario ->
                                        scenario.reading(new RecordedGold(dimension.id(), scenario.scenario(), gold)))
                                .toList()))
                        .toList(),
                model.leftOut());
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
        return scenario.items(context).map(this::withGold);
    }

    @Override
    public Step next(Item item, Transcript soFar) {
        return scenario.next(item, soFar);
    }

    private Item withGold(Item item) {
        Map<String, String> recorded = gold.getOrDefault(new Address(dimension, id(), item.id(), 0), Map.of());
        if (recorded.isEmpty()) {
            return item;
        }
        Map<String, String> all = new TreeMap<>(item.gold());
        all.putAll(recorded);
        return new Item(item.id(), item.first(), item.tags(), all, item.stratum());
    }
}
