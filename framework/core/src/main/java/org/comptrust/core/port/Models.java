package org.comptrust.core.port;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.api.model.Tokenizer;

/** Ways to models. Implemented by the host over the engine. */
public interface Models extends AutoCloseable {
    /**
     * Reads configuration, tokenizer and file headers, or the recorded answers; no weight. Asks no server.
     *
     * @throws ModelException if the folder is not a usable checkpoint, or the answers cannot be read
     */
    Model open(ModelSpec spec);

    /**
     * What a dtype left open means on the first of these devices, measured when it is first asked for.
     *
     * @return {@code float32} or {@code bfloat16}
     * @throws ModelException if the device is not there, or cannot compute at all
     */
    default String quickerDtype(DeviceChoice devices) {
        return "float32";
    }

    /**
     * The devices that a choice means on this machine, by names that {@link Model#acquire(VariantRecipe, String, Progress)} takes; at
     * least one.
     *
     * @throws ModelException if one of them is not there
     */
    default List<String> devices(DeviceChoice choice) {
        return List.of("");
    }

    @Override
    void close();

    /** An opened model. */
    interface Model {
        /** Its shape; empty where its weights are elsewhere. */
        Optional<ModelShape> shape();

        /** Its tokenizer; empty where that is not known. */
        Optional<Tokenizer> tokenizer();

        /** What it can be asked, where that is known before it is in memory. */
        default Optional<Set<Capability>> capabilities() {
            return Optional.empty();
        }

        /** Why it could not be asked now, such as a key that is not set; one sentence. */
        default Optional<String> trouble() {
            return Optional.empty();
        }

        /** Bits per weight in which the checkpoint's files hold a linear of its shape. */
        double storedBits(LinearShape linear);

        /**
         * The variant ready to answer: in memory, compressed before if its artifact is not in the cache, with base weights that are
         * loaded once and shared by all variants; or as a way to a server, or to recorded answers.
         *
         * @throws ModelException if the checkpoint or the machine fails
         * @throws PluginException if a method fails
         */
        Lease acquire(VariantRecipe recipe, Progress progress);

        /**
         * The same on a device, where the model is computed here: base weights are loaded once on each.
         *
         * @param device one of {@link Models#devices}
         */
        default Lease acquire(VariantRecipe recipe, String device, Progress progress) {
            return acquire(recipe, progress);
        }
    }
}
