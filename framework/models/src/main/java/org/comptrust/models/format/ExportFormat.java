package org.comptrust.models.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.comptrust.models.checkpoint.WeightFormat;

/** Formats in which others load a compressed model. */
public enum ExportFormat {
    /** Plain numbers in the dtype of the model: any reader, no smaller. */
    DENSE("dense", WeightFormat.DENSE, List.of(1, 2, 3, 4, 5, 6, 7, 8)),
    /** GPTQ files of AutoGPTQ: 2, 3, 4 or 8 bits. */
    GPTQ("gptq", WeightFormat.GPTQ, List.of(2, 3, 4, 8)),
    /** The same with zero-points as they are, which may then be 0. */
    GPTQ_V2("gptq-v2", WeightFormat.GPTQ_V2, List.of(2, 3, 4, 8)),
    /** AutoAWQ's "GEMM": 4 bits, inputs in order. */
    AWQ("awq", WeightFormat.AWQ, List.of(4)),
    /** compressed-tensors' {@code pack-quantized}, alike in all its versions. */
    COMPRESSED_TENSORS("compressed-tensors", WeightFormat.PACK_QUANTIZED, List.of(2, 4, 8)),
    /** The same with 3 bits across words: its versions from mid-2026 on read it. */
    COMPRESSED_TENSORS_2026("compressed-tensors-2026", WeightFormat.PACK_QUANTIZED, List.of(2, 3, 4, 8)),
    /** The same with ten codes of 3 bits to a word: its versions up to mid-2026 read it. */
    COMPRESSED_TENSORS_0_14("compressed-tensors-0.14", WeightFormat.PACK_QUANTIZED_PADDED, List.of(2, 3, 4, 8));

    private final String id;
    private final WeightFormat weights;
    private final List<Integer> widths;

    ExportFormat(String id, WeightFormat weights, List<Integer> widths) {
        this.id = id;
        this.weights = weights;
        this.widths = widths;
    }

    /** The name on the command line. */
    public String id() {
        return id;
    }

    /** The format with this name. */
    public static Optional<ExportFormat> named(String id) {
        return Arrays.stream(values()).filter(format -> format.id.equals(id)).findFirst();
    }

    /** All names. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(ExportFormat::id).toList();
    }

    WeightFormat weights() {
        return weights;
    }

    /** Bits per code that it has. */
    List<Integer> widths() {
        return widths;
    }

    boolean isGptq() {
        return this == GPTQ || this == GPTQ_V2;
    }
}
