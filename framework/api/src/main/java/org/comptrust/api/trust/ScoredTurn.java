package org.comptrust.api.trust;

import java.util.List;
import org.comptrust.api.model.Response;

/**
 * A scenario of one question and one answer that scorers rate before it is graded.
 *
 * @since 0.1
 */
public interface ScoredTurn extends Scenario {
    /** What is to be rated of an answer; empty if nothing is. Pure and total. */
    List<ScorerInput> consult(Item item, Response response);

    /**
     * Reads an answer. Pure and total.
     *
     * @param scores one for each input of {@link #consult}, in order
     */
    Grade grade(Item item, Response response, List<ScorerOutput> scores);

    @Override
    default Step next(Item item, Transcript soFar) {
        List<ScorerInput> inputs = soFar.scores().isEmpty() ? consult(item, soFar.last()) : List.of();
        return inputs.isEmpty() ? new Step.Done(grade(item, soFar.last(), soFar.scores())) : new Step.Consult(inputs);
    }
}
