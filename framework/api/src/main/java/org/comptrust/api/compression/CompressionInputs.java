package org.comptrust.api.compression;

import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.option.Options;

/**
 * What a compression method is planned from. Implemented by the host.
 *
 * @param <O> the options record
 * @since 0.1
 */
public interface CompressionInputs<O extends Record> extends Options<O> {
    /** Shape of the model to compress. */
    ModelShape shape();

    /** Reports that an option does not fit a linear; otherwise as {@link Options#problem}. */
    void problem(LinearShape linear, String component, String whatIsWrong, String wayOut);
}
