package org.comptrust.models.format;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.store.TensorIo;

/** The kernels of {@code packing.py}, and what all codecs do with them. */
final class Packing {
    private static final KernelText TEXT = KernelText.resource(Packing.class, "packing.py");

    private final TorchModule module;
    private final TensorIo io;

    Packing(TorchEngine engine) {
        this.module = engine.module(TEXT);
        this.io = new TensorIo(engine);
    }

    TensorIo io() {
        return io;
    }

    /** Calls a kernel for an array, in {@code into}. */
    PtNDArray array(PtNDManager into, String method, Object... arguments) {
        try (IValue value = module.call(method, arguments)) {
            return value.toTensor(into);
        }
    }

    boolean flag(String method, Object... arguments) {
        try (IValue value = module.call(method, arguments)) {
            return value.toBoolean();
        }
    }

    long count(String method, Object... arguments) {
        try (IValue value = module.call(method, arguments)) {
            return value.toLong();
        }
    }

    double number(String method, Object... arguments) {
        try (IValue value = module.call(method, arguments)) {
            return value.toDouble();
        }
    }

    /** The numbers of a tensor as float32 or int64, in {@code into}. */
    PtNDArray numbers(PackedTensor tensor, PtNDManager into) {
        return io.numbers(tensor.bytes(), tensor.type(), tensor.shape(), into);
    }

    /** Numbers as a tensor of a file, in {@code into}. */
    PackedTensor stored(NDArray numbers, StoredType type, List<Long> shape, PtNDManager into) {
        return new PackedTensor(type, shape, io.asBytes(numbers, type, into));
    }

    /** Whether inputs belong to groups of equal size, one after the other. */
    boolean inOrder(GroupQuantizedWeight weight, int groupSize) {
        return flag("in_order", weight.groupOf(), groupSize);
    }

    /**
     * Inputs of a group: those of the first, as only the last may have fewer. For groups in any order the largest counts.
     */
    int groupSize(GroupQuantizedWeight weight) {
        long groups = weight.scales().getShape().get(1);
        try (PtNDManager scratch = (PtNDManager) weight.groupOf().getManager().newSubManager();
                PtNDArray counts = array(scratch, "group_counts", weight.groupOf(), groups)) {
            return (int) count("most", counts);
        }
    }

    /** A weight whose symmetry is seen from its zero-points. */
    GroupQuantizedWeight weight(int bits, NDArray codes, NDArray scales, NDArray zeros, NDArray groupOf) {
        boolean symmetric = flag("all_equal", zeros, (double) (1 << (bits - 1)));
        return new GroupQuantizedWeight(bits, codes, scales, zeros, groupOf, symmetric);
    }

    /** The group of each input as stored, checked; or groups one after the other. {@code [in]} int64, in {@code into}. */
    PtNDArray groups(PackedLinear packed, String part, long groups, PtNDManager into) {
        if (packed.find(part).isEmpty()) {
            PtNDArray like = packed.parts().values().iterator().next().bytes();
            return array(into, "groups_in_order", like, packed.shape().in(), packed.groupSize());
        }
        PtNDArray stored = numbers(packed.part(part), into);
        if (count("least", stored) < 0 || count("most", stored) >= groups) {
            long bad = count("least", stored) < 0 ? count("least", stored) : count("most", stored);
            throw packed.broken(part, "names group " + bad + ", but there are scales for " + groups + " groups");
        }
        return stored;
    }
}
