package org.comptrust.api.compression;

/**
 * What the host measures, per distinct layer input, in float32 if nothing else is said, over the tokens of the calibration sequences (never over
 * padding). May grow. Undeclared, its getter throws {@link IllegalStateException}.
 */
public enum Need {
    /** {@link LinearInput#meanSquare()}. */
    MEAN_SQUARE,
    /** {@link LinearInput#absMean()}. */
    ABS_MEAN,
    /** {@link LinearInput#gram()}. */
    GRAM,
    /**
     * {@link LinearInput#gram()} of inputs rounded to bfloat16, summed in float32: several times as fast where the processor multiplies
     * bfloat16 matrices, within about 1e-3 (relative Frobenius norm). Beside {@link #GRAM} it changes nothing.
     */
    GRAM_BFLOAT16,
    /** {@link LinearInput#rows} and {@link LinearInput#forEach}: the calibration tokens themselves. */
    ROWS,
    /** {@link DecoderBlock#replay()}. */
    REPLAY
}
