package org.comptrust.models.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code config.json} and {@code generation_config.json} say about a decoder, checked; members that they lack have the
 * values that the transformers library gives them.
 *
 * @param modelType {@code llama}, {@code mistral} or {@code qwen2}
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width inside the MLP
 * @param layers number of blocks
 * @param heads query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim channels of a head; even; not always {@code hiddenSize / heads}
 * @param vocabulary rows of the embedding
 * @param maxPositions longest sequence, in tokens
 * @param rmsNormEps added to the mean square
 * @param ropeTheta base of the rotary frequencies
 * @param ropeScaling how the frequencies are stretched; empty: they are not
 * @param tiedHead whether the head is the embedding
 * @param qkvBias whether q, k and v have a bias
 * @param outputBias whether the attention's output projection has one
 * @param mlpBias whether gate, up and down have one
 * @param dtype what the checkpoint says it is stored in; the tensors themselves decide
 * @param bosId the token that starts a text
 * @param eosIds the tokens that end a text; those of {@code generation_config.json} if it has any
 */
public record DecoderConfig(
        String modelType,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        int maxPositions,
        double rmsNormEps,
        double ropeTheta,
        Optional<Llama3Scaling> ropeScaling,
        boolean tiedHead,
        boolean qkvBias,
        boolean outputBias,
        boolean mlpBias,
        StoredType dtype,
        OptionalInt bosId,
        List<Integer> eosIds) {

    /**
     * Rotary frequencies of LLaMA 3.1: low ones are divided by {@code factor}, high ones kept, those between blended.
     *
     * @param factor at least 1
     * @param lowFreqFactor wavelengths above {@code originalMaxPositions / lowFreqFactor} are stretched
     * @param highFreqFactor wavelengths below {@code originalMaxPositions / highFreqFactor} are kept; above lowFreqFactor
     * @param originalMaxPositions context length before stretching
     */
    public record Llama3Scaling(double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions) {}

    public DecoderConfig {
        eosIds = List.copyOf(eosIds);
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
