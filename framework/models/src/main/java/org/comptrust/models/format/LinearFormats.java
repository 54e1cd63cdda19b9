package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.checkpoint.WeightFormat;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;

/**
 * Weights of linears between files, memory and numbers, in every format. Numbers are the same whatever the format: a quantized
 * weight is {@code scale * (code - zero)} in float32, rounded once.
 */
public final class LinearFormats {
    private final TorchEngine engine;
    private final Packing packing;
    private final Consumer<String> warnings;

    public LinearFormats(TorchEngine engine) {
        this(engine, warning -> {});
    }

    /** @param warnings takes what is odd in files but can be read */
    public LinearFormats(TorchEngine engine, Consumer<String> warnings) {
        this.engine = engine;
        this.packing = new Packing(engine);
        this.warnings = warnings;
    }

    /**
     * The tensors of a linear as they are in the file, in {@code into}.
     *
     * @throws CheckpointException if the file changed since its header was read
     */
    public PackedLinear read(StoredLinear stored, PtNDManager into) {
        Map<String, PackedTensor> parts = new TreeMap<>();
        stored.parts()
                .forEach((part, entry) -> parts.put(
                        part,
                        new PackedTensor(
                                entry.type(), entry.shape(), packing.io().readBytes(entry, into))));
        Optional<TensorEntry> first = stored.parts().values().stream().findFirst();
        return new PackedLinear(
                stored.shape(),
                stored.format(),
                stored.bits(),
                stored.groupSize(),
                parts,
                first.map(TensorEntry::file));
    }

    /**
     * The numbers of a linear in a file, {@code [out, in]} float32, in {@code into}.
     *
     * @throws CheckpointException if the file changed, is damaged, or holds NaN or infinite numbers; names the tensor
     */
    public PtNDArray dense(StoredLinear stored, PtNDManager into) {
        if (stored.format() == WeightFormat.DENSE) {
            return packing.io().read(stored.part("weight"), into); // the file is mapped, not copied first
        }
        try (PtNDManager scratch = engine.newScope()) {
            return dense(read(stored, scratch), into);
        }
    }

    /** The numbers of a linear in memory, {@code [out, in]} float32, in {@code into}. */
    public PtNDArray dense(PackedLinear packed, PtNDManager into) {
        PtNDArray values;
        if (packed.format().isQuantized()) {
            try (PtNDManager scratch = engine.newScope()) {
                values = dense(decode(packed, scratch), into);
            }
        } else if (packed.format() == WeightFormat.DENSE) {
            values = packing.numbers(packed.part("weight"), into);
        } else {
            values = new SparseCodec(packing).decode(packed, into);
        }
        long bad = packing.io().nonFinite(values);
        if (bad > 0) {
            values.close();
            throw packed.broken(
                    packed.parts().firstKey(), "and its neighbours give " + bad + " NaN or infinite weights");
        }
        return values;
    }

    /** The numbers of a quantized weight, {@code [out, in]} float32, in {@code into}. */
    public PtNDArray dense(GroupQuantizedWeight weight, PtNDManager into) {
        return packing.array(
                into, "dequantized", weight.codes(), weight.scales(), weight.zeroPoints(), weight.groupOf());
    }

    /**
     * Codes, scales, zero-points and groups of a quantized linear, in {@code into}.
     *
     * @throws CheckpointException if a tensor's numbers are impossible
     */
    public GroupQuantizedWeight decode(PackedLinear packed, PtNDManager into) {
        return codec(packed.format()).decode(packed, into);
    }

    /** Packs a quantized weight in our own layout, in {@code into}. Nothing is lost. */
    public PackedLinear pack(LinearShape linear, GroupQuantizedWeight weight, PtNDManager into) {
        return codec(WeightFormat.CODES).encode(linear, weight, into);
    }

    /**
     * Packs plain numbers in our own layout: where enough of them are zero as mask and values.
     *
     * @param values {@code [out, in]} float32 that {@code type} keeps as they are
     */
    public PackedLinear pack(LinearShape linear, NDArray values, StoredType type, PtNDManager into) {
        return new SparseCodec(packing).encode(linear, values, type, into);
    }

    /**
     * Packs a quantized weight in a layout of others, in {@code into}.
     *
     * @param weight whose scales float16 keeps as they are
     * @throws UnsuitableFormatException if the format cannot hold it; names the linear
     */
    public PackedLinear encode(WeightFormat format, LinearShape linear, GroupQuantizedWeight weight, PtNDManager into) {
        misfit(format, linear, weight).ifPresent(why -> {
            throw new UnsuitableFormatException(linear.name() + " " + why);
        });
        return codec(format).encode(linear, weight, into);
    }

    /** Why a format cannot hold a weight, as a predicate; empty if it can. */
    public Optional<String> misfit(WeightFormat format, LinearShape linear, GroupQuantizedWeight weight) {
        if (!packing.flag("fits", weight.scales(), TensorIo.code(StoredType.F16))) {
            return Optional.of("has scales that float16 does not keep");
        }
        return codec(format).misfit(linear, weight);
    }

    private Codec codec(WeightFormat format) {
        return switch (format) {
            case GPTQ, GPTQ_V2 -> new GptqCodec(packing, format, warnings);
            case AWQ -> new AwqCodec(packing);
            case PACK_QUANTIZED, PACK_QUANTIZED_PADDED -> new PackQuantizedCodec(packing, format);
            case CODES -> new CodesCodec(packing);
            case DENSE, SPARSE_BITMASK, SPARSE_24_BITMASK, MASKED ->
                throw new IllegalArgumentException(format + " has no codes");
        };
    }
}
