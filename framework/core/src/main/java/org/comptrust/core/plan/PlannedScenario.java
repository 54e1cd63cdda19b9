package org.comptrust.core.plan;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Scenario;
import org.comptrust.core.data.LeftOut;

/**
 * A scenario with the items that will be asked.
 *
 * @param scenario the plugin's scenario
 * @param scored whether the score needs it
 * @param chosen whether the experiment wants it
 * @param unavailable why it cannot run here
 * @param total number of its items; 0 where it is not chosen, for nobody counted them
 * @param some of its items, from the first on at even distances, at most 16: they tell how long its prompts are
 * @param selection which of all are asked
 * @param badRows rows of the data that could not be read; they are no items
 */
public record PlannedScenario(
        Scenario scenario,
        boolean scored,
        boolean chosen,
        Optional<String> unavailable,
        int total,
        List<Item> some,
        Selection selection,
        LeftOut badRows) {
    public PlannedScenario {
        some = List.copyOf(some);
    }

    /** Its id. */
    public String id() {
        return scenario.id();
    }

    /** Whether its items are asked. */
    public boolean asked() {
        return chosen && unavailable.isEmpty();
    }

    /**
     * The same, asked and read by another scenario.
     *
     * @param items of which that has so many; all are asked
     */
    public PlannedScenario reading(Scenario other, int items) {
        return new PlannedScenario(other, scored, chosen, unavailable, total, some, Selection.all(items), badRows);
    }
}
