package org.comptrust.core.plan;

import java.util.Optional;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.PythonRandom;
import org.comptrust.core.data.CPythonRandom;

/** What the making of items for one model may ask of the host. */
public record Items(Optional<Tokenizer> tokenizer) implements ItemContext {
    @Override
    public PythonRandom pythonRandom(long seed) {
        return new CPythonRandom(seed);
    }
}
