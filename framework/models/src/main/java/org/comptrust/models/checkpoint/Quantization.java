package org.comptrust.models.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.comptrust.api.model.LinearShape;

/**
 * How the weights of a folder are packed, as its configuration says. Which linears are packed is seen from their tensors, so that
 * lists of skipped modules need not be understood.
 */
abstract sealed class Quantization {
    /** The tool or layout, for messages. */
    abstract String method();

    /** Names of the tensors that a packed linear can have. */
    abstract List<String> parts();

    /** The file that says how the weights are packed. */
    private final Path file;

    private Quantization(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /**
     * The packed tensors of a linear; empty if it has none.
     *
     * @throws CheckpointException if one is missing, or has another shape or type than the configuration implies
     */
    Optional<StoredLinear> find(WeightFiles weights, LinearShape linear) {
        boolean packed = parts().stream().anyMatch(part -> weights.tensors().containsKey(linear.name() + "." + part));
        return packed ? Optional.of(take(weights, linear)) : Optional.empty();
    }

    abstract StoredLinear take(WeightFiles weights, LinearShape linear);

    /** GPTQ files: AutoGPTQ and its successors. */
    static final class Gptq extends Quantization {
        private final WeightFormat format;
        private final int bits;
        private final int groupSize;
        private final boolean ordered;

        /** @param groupSize -1: one scale for each output */
        Gptq(Path file, WeightFormat format, int bits, int groupSize, boolean ordered) {
            super(file);
            this.format = format;
            this.bits = bits;
            this.groupSize = groupSize;
            this.ordered = ordered;
        }

        @Override
        String method() {
            return "gptq";
        }

        @Override
        List<String> parts() {
            return List.of("qweight", "qzeros", "scales", "g_idx");
        }

        @Override
        StoredLinear take(WeightFiles weights, LinearShape linear) {
            Parts parts = new Parts(this, weights, linear);
            long in = parts.multipleOf32("inputs", linear.in());
            long out = parts.multipleOf32("outputs", linear.out());
            int size = groupSize < 0 ? linear.in() : groupSize;
            long groups = groups(linear, size);
            parts.take("qweight", Parts.WORDS, List.of(in * bits / 32, out));
            parts.take("qzeros", Parts.WORDS, List.of(groups, out * bits / 32));
            parts.take("scales", Parts.SCALES, List.of(groups, out));
            if (ordered || parts.has("g_idx")) {
                parts.take("g_idx", Parts.WORDS, List.of(in));
            }
            return new StoredLinear(linear, format, bits, size, parts.taken);
        }
    }

    /** AutoAWQ's "GEMM" version, which has 4 bits. */
    static final class Awq extends Quantization {
        private static final int BITS = 4;
        private static final int CODES = 8; // of a word

        private final int groupSize;

        Awq(Path file, int groupSize) {
            super(file);
            this.groupSize = groupSize;
        }

        @Override
        String method() {
            return "awq";
        }

        @Override
        List<String> parts() {
            return List.of("qweight", "qzeros", "scales");
        }

        @Override
        StoredLinear take(WeightFiles weights, LinearShape linear) {
            Parts parts = new Parts(this, weights, linear);
            int size = groupSize < 0 ? linear.in() : groupSize;
            if (linear.in() % size != 0 || linear.out() % CODES != 0) {
                throw parts.impossible("needs inputs in whole groups of " + size + " and a multiple of 8 outputs");
            }
            long in = linear.in();
            long words = linear.out() / CODES;
            long groups = groups(linear, size);
            parts.take("qweight", Parts.WORDS, List.of(in, words));
            parts.take("qzeros", Parts.WORDS, List.of(groups, words));
            parts.take("scales", Parts.SCALES, List.of(groups, (long) linear.out()));
            return new StoredLinear(linear, WeightFormat.AWQ, BITS, size, parts.taken);
        }
    }

    /**
     * compressed-tensors: {@code pack-quantized}, and the retired sparse formats. Several groups of modules may be packed
     * differently; which one a linear belongs to shows in its tensors' shapes.
     */
    static final class CompressedTensors extends Quantization {
        private final SortedSet<Integer> widths;
        private final SortedSet<Integer> groupSizes;
        private final boolean ordered;
        private final Optional<WeightFormat> sparse;

        /**
         * @param widths bits of a code, one for each group of modules
         * @param groupSizes inputs that share a scale; without those that have one scale for each output
         * @param ordered whether every group of modules says the group of each input
         * @param sparse the format of pruned linears, if there are any
         */
        CompressedTensors(
                Path file,
                Set<Integer> widths,
                Set<Integer> groupSizes,
                boolean ordered,
                Optional<WeightFormat> sparse) {
            super(file);
            this.widths = new TreeSet<>(widths);
            this.groupSizes = new TreeSet<>(groupSizes);
            this.ordered = ordered;
            this.sparse = sparse;
        }

        @Override
        String method() {
            return "compressed-tensors";
        }

        @Override
        List<String> parts() {
            return sparse.isPresent()
                    ? List.of("compressed", "bitmask")
                    : List.of("weight_packed", "weight_scale", "weight_zero_point", "weight_shape", "weight_g_idx");
        }

        @Override
        StoredLinear take(WeightFiles weights, LinearShape linear) {
            Parts parts = new Parts(this, weights, linear);
            return sparse.isPresent() ? sparse(parts, linear, sparse.get()) : packed(parts, linear);
        }

        private StoredLinear packed(Parts parts, LinearShape linear) {
            long columns = parts.size("weight_packed", 1);
            int bits = 0;
            WeightFormat format = WeightFormat.PACK_QUANTIZED;
            for (int width : widths) {
                if (columns == dense(linear.in(), width)) {
                    bits = width;
                    format = WeightFormat.PACK_QUANTIZED;
                } else if (columns == padded(linear.in(), width) && bits == 0) {
                    bits = width;
                    format = WeightFormat.PACK_QUANTIZED_PADDED;
                }
            }
            if (bits == 0) {
                bits = widths.first(); // what it should have been
            }
            boolean across = format == WeightFormat.PACK_QUANTIZED;
            long out = linear.out();
            parts.take(
                    "weight_packed",
                    Parts.WORDS,
                    List.of(out, across ? dense(linear.in(), bits) : padded(linear.in(), bits)));
            long groups = parts.size("weight_scale", 1);
            int size = groupSize(linear, groups);
            parts.take("weight_scale", Parts.SCALES, List.of(out, groups(linear, size)));
            if (parts.has("weight_zero_point")) {
                long words = across ? dense(linear.out(), bits) : padded(linear.out(), bits);
                parts.take("weight_zero_point", Parts.WORDS, List.of(words, groups));
            }
            if (ordered || parts.has("weight_g_idx")) {
                parts.take("weight_g_idx", Parts.WORDS, List.of((long) linear.in()));
            }
            parts.requireShape("weight_shape", List.of(2L));
            return new StoredLinear(linear, format, bits, size, parts.taken);
        }

        private int groupSize(LinearShape linear, long groups) {
            List<Integer> fitting = groupSizes.stream()
                    .filter(size -> groups(linear, size) == groups)
                    .toList();
            if (groups == 1 || groupSizes.isEmpty()) {
                return linear.in();
            }
            if (fitting.size() > 1) {
                throw new CheckpointException(
                        file(),
                        "config_groups has group sizes " + fitting + ", and both fit the scales of " + linear.name()
                                + ". Use another copy of the model.");
            }
            return fitting.isEmpty() ? groupSizes.first() : fitting.get(0);
        }

        private static StoredLinear sparse(Parts parts, LinearShape linear, WeightFormat format) {
            long out = linear.out();
            parts.take("bitmask", Set.of(StoredType.U8), List.of(out, (linear.in() + 7L) / 8));
            if (format == WeightFormat.SPARSE_24_BITMASK) {
                if (linear.in() % 4 != 0) {
                    throw parts.impossible("needs a multiple of 4 inputs");
                }
                parts.take("compressed", Parts.SCALES, List.of(out, linear.in() / 2L));
                parts.requireShape("shape", List.of(2L, 1L));
            } else {
                parts.take("compressed", Parts.SCALES, List.of(parts.size("compressed", 0)));
                parts.take("row_offsets", Set.of(StoredType.I64), List.of(out));
                parts.requireShape("shape", List.of(2L));
            }
            return new StoredLinear(linear, format, 0, 0, parts.taken);
        }

        /** Words of a row whose bits run on. */
        private static long dense(long codes, int bits) {
            return (codes * bits + 31) / 32;
        }

        /** Words of a row of whole codes. */
        private static long padded(long codes, int bits) {
            int each = 32 / bits;
            return (codes + each - 1) / each;
        }
    }

    /** Our own folders: a table says what became of each linear. */
    static final class Ours extends Quantization {
        /**
         * @param bits of a code; 0: mask and values
         * @param groupSize inputs that share a scale, unless there is an order
         */
        record Packed(int bits, int groupSize) {}

        private final Map<String, Packed> linears;

        Ours(Path file, Map<String, Packed> linears) {
            super(file);
            this.linears = Map.copyOf(linears);
        }

        @Override
        String method() {
            return QuantizationReader.OURS;
        }

        @Override
        List<String> parts() {
            return List.of("codes", "scales", "mask", "values");
        }

        @Override
        StoredLinear take(WeightFiles weights, LinearShape linear) {
            Parts parts = new Parts(this, weights, linear);
            Packed packed = Optional.ofNullable(linears.get(linear.name()))
                    .orElseThrow(() -> new CheckpointException(
                            file(),
                            "quantization_config.linears does not name " + linear.name()
                                    + ", which is packed. Make the folder again."));
            long weightsInAll = linear.parameters();
            if (packed.bits == 0) {
                parts.take("mask", Parts.BYTES, List.of((weightsInAll + 7) / 8));
                parts.take("values", Parts.SCALES, List.of(parts.size("values", 0)));
                return new StoredLinear(linear, WeightFormat.MASKED, 0, 0, parts.taken);
            }
            long groups = parts.size("scales", 1);
            long out = linear.out();
            parts.take("codes", Parts.BYTES, List.of(bytes(weightsInAll, packed.bits)));
            if (parts.has("order")) {
                parts.take("order", Parts.WORDS, List.of((long) linear.in()));
            } else {
                groups = groups(linear, packed.groupSize);
            }
            parts.take("scales", Parts.SCALES, List.of(out, groups));
            if (parts.has("zeros")) {
                boolean plain = parts.entry("zeros").type() == StoredType.F32;
                parts.take(
                        "zeros",
                        plain ? Set.of(StoredType.F32) : Parts.BYTES,
                        plain ? List.of(out, groups) : List.of(bytes(out * groups, packed.bits)));
            }
            return new StoredLinear(linear, WeightFormat.CODES, packed.bits, packed.groupSize, parts.taken);
        }

        private static long bytes(long codes, int bits) {
            return (codes * bits + 7) / 8;
        }
    }

    private static long groups(LinearShape linear, int size) {
        return (linear.in() + size - 1L) / size;
    }

    /** Takes the tensors of one linear, each checked. */
    private static final class Parts {
        static final Set<StoredType> WORDS = Set.of(StoredType.I32);
        static final Set<StoredType> BYTES = Set.of(StoredType.U8);
        static final Set<StoredType> SCALES = Set.of(StoredType.F16, StoredType.BF16, StoredType.F32);

        private final Quantization quantization;
        private final WeightFiles weights;
        private final LinearShape linear;
        private final SortedMap<String, TensorEntry> taken = new TreeMap<>();

        Parts(Quantization quantization, WeightFiles weights, LinearShape linear) {
            this.quantization = quantization;
            this.weights = weights;
            this.linear = linear;
        }

        boolean has(String part) {
            return weights.tensors().containsKey(name(part));
        }

        /** A dimension of a tensor; 0 if it has not so many. */
        long size(String part, int dimension) {
            List<Long> shape = entry(part).shape();
            return shape.size() > dimension ? shape.get(dimension) : 0;
        }

        TensorEntry entry(String part) {
            TensorEntry entry = weights.tensors().get(name(part));
            if (entry == null) {
                throw new CheckpointException(
                        weights.source(),
                        "tensor " + name(part) + " is missing; " + quantization.file() + " says "
                                + quantization.method()
                                + ", and other tensors of this linear are there. Download the weights again.");
            }
            return entry;
        }

        void take(String part, Set<StoredType> types, List<Long> shape) {
            TensorEntry entry = entry(part);
            if (!entry.shape().equals(shape)) {
                throw new CheckpointException(
                        entry.file(),
                        "tensor " + entry.name() + " has shape " + entry.shape() + ", but " + quantization.file()
                                + " (" + quantization.method() + ") implies " + shape + " for a linear of "
                                + linear.out() + " outputs and " + linear.in()
                                + " inputs. Download both files again, from the same revision.");
            }
            if (!types.contains(entry.type())) {
                throw new CheckpointException(
                        entry.file(),
                        "tensor " + entry.name() + " is stored as " + entry.type() + ", must be "
                                + String.join(
                                        " or ",
                                        types.stream().map(Enum::name).sorted().toList())
                                + ". Download the file again.");
            }
            taken.put(part, entry);
        }

        /** A tensor that repeats the shape of the linear. */
        void requireShape(String part, List<Long> shape) {
            take(part, Set.of(StoredType.I64), shape);
            List<Long> said = numbers(entry(part));
            if (!said.equals(List.of((long) linear.out(), (long) linear.in()))) {
                throw new CheckpointException(
                        entry(part).file(),
                        "tensor " + name(part) + " says " + said + " for a linear of " + linear.out() + " outputs and "
                                + linear.in() + " inputs. Download both files again, from the same revision.");
            }
        }

        long multipleOf32(String what, long size) {
            if (size % 32 != 0) {
                throw impossible("needs a multiple of 32 " + what);
            }
            return size;
        }

        CheckpointException impossible(String need) {
            return new CheckpointException(
                    quantization.file(),
                    linear.name() + " has " + linear.out() + " outputs and " + linear.in() + " inputs, but "
                            + quantization.method() + " " + need + ". Download the folder again.");
        }

        private String name(String part) {
            return linear.name() + "." + part;
        }

        private static List<Long> numbers(TensorEntry entry) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                entry.copyTo(Channels.newChannel(bytes));
            } catch (IOException e) {
                throw CheckpointException.unreadable(entry.file(), e);
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
            List<Long> numbers = new ArrayList<>();
            while (buffer.hasRemaining()) {
                numbers.add(buffer.getLong());
            }
            return numbers;
        }
    }
}
