package org.comptrust.api.trust;

import org.comptrust.api.model.Request;

/**
 * What a scenario does after an answer.
 *
 * @since 0.1
 */
public sealed interface Step {
    /** Asks the judged model again. */
    record Say(Request request) implements Step {}

    /** The item is graded. */
    record Done(Grade grade) implements Step {}
}
