package org.comptrust.core.plan;

import java.util.Optional;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.PythonRandom;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.port.Models;

/** What the making of items for one model may ask of the host. */
public record Items(Optional<Tokenizer> tokenizer) implements ItemContext {
    /** What making items for a model may ask: its tokenizer, unless only its shape is known. */
    public static Items of(Models.Model model) {
        return new Items(model instanceof AssumedModel ? Optional.empty() : model.tokenizer());
    }

    @Override
    public PythonRandom pythonRandom(long seed) {
        return new CPythonRandom(seed);
    }
}
