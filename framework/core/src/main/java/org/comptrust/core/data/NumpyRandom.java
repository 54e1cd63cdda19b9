package org.comptrust.core.data;

/**
 * NumPy's {@code default_rng(seed)}, draw for draw: the generator PCG64 (O'Neill 2014, XSL-RR 128/64), seeded through NumPy's
 * {@code SeedSequence}, and its way to shuffle. The data-set library of the methods' reference loaders shuffles with it.
 */
public final class NumpyRandom {
    private static final int POOL = 4;
    private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
    private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;

    private long stateHigh;
    private long stateLow;
    private final long stepHigh;
    private final long stepLow;
    private boolean halfLeft;
    private int half;

    /** @param seed at least 0 */
    public NumpyRandom(long seed) {
        if (seed < 0) {
            throw new IllegalArgumentException("a seed is at least 0, was " + seed);
        }
        long[] words = seedSequence(seed);
        stepHigh = words[2] << 1 | words[3] >>> 63;
        stepLow = words[3] << 1 | 1;
        advance();
        add(words[0], words[1]);
        advance();
    }

    /** The indexes 0 to {@code population - 1}, shuffled: {@code permutation(population)}. */
    public int[] permutation(int population) {
        int[] indexes = new int[population];
        for (int i = 0; i < population; i++) {
            indexes[i] = i;
        }
        for (int i = population - 1; i >= 1; i--) {
            int j = upTo(i);
            int moved = indexes[i];
            indexes[i] = indexes[j];
            indexes[j] = moved;
        }
        return indexes;
    }

    /** Uniform in [0, largest], by rejection of draws of as many bits as {@code largest} has. */
    private int upTo(int largest) {
        long mask = Long.highestOneBit(largest) * 2 - 1;
        long drawn = next32() & mask;
        while (drawn > largest) {
            drawn = next32() & mask;
        }
        return (int) drawn;
    }

    /** The next 32 bits, as a number without sign: the lower half of a draw, then its upper half. */
    private long next32() {
        if (halfLeft) {
            halfLeft = false;
            return Integer.toUnsignedLong(half);
        }
        long drawn = next64();
        half = (int) (drawn >>> 32);
        halfLeft = true;
        return drawn & 0xFFFFFFFFL;
    }

    private long next64() {
        advance();
        return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
    }

    /** The state times the multiplier plus the step, modulo 2^128. */
    private void advance() {
        long low = stateLow * MULTIPLIER_LOW;
        long high = unsignedMultiplyHigh(stateLow, MULTIPLIER_LOW)
                + stateHigh * MULTIPLIER_LOW
                + stateLow * MULTIPLIER_HIGH;
        stateHigh = high;
        stateLow = low;
        add(stepHigh, stepLow);
    }

    private void add(long high, long low) {
        stateLow += low;
        stateHigh += high + (Long.compareUnsigned(stateLow, low) < 0 ? 1 : 0);
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }

    /** Four words of 64 bits that depend on all bits of the seed. */
    private static long[] seedSequence(long seed) {
        int[] pool = pool((int) seed, (int) (seed >>> 32));
        long[] words = new long[4];
        int constant = 0x8b51f9dd;
        for (int i = 0; i < 2 * words.length; i++) {
            int data = pool[i % POOL] ^ constant;
            constant *= 0x58f38ded;
            data *= constant;
            data ^= data >>> 16;
            words[i / 2] |= Integer.toUnsignedLong(data) << 32 * (i % 2);
        }
        return words;
    }

    private static int[] pool(int... entropy) {
        int[] pool = new int[POOL];
        int constant = 0x43b0d7e5;
        for (int i = 0; i < POOL; i++) {
            pool[i] = hashed(i < entropy.length ? entropy[i] : 0, constant);
            constant *= 0x931e8875;
        }
        for (int from = 0; from < POOL; from++) {
            for (int to = 0; to < POOL; to++) {
                if (from != to) {
                    int mixed = 0xca01f9dd * pool[to] - 0x4973f715 * hashed(pool[from], constant);
                    constant *= 0x931e8875;
                    pool[to] = mixed ^ mixed >>> 16;
                }
            }
        }
        return pool;
    }

    private static int hashed(int value, int constant) {
        int hashed = (value ^ constant) * (constant * 0x931e8875);
        return hashed ^ hashed >>> 16;
    }
}
