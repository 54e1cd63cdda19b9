package org.comptrust.api.trust;

import java.util.Optional;
import org.comptrust.api.model.Tokenizer;

/**
 * What the making of items may ask of the host. Implemented by the host.
 *
 * @since 0.1
 */
public interface ItemContext {
    /** The tokenizer of the judged model, if it is known. */
    Optional<Tokenizer> tokenizer();

    /** CPython's random generator: benchmarks draw with it. */
    PythonRandom pythonRandom(long seed);
}
