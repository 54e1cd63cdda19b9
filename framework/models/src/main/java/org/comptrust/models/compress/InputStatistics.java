package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Set;
import org.comptrust.api.compression.Need;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.jspecify.annotations.Nullable;

/** Running sums over what enters a linear. Owns its memory until closed. */
public final class InputStatistics implements AutoCloseable {
    static final KernelText TEXT = KernelText.resource(InputStatistics.class, "measure.py");

    /** Fewer tokens are gathered before they are multiplied: a product over few costs as much in writing the result as in the sums. */
    private static final int ENOUGH = 2048;

    private final TorchModule module;
    private final PtNDManager scope;
    private final Set<Need> needs;
    private final NDArray squares;
    private final NDArray magnitudes;
    private final int width;
    private final boolean bfloat16;
    private @Nullable IValue gram;
    private @Nullable NDArray waiting;
    private int waitingTokens;
    private long multiplied;
    private long tokens;
    private long sequences;

    /**
     * @param width channels of the input
     * @param needs what to sum
     */
    public InputStatistics(TorchEngine engine, int width, Set<Need> needs) {
        this.module = engine.module(TEXT);
        this.scope = engine.newScope();
        this.needs = Set.copyOf(needs);
        this.width = width;
        this.bfloat16 = !needs.contains(Need.GRAM);
        this.squares = scope.zeros(new Shape(needs.contains(Need.MEAN_SQUARE) ? width : 0), DataType.FLOAT64);
        this.magnitudes = scope.zeros(new Shape(needs.contains(Need.ABS_MEAN) ? width : 0), DataType.FLOAT64);
    }

    /** Adds sequences: {@code [sequences, seq, in]}, without padding. */
    public void observe(NDArray x) {
        if (needs.contains(Need.MEAN_SQUARE) || needs.contains(Need.ABS_MEAN)) {
            module.run("add_vectors", x, squares, magnitudes);
        }
        int added = (int) (x.size() / width);
        if (measuresGram()) {
            addProducts(x, added);
        }
        tokens += added;
        sequences += x.getShape().get(0);
    }

    private void addProducts(NDArray x, int added) {
        if (gram == null) {
            gram = module.call("gram_parts", x);
        }
        if (waitingTokens + added > ENOUGH) {
            multiplyWaiting(gram);
        }
        if (added >= ENOUGH) {
            module.run("add_gram", x, gram, bfloat16, multiplied);
            multiplied += added;
            return;
        }
        if (waiting == null) {
            waiting = scope.zeros(new Shape(ENOUGH, width), DataType.FLOAT32);
        }
        try (IValue count = module.call("wait", x, waiting, waitingTokens)) {
            waitingTokens = (int) count.toLong();
        }
    }

    private void multiplyWaiting(IValue parts) {
        if (waiting != null && waitingTokens > 0) {
            module.run("add_waiting", waiting, waitingTokens, parts, bfloat16, multiplied);
            multiplied += waitingTokens;
            waitingTokens = 0;
        }
    }

    public long tokens() {
        return tokens;
    }

    public long sequences() {
        return sequences;
    }

    /** {@code [in]}: sum of x^2 over sequences, as in Wanda (Sun et al. 2023, arXiv:2306.11695). In {@code into}. */
    public PtNDArray meanSquare(PtNDManager into) {
        return over(Need.MEAN_SQUARE, squares, sequences, into);
    }

    /** {@code [in]}: mean of |x| over tokens. In {@code into}. */
    public PtNDArray absMean(PtNDManager into) {
        return over(Need.ABS_MEAN, magnitudes, tokens, into);
    }

    /** {@code [in, in]}: sum of x x^T over sequences, of x rounded to bfloat16 if so declared; GPTQ's Hessian is twice this. In {@code into}. */
    public PtNDArray gram(PtNDManager into) {
        if (!measuresGram()) {
            throw new IllegalStateException("no Gram matrix was declared as a need of this stage");
        }
        if (gram == null) {
            return (PtNDArray) into.zeros(new Shape(width, width), DataType.FLOAT32);
        }
        multiplyWaiting(gram);
        try (IValue mean = module.call("gram_over", gram, (double) Math.max(1, sequences))) {
            return mean.toTensor(into);
        }
    }

    private boolean measuresGram() {
        return needs.contains(Need.GRAM) || needs.contains(Need.GRAM_BFLOAT16);
    }

    private PtNDArray over(Need need, NDArray sums, long count, PtNDManager into) {
        require(need);
        try (IValue mean = module.call("over", sums, (double) Math.max(1, count))) {
            return mean.toTensor(into);
        }
    }

    private void require(Need need) {
        if (!needs.contains(need)) {
            throw new IllegalStateException(need + " was not declared as a need of this stage");
        }
    }

    @Override
    public void close() {
        if (gram != null) {
            gram.close();
            gram = null;
        }
        scope.close();
    }
}
