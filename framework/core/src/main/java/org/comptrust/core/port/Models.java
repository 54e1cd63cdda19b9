package org.comptrust.core.port;

import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Tokenizer;

/** Ways to models. Implemented by the host over the engine. */
public interface Models extends AutoCloseable {
    /**
     * Reads configuration, tokenizer and file headers; no weight.
     *
     * @throws ModelException if the folder is not a usable checkpoint
     */
    Model open(ModelSpec spec);

    @Override
    void close();

    /** An opened model. */
    interface Model {
        ModelShape shape();

        Tokenizer tokenizer();

        /** Bits per weight in which the checkpoint's files hold a linear. */
        double storedBits(LinearShape linear);

        /**
         * The variant in memory, compressed before if its artifact is not in the cache. The base weights are loaded once and
         * shared by all variants.
         *
         * @throws ModelException if the checkpoint or the machine fails
         * @throws PluginException if a method fails
         */
        Lease acquire(VariantRecipe recipe, Progress progress);
    }
}
