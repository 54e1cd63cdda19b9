package org.comptrust.compression.rtn;

/** The grid of one group by its definition: float32 arithmetic in a plain loop. */
record SlowGrid(float scale, float zeroPoint, int top) {
    /** The GPTQ grid without a search. */
    static SlowGrid gptq(float[] group, int bits, boolean symmetric) {
        return gptq(group, bits, symmetric, 1);
    }

    /** The GPTQ grid whose range is narrowed to a share. */
    static SlowGrid gptq(float[] group, int bits, boolean symmetric, double share) {
        int top = (1 << bits) - 1;
        float low = 0;
        float high = 0;
        for (float weight : group) {
            low = Math.min(low, weight);
            high = Math.max(high, weight);
        }
        if (symmetric) {
            high = Math.max(-low, high);
            low = low < 0 ? -high : low;
        }
        if (low == 0 && high == 0) {
            low = -1;
            high = 1;
        }
        low *= (float) share;
        high *= (float) share;
        float scale = (high - low) / top;
        return new SlowGrid(scale, symmetric ? (top + 1) / 2f : (float) Math.rint((0 - low) / scale), top);
    }

    /** The AWQ grid. */
    static SlowGrid awq(float[] group, int bits) {
        int top = (1 << bits) - 1;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float weight : group) {
            low = Math.min(low, weight);
            high = Math.max(high, weight);
        }
        float scale = Math.max(high - low, 1e-5f) / top;
        return new SlowGrid(scale, (float) Math.min(Math.max(0 - Math.rint(low / scale), 0), top), top);
    }

    /** The symmetric AWQ grid. */
    static SlowGrid symmetricAwq(float[] group, int bits) {
        int middle = 1 << bits - 1;
        float greatest = 1e-5f;
        for (float weight : group) {
            greatest = Math.max(greatest, Math.abs(weight));
        }
        return new SlowGrid(greatest / (middle - 1), middle, 2 * middle - 1);
    }

    /** The GPTQ grid whose range has the least error of 80 shares. */
    static SlowGrid searched(float[] group, int bits, boolean symmetric) {
        SlowGrid unshrunk = gptq(group, bits, symmetric);
        SlowGrid best = unshrunk;
        for (int i = 1; i < 80; i++) {
            SlowGrid trial = gptq(group, bits, symmetric, 1 - i / 100.0);
            best = trial.error(group) < best.error(group) ? trial : best;
        }
        return best;
    }

    int code(float weight) {
        return (int) Math.min(Math.max(Math.rint(weight / scale) + zeroPoint, 0), top);
    }

    float value(float weight) {
        return scale * (code(weight) - zeroPoint);
    }

    /** Sum of |error|^2.4, in float64. */
    double error(float[] group) {
        double sum = 0;
        for (float weight : group) {
            sum += Math.pow(Math.abs((double) value(weight) - weight), 2.4);
        }
        return sum;
    }
}
