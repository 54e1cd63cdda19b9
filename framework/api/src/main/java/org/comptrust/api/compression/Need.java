package org.comptrust.api.compression;

/**
 * What the host measures, per distinct layer input, in float32, over the tokens of the calibration sequences (never over
 * padding). May grow. Undeclared, its getter throws {@link IllegalStateException}.
 */
public enum Need {
    /** {@link LinearInput#meanSquare()}. */
    MEAN_SQUARE,
    /** {@link LinearInput#absMean()}. */
    ABS_MEAN,
    /** {@link LinearInput#gram()}. */
    GRAM,
    /** {@link LinearInput#rows} and {@link LinearInput#forEach}: the calibration tokens themselves. */
    ROWS,
    /** {@link DecoderBlock#replay()}. */
    REPLAY
}
