package org.comptrust.api.trust;

import org.pf4j.ExtensionPoint;

/**
 * Rates texts for dimensions, as a remote service or a classifier does. Stateless, with a public constructor without parameters.
 *
 * @param <O> the options record
 * @since 0.1
 */
public interface Scorer<O extends Record> extends ExtensionPoint {
    /** The name used in experiment specs; matches {@code [a-z][a-z0-9.-]*}. */
    String id();

    /** The options record. */
    Class<O> options();

    /** Checks options and data. Cheap (asks no service, trains nothing), and a pure function of its input. */
    ScorerPlan plan(ScorerInputs<O> inputs);
}
