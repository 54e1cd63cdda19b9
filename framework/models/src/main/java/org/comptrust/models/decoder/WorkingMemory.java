package org.comptrust.models.decoder;

/**
 * What answering may take beside the weights, bytes, known before anything is asked. What a single step makes on its way, some hundred
 * megabytes at most, is not in it.
 *
 * @param beginnings keys and values of beginnings that are kept, see {@link PrefixCache}
 * @param rows keys and values of the rows that are written together, see {@link TokenGenerator}
 * @param reordered the copy of the matrices for products with a few rows; 0 where none is made
 */
public record WorkingMemory(long beginnings, long rows, long reordered) {
    /** Of one handle that answers with these weights. */
    public static WorkingMemory of(Decoder decoder) {
        WeightSet weights = decoder.weights();
        int bytes = weights.precision().bytes();
        long ofToken = weights.geometry().cacheBytes() / Float.BYTES * bytes;
        return new WorkingMemory(
                PrefixCache.BUDGET / Float.BYTES * bytes,
                TokenGenerator.mostPlaces(weights.geometry()) * ofToken,
                TokenGenerator.mayReorder(decoder) ? weights.matrixBytes() : 0);
    }

    /** All of it. */
    public long bytes() {
        return beginnings + rows + reordered;
    }
}
