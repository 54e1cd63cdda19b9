package org.comptrust.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.comptrust.models.engine.TorchModule;

/**
 * A decoder block in the parts between which its linears are measured. Run one after the other they are the whole block, to the last
 * bit. Activations are {@code [batch, seq, ..]} in the precision of the weights, without padding; results are made in the scope
 * that is given. Reads the weights as they are at each call; owns no memory.
 */
public final class BlockParts {
    private static final int FIRST = 5;
    private static final int OF_A_BLOCK = 18;

    private final TorchModule module;
    private final WeightSet weights;
    private final int index;
    private final long[] dims;
    private final double eps;

    BlockParts(TorchModule module, WeightSet weights, int index, long[] dims, double eps) {
        this.module = module;
        this.weights = weights;
        this.index = index;
        this.dims = dims;
        this.eps = eps;
    }

    /** Hidden states {@code [batch, seq, hidden]} to what enters q, k and v. */
    public PtNDArray attentionInput(NDArray x, PtNDManager scope) {
        return tensor("attention_input", scope, x, weights.list(index), index, eps);
    }

    /** What enters q, k and v to what enters o, {@code [batch, seq, heads * headDim]}. */
    public PtNDArray attended(NDArray attentionInput, PtNDManager scope) {
        return tensor("attended", scope, attentionInput, weights.list(index), index, dims, eps);
    }

    /** The block's input and what enters o to the hidden states between attention and MLP. */
    public PtNDArray middle(NDArray x, NDArray attended, PtNDManager scope) {
        return tensor("middle", scope, x, attended, weights.list(index), index);
    }

    /** Hidden states between attention and MLP to what enters gate and up. */
    public PtNDArray mlpInput(NDArray middle, PtNDManager scope) {
        return tensor("mlp_input", scope, middle, weights.list(index), index, eps);
    }

    /** What enters gate and up to what enters down, {@code [batch, seq, inner]}. */
    public PtNDArray inner(NDArray mlpInput, PtNDManager scope) {
        return tensor("inner", scope, mlpInput, weights.list(index), index, dims);
    }

    /** Hidden states between attention and MLP and what enters down to the block's output. */
    public PtNDArray output(NDArray middle, NDArray inner, PtNDManager scope) {
        return tensor("output", scope, middle, inner, weights.list(index), index);
    }

    /** The weights of the block's model as they are now; to be closed. */
    public Alternative present() {
        return new Alternative(module.call("present", weights.list(index)));
    }

    /**
     * The weights with others in the places of some; to be closed.
     *
     * @param standIns by tensor name, all of this block, in the precision of the weights; stay the caller's
     * @throws IllegalArgumentException if a name is no weight or bias of the block
     */
    public Alternative with(Map<String, NDArray> standIns) {
        if (standIns.isEmpty()) {
            return present();
        }
        List<String> names = WeightNames.ofBlock(index, weights.geometry().layout());
        List<Long> places = new ArrayList<>();
        List<NDArray> values = new ArrayList<>();
        standIns.forEach((name, value) -> {
            int place = names.indexOf(name);
            if (place < 0) {
                throw new IllegalArgumentException(name + " is no tensor of block " + index);
            }
            places.add(FIRST + (long) OF_A_BLOCK * index + place);
            values.add(value);
        });
        long[] at = places.stream().mapToLong(Long::longValue).toArray();
        return new Alternative(module.call("substituted", weights.list(index), at, values));
    }

    /** Modules of the block over other weights than the present ones. Owns a list of references, not the weights. */
    public final class Alternative implements AutoCloseable {
        private final IValue list;

        private Alternative(IValue list) {
            this.list = list;
        }

        /** What enters q, k and v to the output of o, without the residual. */
        public PtNDArray attention(NDArray attentionInput, PtNDManager scope) {
            return tensor("attention_module", scope, attentionInput, list, index, dims, eps);
        }

        /** What enters gate and up to the output of down, without the residual. */
        public PtNDArray mlp(NDArray mlpInput, PtNDManager scope) {
            return tensor("mlp_module", scope, mlpInput, list, index, dims);
        }

        /** The whole block, residuals included. */
        public PtNDArray block(NDArray x, PtNDManager scope) {
            return tensor("block", scope, x, list, index, dims, eps);
        }

        @Override
        public void close() {
            list.close();
        }
    }

    private PtNDArray tensor(String method, PtNDManager scope, Object... arguments) {
        try (IValue result = module.call(method, arguments)) {
            return result.toTensor(scope);
        }
    }
}
