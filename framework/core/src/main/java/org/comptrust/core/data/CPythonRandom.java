package org.comptrust.core.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.comptrust.api.trust.PythonRandom;

/**
 * CPython's {@code random.Random(seed)}, draw for draw: the Mersenne Twister MT19937 seeded with the 32-bit limbs of |seed|, and
 * CPython's ways to make integers, samples, permutations and floats of its output.
 */
public final class CPythonRandom implements PythonRandom {
    private static final int STATE = 624;
    private static final int SHIFT = 397;

    private final int[] state = new int[STATE];
    private int position = STATE;

    public CPythonRandom(long seed) {
        long magnitude = Math.abs(seed); // Long.MIN_VALUE stays as it is: read without sign it is 2^63, as it must be
        int low = (int) magnitude;
        int high = (int) (magnitude >>> 32);
        seedByArray(high == 0 ? new int[] {low} : new int[] {low, high});
    }

    @Override
    public int randint(int low, int high) {
        if (low > high) {
            throw new IllegalArgumentException("randint needs low <= high, was " + low + ", " + high);
        }
        return (int) (low + below((long) high - low + 1));
    }

    @Override
    public List<Integer> sample(int population, int count) {
        if (count < 0 || count > population) {
            throw new IllegalArgumentException("cannot draw " + count + " of " + population);
        }
        return population <= poolLimit(count) ? sampleFromPool(population, count) : sampleByRedraw(population, count);
    }

    @Override
    public List<Integer> shuffle(int population) {
        if (population < 0) {
            throw new IllegalArgumentException("cannot shuffle " + population + " indexes");
        }
        int[] indexes = range(population);
        for (int i = population - 1; i >= 1; i--) {
            int j = (int) below(i + 1L);
            int moved = indexes[i];
            indexes[i] = indexes[j];
            indexes[j] = moved;
        }
        List<Integer> shuffled = new ArrayList<>(population);
        for (int index : indexes) {
            shuffled.add(index);
        }
        return List.copyOf(shuffled);
    }

    @Override
    public double random() {
        long high = next() >>> 5; // 27 bits
        long low = next() >>> 6; // 26 bits
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /** Up to so large a population a list of all indexes costs less than a set of those drawn; CPython's own limit. */
    private static long poolLimit(int count) {
        long limit = 21;
        if (count > 5) {
            long power = 1;
            while (power < 3L * count) {
                power *= 4;
            }
            limit += power;
        }
        return limit;
    }

    private List<Integer> sampleFromPool(int population, int count) {
        int[] pool = range(population);
        List<Integer> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int j = (int) below((long) population - i);
            drawn.add(pool[j]);
            pool[j] = pool[population - i - 1]; // the last one that is left moves into the gap
        }
        return List.copyOf(drawn);
    }

    private List<Integer> sampleByRedraw(int population, int count) {
        Set<Integer> seen = new HashSet<>();
        List<Integer> drawn = new ArrayList<>(count);
        while (drawn.size() < count) {
            int j = (int) below(population);
            if (seen.add(j)) {
                drawn.add(j);
            }
        }
        return List.copyOf(drawn);
    }

    private static int[] range(int population) {
        int[] indexes = new int[population];
        for (int i = 0; i < population; i++) {
            indexes[i] = i;
        }
        return indexes;
    }

    /** Uniform in [0, bound), by rejection of draws of as many bits as {@code bound} has (at most 33 here). */
    private long below(long bound) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(bound);
        long drawn = bits(bits);
        while (drawn >= bound) {
            drawn = bits(bits);
        }
        return drawn;
    }

    private long bits(int count) {
        if (count <= 32) {
            return next() >>> (32 - count);
        }
        long low = next();
        return low | (next() >>> (64 - count)) << 32;
    }

    private void seedByArray(int[] key) {
        state[0] = 19650218;
        for (int i = 1; i < STATE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        int i = 1;
        int j = 0;
        for (int k = Math.max(STATE, key.length); k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
            i = following(i);
            j = (j + 1) % key.length;
        }
        for (int k = STATE - 1; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
            i = following(i);
        }
        state[0] = 0x80000000;
    }

    private int following(int i) {
        if (i + 1 < STATE) {
            return i + 1;
        }
        state[0] = state[STATE - 1];
        return 1;
    }

    /** The next 32 bits, as a number without sign. */
    private long next() {
        if (position == STATE) {
            twist();
            position = 0;
        }
        int word = state[position++];
        word ^= word >>> 11;
        word ^= (word << 7) & 0x9d2c5680;
        word ^= (word << 15) & 0xefc60000;
        word ^= word >>> 18;
        return Integer.toUnsignedLong(word);
    }

    private void twist() {
        for (int i = 0; i < STATE; i++) {
            int joined = (state[i] & 0x80000000) | (state[(i + 1) % STATE] & 0x7fffffff);
            int odd = (joined & 1) == 0 ? 0 : 0x9908b0df;
            state[i] = state[(i + SHIFT) % STATE] ^ (joined >>> 1) ^ odd;
        }
    }
}
