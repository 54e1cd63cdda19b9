package org.comptrust.core.run;

import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.Items;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;

/**
 * The variants of a plan that nobody has taken yet. Work goes where weights are: a device takes the next variant of the model that it
 * has at hand, then of a model that no device has, and only then of one that another device has too. Where one device takes all,
 * that is the plan's order. Not thread-safe.
 */
final class WorkQueue {
    private final List<Unit> waiting = new LinkedList<>();
    private final Map<String, PlannedModel> atHand = new HashMap<>();

    WorkQueue(ExperimentPlan plan) {
        for (PlannedModel model : plan.models()) {
            SelectedItems items = new SelectedItems(new Items(model.model().tokenizer()));
            model.variants().forEach(variant -> waiting.add(new Unit(model, variant, items)));
        }
    }

    /**
     * A variant whose cells one device runs.
     *
     * @param items shared by the variants of the model
     */
    record Unit(PlannedModel model, PlannedVariant variant, SelectedItems items) {}

    /** What a device is to do next; empty: nothing is left. */
    Optional<Unit> next(String device) {
        PlannedModel mine = atHand.get(device);
        Optional<Unit> found = take(unit -> unit.model() == mine);
        if (found.isEmpty()) {
            found = take(unit -> atHand.values().stream().noneMatch(model -> model == unit.model()));
        }
        if (found.isEmpty()) {
            found = take(unit -> true);
        }
        found.ifPresentOrElse(unit -> atHand.put(device, unit.model()), () -> atHand.remove(device));
        return found;
    }

    private Optional<Unit> take(Predicate<Unit> fits) {
        Optional<Unit> found = waiting.stream().filter(fits).findFirst();
        found.ifPresent(waiting::remove);
        return found;
    }
}
