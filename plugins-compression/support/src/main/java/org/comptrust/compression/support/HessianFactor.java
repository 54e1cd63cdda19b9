package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A factored Hessian: what enters a layer, as far as the error of its output depends on it. Owns its arrays until closed. */
public final class HessianFactor implements AutoCloseable {
    private final NDArray inverse;
    private final NDArray order;
    private final NDArray dead;
    private final long deadInputs;
    private final double asked;
    private final double dampening;
    private final boolean byDiagonal;

    HessianFactor(
            NDArray inverse,
            NDArray order,
            NDArray dead,
            long deadInputs,
            double asked,
            double dampening,
            boolean byDiagonal) {
        this.inverse = inverse;
        this.order = order;
        this.dead = dead;
        this.deadInputs = deadInputs;
        this.asked = asked;
        this.dampening = dampening;
        this.byDiagonal = byDiagonal;
    }

    /**
     * {@code [in, in]} float32: the lower triangle is U^T, U upper triangular with H^-1 = U^T U, columns in {@link #order()}; the upper triangle
     * is of no use.
     */
    public NDArray inverse() {
        return inverse;
    }

    /** {@code [in]} int64: the column at each place. */
    public NDArray order() {
        return order;
    }

    /** {@code [in]} bool: whether an input was zero on all calibration tokens. */
    public NDArray dead() {
        return dead;
    }

    /** Number of inputs that were zero on all calibration tokens. */
    public long deadInputs() {
        return deadInputs;
    }

    /** Fraction of the mean diagonal that was added to the diagonal in the end. */
    public double dampening() {
        return dampening;
    }

    /** Whether columns with a large diagonal come first. */
    public boolean byDiagonal() {
        return byDiagonal;
    }

    /** What changed a number: inputs without activity, dampening above what was asked for. */
    public List<String> deviations() {
        List<String> said = new ArrayList<>();
        if (deadInputs > 0) {
            said.add(deadInputs + " of " + dead.size()
                    + " inputs were zero on all calibration tokens: their weights were set to zero first");
        }
        if (dampening > asked) {
            said.add(String.format(
                    Locale.ROOT,
                    "dampening raised from %s to %s: the Hessian was not positive definite",
                    plain(asked),
                    plain(dampening)));
        }
        return said;
    }

    /** Without the noise of binary fractions: 0.1, not 0.1000...1. */
    static String plain(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }

    @Override
    public void close() {
        inverse.close();
        order.close();
        dead.close();
    }
}
