package org.comptrust.host.forecast;

/**
 * How quick this machine is.
 *
 * @param flops floating-point operations per second of matrix products in the model's dtype
 * @param bytesPerSecond at which weights are read while text is written
 */
public record Speed(double flops, double bytesPerSecond) {
    /** What is left of the speed of bare matrix products, by experience. */
    private static final double SHARE = 0.4;

    /** Answers that are written at once. */
    private static final int BATCH = 32;

    /** Seconds for matrix products. */
    double products(double operations) {
        return operations / (flops * SHARE);
    }

    /** Seconds for bytes that are read once. */
    double reading(double bytes) {
        return bytes / bytesPerSecond;
    }

    /** Seconds for a number of tokens of a model of a number of weights. */
    double seconds(Workload work, double weights, int bytesPerWeight) {
        double reading = products(work.read() * 2 * weights);
        double step = Math.max(reading(weights * bytesPerWeight), products(BATCH * 2 * weights));
        return reading + work.written() / BATCH * step;
    }
}
