package org.comptrust.compression.awq;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.testkit.Matrix;

/** AWQ by its definitions, in plain loops. */
final class SlowAwq {
    private SlowAwq() {}

    /** A range that was tried for a group, and what it does to the outputs. */
    record Clip(float limit, double error) {}

    /** Factors of one ratio. */
    static float[] scale(float[] mean, double ratio) {
        float[] s = new float[mean.length];
        for (int c = 0; c < s.length; c++) {
            s[c] = Math.max((float) Math.pow(mean[c], ratio), 1e-4f);
        }
        return centred(s);
    }

    /** Factors of one ratio with duo scaling. */
    static float[] duoScale(float[] mean, float[] magnitude, double ratio) {
        float[] s = new float[mean.length];
        for (int c = 0; c < s.length; c++) {
            s[c] = Math.max((float) (Math.pow(mean[c], ratio) / (Math.pow(magnitude[c], 1 - ratio) + 1e-4)), 1e-4f);
        }
        return centred(s);
    }

    private static float[] centred(float[] s) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = 0;
        for (float factor : s) {
            least = Math.min(least, factor);
            greatest = Math.max(greatest, factor);
        }
        float[] centred = s.clone();
        for (int c = 0; c < s.length; c++) {
            centred[c] = s[c] / (float) Math.sqrt(greatest * least);
        }
        return centred;
    }

    /** Mean over rows of |w| relative to the greatest of its group. */
    static float[] magnitude(Matrix weight, int size) {
        float[] mean = new float[weight.columns()];
        for (int row = 0; row < weight.rows(); row++) {
            for (int c = 0; c < mean.length; c++) {
                float greatest = 0;
                for (int i = c / size * size; i < c / size * size + size; i++) {
                    greatest = Math.max(greatest, Math.abs(weight.at(row, i)));
                }
                mean[c] += Math.abs(weight.at(row, c)) / (greatest + 1e-6f) / weight.rows();
            }
        }
        return mean;
    }

    static Matrix trial(Matrix weight, float[] scale, int bits, int size) {
        return rounded(weight.map((r, c, w) -> w * scale[c]), bits, size).map((r, c, w) -> w / scale[c]);
    }

    /** What the grid with zero-points leaves of a weight. */
    static Matrix rounded(Matrix weight, int bits, int size) {
        Matrix result = weight;
        for (int row = 0; row < weight.rows(); row++) {
            for (int start = 0; start < weight.columns(); start += size) {
                float[] group = group(weight, row, start, size);
                round(group, bits, true);
                for (int i = 0; i < size; i++) {
                    result = result.with(row, start + i, group[i]);
                }
            }
        }
        return result;
    }

    static double meanSquaredChange(Matrix weight, Matrix tried, Matrix tokens) {
        double sum = 0;
        for (int t = 0; t < tokens.rows(); t++) {
            for (int row = 0; row < weight.rows(); row++) {
                double change = 0;
                for (int c = 0; c < weight.columns(); c++) {
                    change += ((double) tried.at(row, c) - weight.at(row, c)) * tokens.at(t, c);
                }
                sum += change * change;
            }
        }
        return sum / ((double) tokens.rows() * weight.rows());
    }

    /** All ranges that are tried for a group, in order. */
    static List<Clip> clips(Matrix weight, Matrix tokens, int row, int group, int size, AwqOptions options) {
        float[] whole = group(weight, row, group * size, size);
        float greatest = 0;
        for (float w : whole) {
            greatest = Math.max(greatest, Math.abs(w));
        }
        List<Clip> clips = new ArrayList<>();
        for (int t = 0; t < options.clipSteps(); t++) {
            float limit = greatest * (float) (1 - (double) t / options.clipGrid());
            float[] tried = whole.clone();
            for (int i = 0; i < size; i++) {
                tried[i] = Math.max(Math.min(tried[i], limit), -limit);
            }
            round(tried, options.bits(), options.zeroPoint());
            double error = 0;
            for (int token = 0; token < tokens.rows(); token++) {
                double change = 0;
                for (int i = 0; i < size; i++) {
                    change += (double) tokens.at(token, group * size + i) * (tried[i] - whole[i]);
                }
                error += change * change;
            }
            clips.add(new Clip(limit, error / tokens.rows()));
        }
        return clips;
    }

    private static float[] group(Matrix weight, int row, int start, int size) {
        float[] group = new float[size];
        for (int i = 0; i < size; i++) {
            group[i] = weight.at(row, start + i);
        }
        return group;
    }

    private static void round(float[] group, int bits, boolean zeroPoints) {
        int top = (1 << bits) - 1;
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float w : group) {
            low = Math.min(low, w);
            high = Math.max(high, w);
        }
        float scale =
                zeroPoints ? Math.max(high - low, 1e-5f) / top : Math.max(Math.max(high, -low), 1e-5f) / (top / 2);
        float zeroPoint = zeroPoints ? (float) Math.min(Math.max(-Math.rint(low / scale), 0), top) : (top + 1) / 2f;
        for (int i = 0; i < group.length; i++) {
            float code = (float) Math.min(Math.max(Math.rint(group[i] / scale) + zeroPoint, 0), top);
            group[i] = (code - zeroPoint) * scale;
        }
    }
}
