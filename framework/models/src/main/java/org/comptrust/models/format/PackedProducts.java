package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.kernel.KernelException;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;

/**
 * Products of a few bfloat16 rows with matrices that stay quantized: they read 4 or 8 bits of a weight where bfloat16 has 16. Only on the
 * processor, and only for few rows; for more, and in float32, the library's plain products are the quicker ones.
 */
public final class PackedProducts {
    /** Rows of a product at most. */
    public static final int ROWS = 4;

    static final KernelText TEXT = KernelText.resource(PackedProducts.class, "packed.py");

    /** Groups of inputs that the 4-bit product knows, largest first. */
    private static final List<Integer> GROUPS = List.of(256, 128, 64, 32);

    private final TorchEngine engine;
    private final TorchModule module;
    private final Packing packing;

    public PackedProducts(TorchEngine engine) {
        this.engine = engine;
        this.module = engine.module(TEXT);
        this.packing = new Packing(engine);
    }

    /**
     * A product of the library.
     *
     * @param bits that it reads of a weight: 4 or 8
     * @param groupSize inputs that share a scale; with 8 bits all
     */
    public record Kernel(int bits, int groupSize, int out, int in) {
        /** Bytes of the {@link PackedMatrix} that it multiplies with. */
        public long bytes() {
            long codes = (long) out * in * bits / Byte.SIZE;
            long scales = bits == 4 ? 2L * out * (in / groupSize + 1) : 2L * out;
            return codes + 2 * scales; // bfloat16
        }

        /** Such as {@code 4 bits in groups of 128, 4096x11008}. */
        @Override
        public String toString() {
            return bits + " bits in groups of " + groupSize + ", " + out + "x" + in;
        }
    }

    /**
     * How long products take, the matrix read from memory each time.
     *
     * @param packed seconds of one with one row, and with {@link #ROWS}
     * @param bfloat16 the same of plain products
     */
    public record Timing(List<Double> packed, List<Double> bfloat16) {
        public Timing {
            packed = List.copyOf(packed);
            bfloat16 = List.copyOf(bfloat16);
            if (packed.size() != 2 || bfloat16.size() != 2) {
                throw new IllegalArgumentException("two times of each are needed");
            }
        }

        /** Whether packed is no slower, with one row and with {@link #ROWS}. */
        public boolean packedIsQuicker() {
            return packed.get(0) <= bfloat16.get(0) && packed.get(1) <= bfloat16.get(1);
        }
    }

    /**
     * The product that multiplies with a quantized linear, if there is one: codes of 2 to 4 bits in groups of a multiple of 32 inputs,
     * or of 5 to 8 bits with one scale for each output; 16 divides the outputs, and 32 the inputs.
     *
     * @param bits of a code; 0 where there are none
     * @param groupSize inputs that share a scale
     */
    public static Optional<Kernel> kernel(LinearShape linear, int bits, int groupSize) {
        int in = linear.in();
        if (linear.out() % 16 != 0 || in % 32 != 0 || groupSize < 1) {
            return Optional.empty();
        }
        if (bits > 1 && bits <= 4 && in % Math.min(groupSize, in) == 0) {
            int shared = Math.min(groupSize, in);
            return GROUPS.stream()
                    .filter(size -> shared % size == 0)
                    .findFirst()
                    .map(size -> new Kernel(4, size, linear.out(), in));
        }
        return bits > 4 && bits <= 8 && groupSize >= in
                ? Optional.of(new Kernel(8, in, linear.out(), in))
                : Optional.empty();
    }

    /**
     * A quantized linear for its packed product, in {@code into}.
     *
     * @param bias {@code [out]}, or empty: none
     * @return empty if no product multiplies with it: groups in an order of their own, zero-points that 8 bits do not hold
     */
    public Optional<PackedMatrix> matrix(PackedLinear packed, NDArray bias, PtNDManager into) {
        Optional<Kernel> kernel = kernel(packed.shape(), packed.bits(), packed.groupSize());
        if (kernel.isEmpty()) {
            return Optional.empty();
        }
        try (PtNDManager scratch = engine.newScope()) {
            GroupQuantizedWeight weight = new LinearFormats(engine).decode(packed, scratch);
            return matrix(kernel.get(), weight, bias, into);
        }
    }

    /** The same from numbers. */
    Optional<PackedMatrix> matrix(Kernel kernel, GroupQuantizedWeight weight, NDArray bias, PtNDManager into) {
        int groups = (int) weight.scales().getShape().get(1);
        if (!packing.inOrder(weight, kernel.in() / groups)) {
            return Optional.empty();
        }
        if (kernel.bits() == 4) {
            int parts = kernel.in() / groups / kernel.groupSize();
            return Optional.of(new PackedMatrix(
                    array(into, "four_bit_codes", weight.codes(), weight.bits()),
                    array(into, "four_bit_scales", weight.scales(), weight.zeroPoints(), weight.bits(), parts, bias)));
        }
        try (IValue fits = module.call("fits_a_byte", weight.codes(), weight.zeroPoints())) {
            if (!fits.toBoolean()) {
                return Optional.empty();
            }
        }
        return Optional.of(new PackedMatrix(
                array(into, "byte_codes", weight.codes(), weight.zeroPoints()),
                array(into, "byte_scales", weight.scales(), bias)));
    }

    /**
     * Whether a packed product is no slower than bfloat16 here; measured when it is first asked for, in less than a second, and then as
     * {@link TorchEngine#measured} keeps it.
     */
    public boolean quicker(Kernel kernel) {
        return timing(kernel).map(Timing::packedIsQuicker).orElse(false);
    }

    /** What was measured of a packed product; empty where the library has none on this device. */
    public Optional<Timing> timing(Kernel kernel) {
        return engine.device().isCuda()
                ? Optional.empty()
                : engine.measured(
                        "seconds of products with 1 and " + ROWS + " rows: " + kernel,
                        Timing.class,
                        () -> measured(kernel));
    }

    private Optional<Timing> measured(Kernel kernel) {
        try {
            return Optional.of(new ProductTimes(engine).ofPacked(kernel));
        } catch (KernelException thisProcessorHasNone) {
            return Optional.empty();
        }
    }

    private PtNDArray array(PtNDManager into, String method, Object... arguments) {
        try (IValue value = module.call(method, arguments)) {
            return value.toTensor(into);
        }
    }
}
