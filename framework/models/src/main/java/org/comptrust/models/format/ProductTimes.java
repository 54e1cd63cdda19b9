package org.comptrust.models.format;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.format.PackedProducts.Kernel;
import org.comptrust.models.format.PackedProducts.Timing;

/**
 * Times products of a few rows with a matrix in several forms. Each form goes round through copies of the matrix that no cache holds
 * together, as decoding goes through a model's weights; forms take turns, and of each the quickest round counts, so that what else runs on
 * the machine matters little.
 */
public final class ProductTimes {
    private static final long BYTES = 64L << 20;
    private static final int MOST_COPIES = 128;
    private static final int ROUNDS = 4;

    /** The kernels. */
    public static final KernelText TEXT = PackedProducts.TEXT;

    private final TorchEngine engine;
    private final TorchModule module;

    public ProductTimes(TorchEngine engine) {
        this.engine = engine;
        this.module = engine.module(PackedProducts.TEXT);
    }

    /**
     * A product in one form.
     *
     * @param form such as {@code int4 packed, groups of 32}
     * @param seconds of one product
     * @param bytes of the matrix, scales included
     * @param error of the result, relative, against the same matrix in float64
     */
    public record Measured(String form, double seconds, long bytes, double error) {}

    Timing ofPacked(Kernel kernel) {
        List<Double> packed = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        for (int rows : new int[] {1, PackedProducts.ROWS}) {
            try (Round round = new Round(kernel.out(), kernel.in(), rows)) {
                round.plain("bfloat16", 15);
                round.packed("packed", kernel);
                List<Measured> measured = round.measure(ROUNDS);
                plain.add(measured.get(0).seconds());
                packed.add(measured.get(1).seconds());
            }
        }
        return new Timing(packed, plain);
    }

    /** All forms at one size, the plain ones with the weights that 4 bits in groups of 32 stand for. */
    public List<Measured> all(int out, int in, int rows) {
        try (Round round = new Round(out, in, rows)) {
            round.plain("float32", 6);
            round.plain("bfloat16", 15);
            round.reordered("float32 reordered", 6);
            round.reordered("bfloat16 reordered", 15);
            round.packed("int8 packed", new Kernel(8, in, out, in));
            for (int group : new int[] {32, 64, 128}) {
                if (in % group == 0) {
                    round.packed("int4 packed, groups of " + group, new Kernel(4, group, out, in));
                }
            }
            return round.measure(ROUNDS);
        }
    }

    /** Forms of one matrix, and the rows that they are multiplied with. */
    private final class Round implements AutoCloseable {
        private final PtNDManager scope = engine.newScope();
        private final List<Form> forms = new ArrayList<>();
        private final int rows;
        private final PtNDArray weight;
        private final Map<Integer, PtNDArray> inputs = new LinkedHashMap<>();

        Round(int out, int in, int rows) {
            this.rows = rows;
            try {
                this.weight = array("normal", out, in, 6, engine.device().torchName());
                // The same numbers in both dtypes: rounding of inputs is not what is asked for.
                PtNDArray narrow = array("normal", rows, in, 15, engine.device().torchName());
                inputs.put(15, narrow);
                inputs.put(6, array("narrowed", narrow, 6));
            } catch (RuntimeException | Error e) {
                scope.close();
                throw e;
            }
        }

        void plain(String name, int dtype) {
            dense(name, dtype, false);
        }

        void reordered(String name, int dtype) {
            dense(name, dtype, true);
        }

        private void dense(String name, int dtype, boolean reordered) {
            GroupQuantizedWeight quantized = quantized(4, 32);
            PtNDArray values = new LinearFormats(engine).dense(quantized, scope);
            long bytes = weight.getShape().size() * (dtype == 6 ? 4 : 2);
            PtNDArray narrow = array("narrowed", values, dtype);
            Form form = new Form(name, reordered ? "reordered_products" : "plain_products", dtype, values, bytes);
            forms.add(form);
            form.copies.add(
                    reordered
                            ? module.call("reordered_copies", narrow, copies(bytes), rows)
                            : module.call("copies", narrow, copies(bytes)));
        }

        void packed(String name, Kernel kernel) {
            GroupQuantizedWeight quantized = quantized(kernel.bits(), kernel.groupSize());
            PtNDArray none = (PtNDArray) scope.zeros(new Shape(0), DataType.FLOAT32);
            PackedMatrix matrix = new PackedProducts(engine)
                    .matrix(kernel, quantized, none, scope)
                    .orElseThrow();
            long bytes = matrix.bytes();
            Form form = new Form(name, "packed_products", 15, new LinearFormats(engine).dense(quantized, scope), bytes);
            forms.add(form);
            form.copies.add(module.call("copies", matrix.codes(), copies(bytes)));
            form.copies.add(module.call("copies", matrix.scales(), copies(bytes)));
        }

        private GroupQuantizedWeight quantized(int bits, int group) {
            try (IValue value = module.call("nearest", weight, bits, group)) {
                PtNDArray[] parts = value.toTensorArray(scope);
                long[] groups = new long[(int) weight.getShape().get(1)];
                Arrays.setAll(groups, i -> i / group);
                return new GroupQuantizedWeight(bits, parts[0], parts[1], parts[2], scope.create(groups), true);
            }
        }

        private int copies(long bytes) {
            return (int) Math.max(2, Math.min(MOST_COPIES, BYTES / bytes));
        }

        List<Measured> measure(int rounds) {
            double[] best = new double[forms.size()];
            double[] errors = new double[forms.size()];
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            for (int round = 0; round <= rounds; round++) {
                for (int i = 0; i < best.length; i++) {
                    Form form = forms.get(i);
                    long start = System.nanoTime();
                    try (IValue result = form.run(inputs)) {
                        double seconds = (System.nanoTime() - start) / 1e9 / copies(form.bytes);
                        if (round > 0) { // the first one warms up
                            best[i] = Math.min(best[i], seconds);
                        } else {
                            errors[i] = error(result, form);
                        }
                    }
                }
            }
            List<Measured> all = new ArrayList<>();
            for (int i = 0; i < best.length; i++) {
                all.add(new Measured(forms.get(i).name, best[i], forms.get(i).bytes, errors[i]));
            }
            return all;
        }

        private double error(IValue result, Form form) {
            try (PtNDArray last = result.toTensor(scope);
                    IValue error = module.call("relative_error", last, inputs.get(15), form.values)) {
                return error.toDouble();
            }
        }

        private PtNDArray array(String method, Object... arguments) {
            try (IValue value = module.call(method, arguments)) {
                return value.toTensor(scope);
            }
        }

        @Override
        public void close() {
            forms.forEach(form -> form.copies.forEach(IValue::close));
            scope.close();
        }
    }

    /** Copies of a matrix, and the float32 values that it stands for. */
    private final class Form {
        private final String name;
        private final String method;
        private final int dtype;
        private final List<IValue> copies = new ArrayList<>();
        private final PtNDArray values;
        private final long bytes;

        Form(String name, String method, int dtype, PtNDArray values, long bytes) {
            this.name = name;
            this.method = method;
            this.dtype = dtype;
            this.values = values;
            this.bytes = bytes;
        }

        IValue run(Map<Integer, PtNDArray> inputs) {
            List<Object> arguments = new ArrayList<>(List.of(inputs.get(dtype)));
            arguments.addAll(copies);
            return module.call(method, arguments.toArray());
        }
    }
}
