package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;

/** Pruning masks from scores, and weights without what a mask marks. The caller closes the results. */
public final class Masks {
    private static final KernelText TEXT = KernelText.resource(Masks.class, "masks.py");

    private final Kernel kernel;

    public Masks(Kernels kernels) {
        this.kernel = kernels.load(TEXT);
    }

    /**
     * Marks the lowest scores of every run of columns; among equal scores the lower column.
     *
     * @param scores {@code [out, in]} float32 without NaN; {@code in} is a multiple of the run
     */
    public Mask lowestOfRun(NDArray scores, Pattern pattern) {
        long columns = scores.getShape().get(1);
        if (columns % pattern.run() != 0) {
            throw new IllegalArgumentException(pattern + " does not fit " + columns + " columns");
        }
        return mask(kernel.arrays("lowest_of_run", scores, pattern.zeros(), pattern.run()), "run");
    }

    /**
     * Marks the lowest scores of every row; among equal scores the lower column.
     *
     * @param scores {@code [out, in]} float32 without NaN
     * @param count marks of each row
     */
    public Mask lowestOfRow(NDArray scores, int count) {
        return mask(kernel.arrays("lowest_of_row", scores, count), "row");
    }

    private static Mask mask(List<NDArray> found, String unit) {
        try (NDArray tied = found.get(1)) {
            return new Mask(found.get(0), tied.getLong(), unit);
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
