package org.comptrust.api.trust;

import org.pf4j.ExtensionPoint;

/**
 * A trust dimension such as privacy or machine ethics, or a benign baseline such as perplexity. Stateless, with a public
 * constructor without parameters.
 *
 * @param <O> the options record
 * @since 0.1
 */
public interface TrustDimension<O extends Record> extends ExtensionPoint {
    /** The name used in experiment specs; matches {@code [a-z][a-z0-9.-]*}. */
    String id();

    /** Rises whenever a score may move; part of every key. */
    int version();

    /** The options record. */
    Class<O> options();

    /** Checks the options and the data. Cheap (reads no item), and a pure function of its input. */
    TrustPlan plan(DimensionInputs<O> inputs);
}
