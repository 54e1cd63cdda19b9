package org.comptrust.models.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * In what the models of one {@code model_type} differ from LLaMA's, sizes apart. All of them are computed by one decoder; a family is
 * what it is told.
 *
 * @param modelType as {@code config.json} names it
 * @param absent what the transformers library takes for members that {@code config.json} lacks
 * @param biases which linears of the attention have a bias
 * @param mlpBias whether {@code mlp_bias} gives gate, up and down a bias
 * @param fused whether q, k and v are one matrix, one below the other, and gate and up another
 * @param headNorms whether each head's queries and keys are normed before they are rotated
 * @param windows which blocks look back through a sliding window
 * @param partialRotary whether {@code partial_rotary_factor} leaves the last channels of a head unrotated
 */
public record Family(
        String modelType,
        Absent absent,
        Biases biases,
        boolean mlpBias,
        boolean fused,
        boolean headNorms,
        Windows windows,
        boolean partialRotary) {

    /**
     * Values of members that are not there.
     *
     * @param maxPositions {@code max_position_embeddings}
     * @param kvHeads {@code num_key_value_heads}; empty: as many as query heads
     * @param headDim {@code head_dim}; empty: {@code hidden_size / num_attention_heads}
     * @param window {@code sliding_window}; empty: none
     * @param rmsNormEps {@code rms_norm_eps}
     */
    public record Absent(
            int maxPositions, OptionalInt kvHeads, OptionalInt headDim, OptionalInt window, double rmsNormEps) {}

    /** Which linears of the attention have a bias. */
    public enum Biases {
        NONE,
        /** Queries, keys and values. */
        QKV,
        /** All four or none, as {@code attention_bias} says. */
        ALL_BY_MEMBER
    }

    /** Which blocks look back through a sliding window. */
    public enum Windows {
        NONE,
        /** All, unless {@code sliding_window} is null. */
        ALL,
        /** Where {@code use_sliding_window} is true, those from {@code max_window_layers} on, or those that {@code layer_types} names. */
        SOME
    }

    /** Touvron et al. 2023, arXiv:2302.13971 and arXiv:2307.09288; LLaMA 3, Vicuna, TinyLlama and many others are built alike. */
    public static final Family LLAMA = new Family(
            "llama",
            new Absent(2048, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), 1e-6),
            Biases.ALL_BY_MEMBER,
            true,
            false,
            false,
            Windows.NONE,
            false);

    /** Jiang et al. 2023, arXiv:2310.06825. */
    public static final Family MISTRAL = new Family(
            "mistral",
            new Absent(131_072, OptionalInt.of(8), OptionalInt.empty(), OptionalInt.of(4096), 1e-6),
            Biases.NONE,
            false,
            false,
            false,
            Windows.ALL,
            false);

    /** Abdin et al. 2024, arXiv:2404.14219; Phi-4-mini too. */
    public static final Family PHI3 = new Family(
            "phi3",
            new Absent(4096, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), 1e-5),
            Biases.NONE,
            false,
            true,
            false,
            Windows.ALL,
            true);

    /** Yang et al. 2024, arXiv:2407.10671; Qwen2.5 too. */
    public static final Family QWEN2 = new Family(
            "qwen2",
            new Absent(32_768, OptionalInt.of(32), OptionalInt.empty(), OptionalInt.of(4096), 1e-6),
            Biases.QKV,
            false,
            false,
            false,
            Windows.SOME,
            false);

    /** Yang et al. 2025, arXiv:2505.09388; the dense models. */
    public static final Family QWEN3 = new Family(
            "qwen3",
            new Absent(32_768, OptionalInt.of(32), OptionalInt.of(128), OptionalInt.of(4096), 1e-6),
            Biases.ALL_BY_MEMBER,
            false,
            false,
            true,
            Windows.SOME,
            false);

    /** All families that are computed. */
    public static final List<Family> ALL = List.of(LLAMA, MISTRAL, PHI3, QWEN2, QWEN3);

    /** The family of a model type, if it is known. */
    public static Optional<Family> named(String modelType) {
        return ALL.stream().filter(family -> family.modelType.equals(modelType)).findFirst();
    }

    /** All model types. */
    public static List<String> names() {
        return ALL.stream().map(Family::modelType).toList();
    }
}
