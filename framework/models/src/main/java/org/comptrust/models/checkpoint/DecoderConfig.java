package org.comptrust.models.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code config.json} and {@code generation_config.json} say about a decoder, checked; members that they lack have the
 * values that the transformers library gives them.
 *
 * @param family what the model is, beyond its sizes
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the MLP
 * @param layers number of blocks
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim channels of a head; even; not always {@code hiddenSize / heads}
 * @param vocabulary rows of the embedding
 * @param maxPositions longest sequence that is computed, in tokens
 * @param rmsNormEps added to the mean square
 * @param rope rotary positions
 * @param window how far back some blocks look; empty: all see all
 * @param tiedHead whether the head is the embedding
 * @param qkvBias whether q, k and v have a bias
 * @param outputBias whether the attention's output projection has one
 * @param mlpBias whether gate, up and down have one
 * @param dtype what the checkpoint says it is stored in; the tensors themselves decide
 * @param bosId the token that starts a text
 * @param eosIds the tokens that end a text; those of {@code generation_config.json} if it has any
 * @param notes what a user should know of what is not computed; one line each
 */
public record DecoderConfig(
        Family family,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        int maxPositions,
        double rmsNormEps,
        Rope rope,
        Optional<SlidingWindow> window,
        boolean tiedHead,
        boolean qkvBias,
        boolean outputBias,
        boolean mlpBias,
        StoredType dtype,
        OptionalInt bosId,
        List<Integer> eosIds,
        List<String> notes) {

    public DecoderConfig {
        eosIds = List.copyOf(eosIds);
        notes = List.copyOf(notes);
    }

    /** As {@code config.json} names the family. */
    public String modelType() {
        return family.modelType();
    }

    /**
     * Reads the configuration of a model folder.
     *
     * @throws CheckpointException if it is missing, malformed, or of a model that this version cannot compute
     */
    public static DecoderConfig read(Path folder) {
        return new ConfigReader(folder).read();
    }
}
