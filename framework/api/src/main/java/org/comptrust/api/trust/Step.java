package org.comptrust.api.trust;

import java.util.List;
import org.comptrust.api.model.Request;

/**
 * What a scenario does after an answer.
 *
 * @since 0.1
 */
public sealed interface Step {
    /** Asks the judged model again. */
    record Say(Request request) implements Step {}

    /**
     * Has texts rated. The outputs are added to the transcript, in order.
     *
     * @param inputs at least one
     * @since 0.1
     */
    record Consult(List<ScorerInput> inputs) implements Step {
        public Consult {
            inputs = List.copyOf(inputs);
            if (inputs.isEmpty()) { // it would be asked the same again, for ever
                throw new IllegalArgumentException("a consultation needs an input");
            }
        }
    }

    /** The item is graded. */
    record Done(Grade grade) implements Step {}
}
