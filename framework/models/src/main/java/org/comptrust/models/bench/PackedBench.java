package org.comptrust.models.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.PackedUse;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.PackedProducts;
import org.comptrust.models.format.ProductTimes;

/** Times products with quantized matrices beside plain ones, and decoding with whole models of random weights so quantized. */
public final class PackedBench {

    private final TorchEngine engine;
    private final EngineBench engineBench;

    public PackedBench(TorchEngine engine) {
        this.engine = engine;
        this.engineBench = new EngineBench(engine);
    }

    /** Bytes a second at which this machine reads memory. */
    public double bandwidth() {
        return engineBench.bandwidth();
    }

    /** Products of one size in all forms. */
    public List<ProductTimes.Measured> products(int out, int in, int rows) {
        return new ProductTimes(engine).all(out, in, rows);
    }

    /**
     * Decoding of one model with as many rows, new tokens a second of all rows together, and what its weights take.
     *
     * @param bits of the blocks' weights, by rounding to nearest: 4 in groups of {@link #group}, or 8 with one scale for each output
     * @param bfloat16 with the dequantized weights
     * @param packed with the packed ones
     * @param weightBytes all dequantized weights in bfloat16
     * @param packedBytes what the packed matrices add to that
     */
    public record Decoding(int bits, int rows, double bfloat16, double packed, long weightBytes, long packedBytes) {}

    /** Decoding with a quantized model, packed and dequantized in turns. */
    public List<Decoding> decoding(BenchShape shape, int bits, int[] rows) {
        try (WeightSet weights = engineBench.random(shape, Precision.BFLOAT16)) {
            quantize(weights, shape, bits);
            Decoder decoder = new Decoder(engine, weights);
            List<Decoding> all = new ArrayList<>();
            for (int batch : rows) {
                double[] rates = EngineBench.decodeRates(
                        decoder,
                        shape.vocabulary,
                        batch,
                        List.of(() -> weights.usePacked(PackedUse.NEVER), () -> weights.usePacked(PackedUse.ALWAYS)));
                all.add(new Decoding(bits, batch, rates[0], rates[1], denseBytes(shape), weights.packedBytes()));
            }
            return all;
        }
    }

    /** Decoding in float32 with as many rows, new tokens a second of all rows together. */
    public double float32(BenchShape shape, int rows) {
        try (WeightSet weights = engineBench.random(shape, Precision.FLOAT32)) {
            return engineBench.decodeRate(new Decoder(engine, weights), shape.vocabulary, rows);
        }
    }

    /** Replaces the blocks' matrices by their nearest quantized ones. */
    private void quantize(WeightSet weights, BenchShape shape, int bits) {
        TorchModule rounding = engine.module(ProductTimes.TEXT);
        LinearFormats formats = new LinearFormats(engine);
        for (LinearShape linear : CompressionBench.modelShape(shape).linears()) {
            int group = bits == 8 ? linear.in() : group(shape);
            long[] groups = new long[linear.in()];
            Arrays.setAll(groups, i -> i / group);
            try (PtNDManager scratch = engine.newScope()) {
                PtNDArray random = array(
                        rounding,
                        scratch,
                        "normal",
                        linear.out(),
                        linear.in(),
                        6,
                        engine.device().torchName());
                try (IValue value = rounding.call("nearest", random, bits, group)) {
                    PtNDArray[] parts = value.toTensorArray(scratch);
                    NDArray scales = parts[1].mul(1 / Math.sqrt(linear.in())); // hidden states keep their size
                    weights.putPacked(
                            linear.name() + ".weight",
                            formats.pack(
                                    linear,
                                    new GroupQuantizedWeight(
                                            bits, parts[0], scales, parts[2], scratch.create(groups), true),
                                    weights.scope()));
                }
            }
        }
    }

    private static PtNDArray array(TorchModule module, PtNDManager into, String method, Object... arguments) {
        try (IValue value = module.call(method, arguments)) {
            return value.toTensor(into);
        }
    }

    private static long denseBytes(BenchShape shape) {
        long head = 2L * shape.vocabulary * shape.hidden;
        long blocks = CompressionBench.modelShape(shape).linears().stream()
                .mapToLong(LinearShape::parameters)
                .sum();
        return Precision.BFLOAT16.bytes() * (head + blocks);
    }

    /** Weights that share a scale at 4 bits: the most, of the usual ones, that the inputs of all matrices are a multiple of. */
    public static int group(BenchShape shape) {
        return IntStream.of(128, 64, 32)
                .filter(group -> shape.hidden % group == 0 && shape.inner % group == 0)
                .findFirst()
                .orElseThrow();
    }

    /** Sizes of a model's matrices, each once, {@code [out, in]}. */
    public static List<int[]> sizes(BenchShape shape) {
        return CompressionBench.modelShape(shape).linears().stream()
                .map(linear -> List.of(linear.out(), linear.in()))
                .distinct()
                .map(size -> new int[] {size.get(0), size.get(1)})
                .toList();
    }

    /** Most rows with which decoding reads packed weights. */
    public static int packedRows() {
        return PackedProducts.ROWS;
    }
}
