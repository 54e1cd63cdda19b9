package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;

/** What methods share that compensate for the error of one column of a weight in the columns after it. */
public final class SecondOrder {
    /** How often dampening is raised, ten times each, before a Hessian counts as not positive definite. */
    private static final int RAISES = 2;

    private static final double LEAST_RAISED = 0.01;
    private static final KernelText TEXT = KernelText.resource(SecondOrder.class, "second_order.py");

    private final Kernel kernel;
    private final Finite finite;

    public SecondOrder(Kernels kernels) {
        this.kernel = kernels.load(TEXT);
        this.finite = new Finite(kernels);
    }

    /** A method's own text, which may call all of {@code second_order.py} and {@code grids.py}. */
    public static KernelText with(KernelText own) {
        return Grids.with(new KernelText(own.name(), TEXT.methods() + '\n' + own.methods()));
    }

    /**
     * Factors the Hessian of a layer's input: twice its Gram matrix, with dampening on the diagonal. If that is not positive definite,
     * dampening is raised ten times, and again.
     *
     * @param layer a reader of the input: its name stands in error messages
     * @param dampening fraction of the mean of the diagonal
     * @param byDiagonal whether columns with a large diagonal come first
     * @return empty: not positive definite at any dampening tried; else the caller closes it
     * @throws UnsupportedLayerException if no calibration token reached the layer or the Gram matrix is not finite
     */
    public Optional<HessianFactor> factor(LinearLayer layer, double dampening, boolean byDiagonal) {
        if (layer.input().tokens() == 0) {
            throw new UnsupportedLayerException(layer.shape().name()
                    + ": no calibration token reached it, so nothing says which of its weights matter. Use more calibration"
                    + " text, or leave the layer out.");
        }
        NDArray gram = layer.input().gram();
        finite.requireStatistic(layer, gram, "Gram matrix");
        double tried = dampening;
        for (int raise = 0; raise <= RAISES; raise++) {
            List<NDArray> parts = kernel.arrays("factor", gram, tried, byDiagonal);
            boolean definite;
            try (NDArray flag = parts.get(3)) {
                definite = flag.getBoolean();
            }
            if (definite) {
                long dead = (long) kernel.number("count", parts.get(2));
                return Optional.of(new HessianFactor(
                        parts.get(0), parts.get(1), parts.get(2), dead, dampening, tried, byDiagonal));
            }
            parts.subList(0, 3).forEach(NDArray::close);
            tried = raised(tried);
        }
        return Optional.empty();
    }

    /** The highest dampening that {@link #factor} tries. */
    public static double highest(double dampening) {
        double highest = dampening;
        for (int raise = 0; raise < RAISES; raise++) {
            highest = raised(highest);
        }
        return highest;
    }

    private static double raised(double dampening) {
        return dampening == 0 ? LEAST_RAISED : 10 * dampening;
    }
}
