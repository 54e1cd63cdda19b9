package org.comptrust.host.forecast;

/**
 * How quick this machine is.
 *
 * @param flops floating-point operations per second of matrix products in the model's dtype
 * @param bytesPerSecond at which weights are read while text is written
 */
public record Speed(double flops, double bytesPerSecond) {
    /** What is left of the speed of bare matrix products, by experience: answers, and what a method computes. */
    private static final double SHARE = 0.4;

    /** The same where thousands of tokens go through a block at a time. */
    private static final double SHARE_OF_BLOCKS = 0.6;

    /** The same of Gram matrices. */
    private static final double SHARE_OF_GRAM = 0.9;

    /** Columns of the blocks on the diagonal of a Gram matrix, of which all products are computed; elsewhere half. */
    private static final int DIAGONAL = 256;

    /** Answers that are written at once. */
    private static final int BATCH = 32;

    /** Seconds for matrix products. */
    double products(double operations) {
        return operations / (flops * SHARE);
    }

    /** Seconds for operations of blocks that thousands of tokens go through at a time. */
    double blocks(double operations) {
        return operations / (flops * SHARE_OF_BLOCKS);
    }

    /** Seconds for the Gram matrix of {@code [tokens, in]}. */
    double gram(double tokens, int in) {
        return tokens * in * (in + Math.min(in, DIAGONAL)) / (flops * SHARE_OF_GRAM);
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
