package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.Weight;

/** What compressed weights stand for, by the definition of each form. */
public final class WeightValues {
    private WeightValues() {}

    /** The values of a weight, {@code [out, in]}. */
    public static Matrix of(Weight weight) {
        if (weight instanceof DenseWeight dense) {
            return Matrix.of(dense.values());
        }
        GroupQuantizedWeight quantized = (GroupQuantizedWeight) weight;
        int rows = (int) quantized.codes().getShape().get(0);
        int columns = (int) quantized.codes().getShape().get(1);
        byte[] codes = quantized.codes().toByteArray();
        Matrix scales = Matrix.of(quantized.scales());
        Matrix zeroPoints = Matrix.of(quantized.zeroPoints());
        long[] groupOf = quantized.groupOf().toLongArray();
        return new Matrix(rows, columns, new float[rows * columns]).map((r, c, zero) -> {
            int group = (int) groupOf[c];
            return scales.at(r, group) * (Byte.toUnsignedInt(codes[r * columns + c]) - zeroPoints.at(r, group));
        });
    }

    /** All arrays that a weight is made of. */
    public static List<NDArray> arrays(Weight weight) {
        if (weight instanceof DenseWeight dense) {
            return List.of(dense.values());
        }
        GroupQuantizedWeight quantized = (GroupQuantizedWeight) weight;
        return List.of(quantized.codes(), quantized.scales(), quantized.zeroPoints(), quantized.groupOf());
    }
}
