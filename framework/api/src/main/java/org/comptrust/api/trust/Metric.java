package org.comptrust.api.trust;

/**
 * A figure with its unit.
 *
 * @param name a path such as {@code accuracy/zero-shot}
 * @param value finite
 * @param unit such as {@code points}, {@code fraction}, {@code nats}
 * @since 0.1
 */
public record Metric(String name, double value, String unit) {
    public Metric {
        if (!Double.isFinite(value)) { // also refuses NaN
            throw new IllegalArgumentException(name + " must be finite, was " + value);
        }
    }
}
