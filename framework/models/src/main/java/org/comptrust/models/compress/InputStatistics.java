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

/** Running sums over what enters a linear. Owns its memory until closed. */
public final class InputStatistics implements AutoCloseable {
    static final KernelText TEXT = KernelText.resource(InputStatistics.class, "measure.py");

    private final TorchModule module;
    private final PtNDManager scope;
    private final Set<Need> needs;
    private final NDArray squares;
    private final NDArray magnitudes;
    private final NDArray gram;
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
        this.squares = scope.zeros(new Shape(needs.contains(Need.MEAN_SQUARE) ? width : 0), DataType.FLOAT64);
        this.magnitudes = scope.zeros(new Shape(needs.contains(Need.ABS_MEAN) ? width : 0), DataType.FLOAT64);
        int gramWidth = needs.contains(Need.GRAM) ? width : 0;
        this.gram = scope.zeros(new Shape(gramWidth, gramWidth), DataType.FLOAT32);
    }

    /** Adds sequences: {@code [sequences, seq, in]}, without padding. */
    public void observe(NDArray x) {
        try (IValue counted = module.call("observe", x, squares, magnitudes, gram)) {
            tokens += counted.toLong();
            sequences += x.getShape().get(0);
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

    /** {@code [in, in]}: sum of x x^T over sequences; GPTQ's Hessian is twice this. In {@code into}. */
    public PtNDArray gram(PtNDManager into) {
        return over(Need.GRAM, gram, sequences, into);
    }

    private PtNDArray over(Need need, NDArray sums, long count, PtNDManager into) {
        if (!needs.contains(need)) {
            throw new IllegalStateException(need + " was not declared as a need of this stage");
        }
        try (IValue mean = module.call("over", sums, (double) Math.max(1, count))) {
            return mean.toTensor(into);
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
