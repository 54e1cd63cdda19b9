package org.comptrust.api.compression;

/**
 * N:M sparsity: in every run of inputs at least so many weights of a row are zero. A claim that the host checks.
 *
 * @param zeros pruned weights of a run
 * @param run length of a run, starting at multiples of it
 * @since 0.1
 */
public record Pattern(int zeros, int run) {
    public Pattern {
        if (zeros < 1 || run <= zeros) {
            throw new IllegalArgumentException("impossible pattern " + zeros + ":" + run);
        }
    }

    @Override
    public String toString() {
        return zeros + ":" + run;
    }
}
