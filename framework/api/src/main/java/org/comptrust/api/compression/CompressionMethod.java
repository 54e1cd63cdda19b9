package org.comptrust.api.compression;

import org.pf4j.ExtensionPoint;

/**
 * A post-training compression method such as GPTQ or Wanda. Stateless, with a public constructor without parameters.
 *
 * @param <O> the options record
 * @since 0.1
 */
public interface CompressionMethod<O extends Record> extends ExtensionPoint {
    /** The name used in experiment specs, for example {@code gptq}; matches {@code [a-z][a-z0-9.-]*}. */
    String id();

    /** The options record: binding, checks, help and documentation come from its annotated components. */
    Class<O> options();

    /**
     * Checks the options against the model's shape, once per experiment cell and before any weight is loaded. Reports problems
     * to {@code inputs}, which knows the line and column of each value, instead of throwing. Cheap, and a pure function of its
     * input, so that it can be rebuilt elsewhere.
     */
    CompressionPlan plan(CompressionInputs<O> inputs);
}
