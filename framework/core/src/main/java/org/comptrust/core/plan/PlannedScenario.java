package org.comptrust.core.plan;

import java.util.Optional;
import org.comptrust.api.trust.Scenario;

/**
 * A scenario with the items that will be asked.
 *
 * @param scenario the plugin's scenario
 * @param unavailable why it cannot run here
 * @param total number of its items
 * @param selection which of them are asked
 */
public record PlannedScenario(Scenario scenario, Optional<String> unavailable, int total, Selection selection) {
    /** Its id. */
    public String id() {
        return scenario.id();
    }
}
