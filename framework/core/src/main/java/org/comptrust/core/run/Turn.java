package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.Transcript;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.journal.AnswerPlace;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScenario;

/**
 * An item with what was asked and answered so far, and the next question.
 *
 * @param ordinal the item's position in its cell, from 0
 * @param next as the scenario puts it
 * @param places where the answers lie in the journal
 * @param rated what scorers said so far
 * @param consultations number of times that they were asked
 */
record Turn(
        PlannedScenario scenario,
        Item item,
        int ordinal,
        Request next,
        List<Request> asked,
        List<Response> answered,
        List<AnswerPlace> places,
        List<ScorerOutput> rated,
        int consultations) {
    static Turn first(PlannedScenario scenario, Item item, int ordinal) {
        return new Turn(scenario, item, ordinal, item.first(), List.of(), List.of(), List.of(), List.of(), 0);
    }

    /**
     * What the model is asked next: with the study's prompts, its template has made a text of the dialogue.
     *
     * @param seed of the experiment
     */
    SeededRequest asked(PlannedDimension dimension, long seed) {
        long drawn = Sha256.seed(seed, dimension.id(), scenario.id(), item.id(), Integer.toString(step()));
        return new SeededRequest(
                dimension.paper().map(template -> template.applied(next)).orElse(next), drawn);
    }

    /** Number of answers so far. */
    int step() {
        return answered.size();
    }

    /** Demonstrations that did not fit into the prompts so far. */
    int droppedShots() {
        return answered.stream().mapToInt(Response::droppedShots).sum();
    }

    /** Number of answers and consultations so far. */
    int steps() {
        return answered.size() + consultations;
    }

    /** @param place where the answer lies in the journal */
    Turn answered(Response response, AnswerPlace place) {
        return new Turn(
                scenario,
                item,
                ordinal,
                next,
                plus(asked, next),
                plus(answered, response),
                plus(places, place),
                rated,
                consultations);
    }

    /** With what scorers said when they were consulted once more. */
    Turn rated(List<ScorerOutput> outputs) {
        List<ScorerOutput> longer = new ArrayList<>(rated);
        longer.addAll(outputs);
        return new Turn(scenario, item, ordinal, next, asked, answered, places, List.copyOf(longer), consultations + 1);
    }

    Turn asking(Request request) {
        return new Turn(scenario, item, ordinal, request, asked, answered, places, rated, consultations);
    }

    Transcript transcript() {
        return new Transcript(asked, answered, rated);
    }

    private static <T> List<T> plus(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return List.copyOf(longer);
    }
}
