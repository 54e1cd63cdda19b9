package org.comptrust.testkit.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;

/**
 * Rounds each weight to the nearest point of its group's grid, slowly and plainly: quantized weights of any kind for tests.
 *
 * @param bits per code
 * @param groupSize inputs of a group; the last may have fewer
 * @param symmetric whether zero-points are in the middle
 * @param ordered whether a group's inputs lie apart
 * @param lowestZero the smallest zero-point that an asymmetric grid may have
 */
record RoundedRows(int bits, int groupSize, boolean symmetric, boolean ordered, int lowestZero) implements OneStage {
    @Override
    public Weight compressed(LinearLayer layer, RunContext run) {
        return rounded(layer.shape(), layer.weight(), run.arrays());
    }

    /** @param weight {@code [out, in]} float32 */
    GroupQuantizedWeight rounded(LinearShape shape, NDArray weight, NDManager arrays) {
        int out = shape.out();
        int in = shape.in();
        int groups = (in + groupSize - 1) / groupSize;
        long[] groupOf = new long[in];
        for (int c = 0; c < in; c++) {
            // 7 divides no size of a test's model, so this visits each place once.
            groupOf[c] = (ordered ? 7L * c % in : c) / groupSize;
        }
        float[] w = weight.toFloatArray();
        float[] scales = new float[out * groups];
        float[] zeros = new float[out * groups];
        byte[] codes = new byte[out * in];
        int highest = (1 << bits) - 1;
        for (int r = 0; r < out; r++) {
            for (int g = 0; g < groups; g++) {
                float low = 0;
                float high = 0;
                for (int c = 0; c < in; c++) {
                    low = groupOf[c] == g ? Math.min(low, w[r * in + c]) : low;
                    high = groupOf[c] == g ? Math.max(high, w[r * in + c]) : high;
                }
                float scale = symmetric ? 2 * Math.max(-low, high) / highest : (high - low) / highest;
                scales[r * groups + g] = scale;
                zeros[r * groups + g] =
                        symmetric ? (highest + 1) / 2 : Math.max(lowestZero, (float) Math.rint(-low / scale));
            }
            for (int c = 0; c < in; c++) {
                int at = r * groups + (int) groupOf[c];
                codes[r * in + c] =
                        (byte) Math.min(highest, Math.max(0, Math.rint(w[r * in + c] / scales[at]) + zeros[at]));
            }
        }
        NDArray code = arrays.create(ByteBuffer.wrap(codes), new Shape(out, in), DataType.UINT8);
        return new GroupQuantizedWeight(
                bits,
                code,
                arrays.create(scales, new Shape(out, groups)),
                arrays.create(zeros, new Shape(out, groups)),
                arrays.create(groupOf),
                symmetric);
    }

    @Override
    public Estimate estimate(LinearShape linear) {
        return new Estimate(bits, 1, 1);
    }
}
