package org.comptrust.core.plan;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.shape.NamedShape;

/**
 * A model of which only the shape is known: enough to plan with, nothing to run. Its weights are taken to be stored in 16 bits.
 *
 * @param named the shape
 */
public record AssumedModel(NamedShape named) implements Models.Model {
    private static final double STORED_BITS = 16;

    @Override
    public Optional<ModelShape> shape() {
        return Optional.of(named.shape());
    }

    /** Counts tokens, about; it cannot make items. */
    @Override
    public Optional<Tokenizer> tokenizer() {
        return Optional.of(new LengthTokenizer(named.shape().maxPositions()));
    }

    @Override
    public double storedBits(LinearShape linear) {
        return STORED_BITS;
    }

    @Override
    public Lease acquire(VariantRecipe recipe, Progress progress) {
        throw new ModelException("only the shape " + named.name() + " is assumed, there are no weights to load", null);
    }

    /** A token for about four characters, as English text comes to with the vocabularies of such models. */
    private record LengthTokenizer(int contextLength) implements Tokenizer {
        private static final int CHARACTERS = 4;

        @Override
        public String identity() {
            return "assumed";
        }

        @Override
        public List<Integer> encode(String text) {
            return Collections.nCopies((text.length() + CHARACTERS - 1) / CHARACTERS, 0);
        }

        @Override
        public List<Integer> start() {
            return List.of(0);
        }

        @Override
        public String decode(List<Integer> ids) {
            throw new ModelException("the tokenizer of an assumed model has no texts", null);
        }
    }
}
