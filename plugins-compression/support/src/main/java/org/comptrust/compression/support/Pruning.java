package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;

/**
 * Weights without the least important of every row or run. A weight is worth its magnitude, times a factor of the input that it multiplies;
 * among equal ones the lower column goes first. What stays, stays bit by bit. The caller closes the results.
 */
public final class Pruning {
    private static final KernelText TEXT = KernelText.resource(Pruning.class, "pruning.py");

    private final Kernel kernel;

    public Pruning(Kernels kernels) {
        this.kernel = kernels.load(TEXT);
    }

    /** A kernel text whose methods may call those of {@code pruning.py}. */
    public static KernelText with(KernelText own) {
        return new KernelText(own.name(), TEXT.methods() + '\n' + own.methods());
    }

    /**
     * Decides every run of columns alone.
     *
     * @param weight {@code [out, in]} float32, finite; {@code in} is a multiple of the run
     * @param factor {@code [in]} float32 without NaN, not negative; or {@code [0]}: all are 1
     */
    public Pruned withoutLeastOfRuns(NDArray weight, NDArray factor, Pattern pattern) {
        long columns = weight.getShape().get(1);
        if (columns % pattern.run() != 0) {
            throw new IllegalArgumentException(pattern + " does not fit " + columns + " columns");
        }
        return pruned(kernel.arrays("prune_runs", weight, factor, pattern.zeros(), pattern.run()), "run");
    }

    /**
     * Decides every row alone.
     *
     * @param weight {@code [out, in]} float32, finite
     * @param factor {@code [in]} float32 without NaN, not negative; or {@code [0]}: all are 1
     * @param count weights that go from each row
     */
    public Pruned withoutLeastOfRows(NDArray weight, NDArray factor, int count) {
        return pruned(kernel.arrays("prune_rows", weight, factor, count), "row");
    }

    private static Pruned pruned(List<NDArray> found, String unit) {
        try (NDArray tied = found.get(1)) {
            return new Pruned(found.get(0), tied.getLong(), unit);
        }
    }

    /**
     * Zero where the mask is true, elsewhere the weight bit by bit.
     *
     * @return {@code [out, in]} float32, a new array
     */
    public NDArray without(NDArray weight, NDArray mask) {
        return kernel.array("without", weight, mask);
    }
}
