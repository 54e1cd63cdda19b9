package org.comptrust.testkit;

/** Statistics of what enters a linear, as {@link org.comptrust.api.compression.LinearInput} defines them. */
public interface InputStatistics {
    /** {@code [in]}: sum over tokens of x^2, over the number of sequences. */
    float[] meanSquare(LayerInputs inputs);

    /** {@code [in]}: mean over tokens of |x|. */
    float[] absMean(LayerInputs inputs);

    /** {@code [in, in]}: sum over tokens of x x^T, over the number of sequences. */
    Matrix gram(LayerInputs inputs);
}
