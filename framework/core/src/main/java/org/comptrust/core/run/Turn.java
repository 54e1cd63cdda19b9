package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Transcript;
import org.comptrust.core.plan.PlannedScenario;

/**
 * An item with what was asked and answered so far, and the next question.
 *
 * @param ordinal the item's position in its cell, from 0
 * @param next as the scenario puts it
 */
record Turn(
        PlannedScenario scenario, Item item, int ordinal, Request next, List<Request> asked, List<Response> answered) {
    static Turn first(PlannedScenario scenario, Item item, int ordinal) {
        return new Turn(scenario, item, ordinal, item.first(), List.of(), List.of());
    }

    /** Number of answers so far. */
    int step() {
        return answered.size();
    }

    /** Demonstrations that did not fit into the prompts so far. */
    int droppedShots() {
        return answered.stream().mapToInt(Response::droppedShots).sum();
    }

    Turn answered(Response response) {
        return new Turn(scenario, item, ordinal, next, plus(asked, next), plus(answered, response));
    }

    Turn asking(Request request) {
        return new Turn(scenario, item, ordinal, request, asked, answered);
    }

    Transcript transcript() {
        return new Transcript(asked, answered);
    }

    private static <T> List<T> plus(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return List.copyOf(longer);
    }
}
