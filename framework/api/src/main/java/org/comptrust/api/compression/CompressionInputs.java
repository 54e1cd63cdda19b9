package org.comptrust.api.compression;

import java.util.Optional;
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

    /**
     * The options that hold for a linear: {@link #value()}, with what the experiment overrides for this linear laid over it. Empty: the
     * linear is to be left as it is. A plan asks this for every linear of its stages; the host refuses stages with skipped linears.
     */
    default Optional<O> of(LinearShape linear) {
        return Optional.of(value());
    }

    /** Reports that an option does not fit a linear; otherwise as {@link Options#problem}. */
    void problem(LinearShape linear, String component, String whatIsWrong, String wayOut);
}
