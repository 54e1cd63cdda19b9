package org.comptrust.api.trust;

import org.comptrust.api.option.Options;

/**
 * What a dimension is planned from. Implemented by the host.
 *
 * @param <O> the options record
 * @since 0.1
 */
public interface DimensionInputs<O extends Record> extends Options<O> {
    /** The user's copy of the benchmark. */
    DataSource data();

    PromptMode prompts();
}
