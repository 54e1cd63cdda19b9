package org.comptrust.core.result;

/**
 * How much the base differs from itself when its items are asked again in groups of another size and order: arithmetic, no effect
 * of compression.
 *
 * @param items asked again
 * @param answers how many of the answers are other texts, or choose another continuation
 * @param flips items with another outcome
 * @param difference largest absolute difference of the score: points, or for a ratio scale |again / base - 1|
 */
public record NoiseFloor(int items, int answers, int flips, double difference) {
    /** The variant under which the base's second answers stand in the journal. */
    public static final String AGAIN = "base (again)";

    /** Whether a difference is no larger than what the base shows against itself. */
    public boolean covers(double other) {
        return Math.abs(other) <= difference;
    }
}
