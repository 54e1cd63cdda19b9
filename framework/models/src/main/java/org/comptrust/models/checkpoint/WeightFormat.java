package org.comptrust.models.checkpoint;

/** How a checkpoint holds the weight of a linear, {@code [out, in]}. */
public enum WeightFormat {
    /** Plain numbers: {@code weight}. */
    DENSE("dense"),
    /** Codes along the inputs in int32 words, zero-points stored less one, the group of each input: AutoGPTQ's files. */
    GPTQ("GPTQ"),
    /** The same with zero-points as they are. */
    GPTQ_V2("GPTQ v2"),
    /** Codes along the outputs in int32 words of eight, in an order of their own: AutoAWQ's "GEMM" version. */
    AWQ("AWQ GEMM"),
    /** compressed-tensors' codes along the inputs, their bits running across int32 words. */
    PACK_QUANTIZED("pack-quantized"),
    /** The same for widths that do not divide 32, as many codes as fit wholly into a word: its versions up to mid-2026. */
    PACK_QUANTIZED_PADDED("pack-quantized, whole codes in a word"),
    /** compressed-tensors' retired mask and non-zero values. */
    SPARSE_BITMASK("sparse-bitmask"),
    /** compressed-tensors' retired mask and values where two of four are zero. */
    SPARSE_24_BITMASK("sparse-24-bitmask"),
    /** Our own: one stream of codes, scales, zero-points and order only where they say something. */
    CODES("codes"),
    /** Our own: one stream of mask bits, and the values that are not zero. */
    MASKED("masked");

    private final String text;

    WeightFormat(String text) {
        this.text = text;
    }

    /** Whether it holds codes with scales. */
    public boolean isQuantized() {
        return switch (this) {
            case GPTQ, GPTQ_V2, AWQ, PACK_QUANTIZED, PACK_QUANTIZED_PADDED, CODES -> true;
            case DENSE, SPARSE_BITMASK, SPARSE_24_BITMASK, MASKED -> false;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
