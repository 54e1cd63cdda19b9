package org.comptrust.core.result;

/**
 * A confidence interval at the level of the report, 95 %.
 *
 * @param low lower end
 * @param high upper end, not below {@code low}
 */
public record Interval(double low, double high) {
    public Interval {
        if (!(low <= high) || !Double.isFinite(low) || !Double.isFinite(high)) {
            throw new IllegalArgumentException("an interval needs finite ends in order, had " + low + " and " + high);
        }
    }

    /** Whether a figure is neither below nor above it. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
