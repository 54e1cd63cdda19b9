package org.comptrust.api.trust;

import org.comptrust.api.model.Response;

/**
 * A scenario of one question and one answer, as nearly all are.
 *
 * @since 0.1
 */
public interface SingleTurn extends Scenario {
    /** Reads an answer. Pure and total. */
    Grade grade(Item item, Response response);

    @Override
    default Step next(Item item, Transcript soFar) {
        return new Step.Done(grade(item, soFar.last()));
    }
}
