package org.comptrust.quickstart.training;

/** Rows of equal length for one step; owns its arrays. */
final class Batch {
    private final int rows;
    private final int length;
    private final long[] ids;
    private final long[] targets;
    private final float[] weights;

    /**
     * @param ids {@code [rows * length]}, what the model reads
     * @param targets {@code [rows * length]}, the token after each
     * @param weights {@code [rows * length]}, how much each target counts
     */
    Batch(int rows, int length, long[] ids, long[] targets, float[] weights) {
        int size = rows * length;
        if (ids.length != size || targets.length != size || weights.length != size) {
            throw new IllegalArgumentException("a batch of " + rows + " x " + length + " needs " + size + " of each");
        }
        this.rows = rows;
        this.length = length;
        this.ids = ids;
        this.targets = targets;
        this.weights = weights;
    }

    int rows() {
        return rows;
    }

    int length() {
        return length;
    }

    long[] ids() {
        return ids;
    }

    long[] targets() {
        return targets;
    }

    float[] weights() {
        return weights;
    }
}
