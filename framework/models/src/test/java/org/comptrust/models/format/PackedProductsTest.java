package org.comptrust.models.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.engine.Measurements;
import org.comptrust.models.engine.TorchDevice;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.format.PackedProducts.Kernel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedProductsTest {
    /** bfloat16 keeps 8 bits: a number is rounded by at most 1/256 of its size, a result and its scale once each. */
    private static final double TOLERANCE = 2.0 / 256;

    private static TorchEngine engine;
    private static TorchModule kernels;

    @BeforeAll
    static void start() {
        engine = TorchEngine.cpu();
        kernels = engine.module(PackedProducts.TEXT);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 64, 64, 32, 1",
        "3, 48, 128, 128, 2",
        "4, 16, 32, 32, 1",
        "4, 48, 96, 32, 3",
        "4, 208, 256, 64, 4",
        "4, 32, 512, 512, 1",
        "4, 32, 96, 96, 1",
        "5, 16, 32, 32, 2",
        "8, 48, 96, 96, 1",
        "8, 80, 288, 288, 4"
    })
    void aPackedProductIsTheProductWithTheWeightsThatTheCodesStandFor(int bits, int out, int in, int group, int rows) {
        try (PtNDManager scope = engine.newScope()) {
            float middle = 1 << (bits - 1);
            GroupQuantizedWeight weight = weight(bits, out, in, group, middle, scope);
            assertClose(error(weight, group, rows, scope));
        }
    }

    @Test
    void zeroPointsOfFourBitsMayBeAnywhere() {
        try (PtNDManager scope = engine.newScope()) {
            assertClose(error(weight(4, 64, 128, 32, 3, scope), 32, 2, scope));
            assertClose(error(weight(4, 64, 128, 32, 12.5f, scope), 32, 2, scope));
        }
    }

    @Test
    void eightBitsWithZeroPointsThatASignedByteDoesNotHoldHaveNoProduct() {
        try (PtNDManager scope = engine.newScope()) {
            Kernel kernel = new Kernel(8, 64, 32, 64);
            assertEquals(Optional.empty(), matrix(kernel, weight(8, 32, 64, 64, 100, scope), scope));
            assertEquals(Optional.empty(), matrix(kernel, weight(8, 32, 64, 64, 127.5f, scope), scope));
        }
    }

    @Test
    void groupsInAnOrderOfTheirOwnHaveNoProduct() {
        try (PtNDManager scope = engine.newScope()) {
            GroupQuantizedWeight inOrder = weight(4, 32, 64, 32, 8, scope);
            long[] mixed = new long[64];
            Arrays.setAll(mixed, i -> i % 2);
            GroupQuantizedWeight other = new GroupQuantizedWeight(
                    4, inOrder.codes(), inOrder.scales(), inOrder.zeroPoints(), scope.create(mixed), true);
            assertEquals(Optional.empty(), matrix(new Kernel(4, 32, 32, 64), other, scope));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 128, 64, 128, 4, 128",
        "4, 1024, 64, 1024, 4, 256",
        "4, 4096, 64, 96, 4, 32", // one scale for all inputs
        "3, 96, 64, 288, 4, 32",
        "8, 256, 64, 256, 8, 256"
    })
    void whatTheLibraryHasAProductFor(int bits, int group, int out, int in, int kernelBits, int kernelGroup) {
        Kernel expected = new Kernel(kernelBits, kernelGroup, out, in);
        assertEquals(Optional.of(expected), PackedProducts.kernel(shape(out, in), bits, group));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 64, 128", // not quantized
        "1, 128, 64, 128",
        "4, 16, 64, 128", // smaller groups than any product knows
        "4, 128, 64, 192", // the last group is shorter
        "4, 32, 24, 128", // outputs
        "8, 128, 64, 256" // 8 bits in groups
    })
    void whatItHasNoneFor(int bits, int group, int out, int in) {
        assertEquals(Optional.empty(), PackedProducts.kernel(shape(out, in), bits, group));
    }

    @Test
    void whatIsMeasuredIsRemembered() {
        PackedProducts products = new PackedProducts(engine);
        Kernel kernel = new Kernel(4, 32, 64, 64);
        PackedProducts.Timing timing = products.timing(kernel).orElseThrow();
        assertSame(timing, new PackedProducts(engine).timing(kernel).orElseThrow());
        assertEquals(timing.packedIsQuicker(), products.quicker(kernel));
    }

    @Test
    void aLaterProcessChoosesByWhatTheFirstOneMeasured(@TempDir Path folder) {
        Kernel kernel = new Kernel(4, 32, 64, 64);
        try (TorchEngine first = TorchEngine.on(TorchDevice.cpu(), Measurements.in(folder));
                TorchEngine later = TorchEngine.on(TorchDevice.cpu(), Measurements.in(folder))) {
            assertEquals(
                    new PackedProducts(first).timing(kernel).orElseThrow(),
                    new PackedProducts(later).timing(kernel).orElseThrow());
        }
    }

    @Test
    void whatTheLibraryRefusesIsNotTriedAgainAndLeavesNothingBehind() {
        PackedProducts products = new PackedProducts(engine);
        Kernel ofAnOddGroup = new Kernel(4, 48, 64, 96);
        TorchEngine.Handles before = engine.handles();
        assertEquals(Optional.empty(), products.timing(ofAnOddGroup));
        assertEquals(before, engine.handles());
        double seconds = kernels.secondsInCalls();
        assertEquals(Optional.empty(), products.timing(ofAnOddGroup));
        assertEquals(seconds, kernels.secondsInCalls());
    }

    private static void assertClose(double error) {
        assertTrue(error < TOLERANCE, () -> "relative error " + error);
    }

    private static LinearShape shape(int out, int in) {
        return new LinearShape("layer", 0, LinearRole.OTHER, out, in, false);
    }

    private static Optional<PackedMatrix> matrix(Kernel kernel, GroupQuantizedWeight weight, PtNDManager scope) {
        return new PackedProducts(engine).matrix(kernel, weight, scope.zeros(new Shape(0)), scope);
    }

    private static double error(GroupQuantizedWeight weight, int group, int rows, PtNDManager scope) {
        int out = (int) weight.codes().getShape().get(0);
        int in = (int) weight.codes().getShape().get(1);
        Kernel kernel =
                PackedProducts.kernel(shape(out, in), weight.bits(), group).orElseThrow();
        PackedMatrix matrix = matrix(kernel, weight, scope).orElseThrow();
        try (IValue made = kernels.call("normal", rows, in, 15, "cpu");
                IValue codes = IValue.listFrom(matrix.codes());
                IValue scales = IValue.listFrom(matrix.scales())) {
            PtNDArray x = made.toTensor(scope);
            try (IValue product = kernels.call("packed_products", x, codes, scales)) {
                PtNDArray y = product.toTensor(scope);
                NDArray dense = new LinearFormats(engine).dense(weight, scope);
                try (IValue error = kernels.call("relative_error", y, x, dense)) {
                    return error.toDouble();
                }
            }
        }
    }

    private static GroupQuantizedWeight weight(int bits, int out, int in, int group, float zero, PtNDManager scope) {
        SplittableRandom random = new SplittableRandom(31L * bits + in);
        int groups = in / group;
        int[] codes = random.ints((long) out * in, 0, 1 << bits).toArray();
        float[] scales = new float[out * groups];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = (float) random.nextDouble(0.001, 0.1);
        }
        long[] groupOf = new long[in];
        Arrays.setAll(groupOf, i -> i / group);
        return new GroupQuantizedWeight(
                bits,
                scope.create(codes, new Shape(out, in)).toType(DataType.UINT8, false),
                scope.create(scales, new Shape(out, groups)),
                scope.full(new Shape(out, groups), zero),
                scope.create(groupOf),
                zero == 1 << (bits - 1));
    }
}
