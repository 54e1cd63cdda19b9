package org.comptrust.core.analysis;

/**
 * Pseudo-random numbers that are the same in every Java: SplitMix64, of Steele, Lea and Flood 2014, "Fast splittable pseudorandom
 * number generators", Figure 17. Java's own generators promise their numbers for {@code java.util.Random} only, whose state of 48
 * bits is small for millions of draws.
 */
final class SplitMix {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SplitMix(long seed) {
        state = seed;
    }

    /** 64 uniform bits. */
    long next() {
        state += GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Uniform in [0, bound), without bias: a draw from the uneven rest is made again. */
    int below(int bound) {
        while (true) {
            long product = (next() >>> 32) * bound;
            long low = product & 0xFFFFFFFFL;
            if (low >= bound || low >= (1L << 32) % bound) { // the rest is below the bound, and dividing is slow
                return (int) (product >>> 32);
            }
        }
    }
}
