package org.comptrust.compression.gptq;

import java.util.stream.IntStream;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.SlowHessian;

/** GPTQ as the paper's algorithm says it, in plain loops: one row, one column at a time, float64 but for the grid, which is float32. */
final class SlowGptq {
    private final GptqOptions options;
    private final int columns;
    private final int group;
    private final int[] order;
    private final double[][] u;

    SlowGptq(GptqOptions options, Matrix gram) {
        this.options = options;
        this.columns = gram.rows();
        this.group = options.groupSize() == -1 ? columns : options.groupSize();
        SlowHessian hessian = SlowHessian.of(gram, options.dampening());
        this.order = IntStream.range(0, columns)
                .boxed()
                .sorted((a, b) -> options.actOrder() ? Double.compare(hessian.diagonal(b), hessian.diagonal(a)) : 0)
                .mapToInt(i -> i)
                .toArray();
        this.u = hessian.permuted(order).inverseFactor();
    }

    /** The codes of a row without dead columns, in its own order. */
    int[] codes(float[] row) {
        double[] w = new double[columns];
        for (int place = 0; place < columns; place++) {
            w[place] = row[order[place]];
        }
        Grid grid = grid(row, 0, columns);
        int[] codes = new int[columns];
        for (int start = 0; start < columns; start += options.blockSize()) {
            int end = Math.min(start + options.blockSize(), columns);
            double[] before = w.clone(); // groups do not see corrections from within the block
            double[] errors = new double[columns];
            for (int c = start; c < end; c++) {
                if (options.groupSize() != -1 && options.staticGroups()) {
                    int first = order[c] / group * group;
                    grid = grid(row, first, Math.min(first + group, columns));
                } else if (options.groupSize() != -1 && c % group == 0) {
                    grid = grid(floats(before), c, Math.min(c + group, columns));
                }
                codes[order[c]] = grid.code((float) w[c]);
                errors[c] = (w[c] - grid.value(codes[order[c]])) / u[c][c];
                for (int j = c; j < end; j++) {
                    w[j] -= errors[c] * u[c][j];
                }
            }
            for (int j = end; j < columns; j++) {
                for (int c = start; c < end; c++) {
                    w[j] -= errors[c] * u[c][j];
                }
            }
        }
        return codes;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private Grid grid(float[] values, int from, int to) {
        int top = (1 << options.bits()) - 1;
        float low = 0;
        float high = 0;
        for (int i = from; i < to; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        if (options.symmetric()) {
            high = Math.max(-low, high);
            low = low < 0 ? -high : low;
        }
        if (low == 0 && high == 0) {
            low = -1;
            high = 1;
        }
        float scale = (high - low) / top;
        return new Grid(scale, options.symmetric() ? (top + 1) / 2f : (float) Math.rint(-low / scale), top);
    }

    private record Grid(float scale, float zeroPoint, int top) {
        int code(float weight) {
            return (int) Math.min(Math.max(Math.rint(weight / scale) + zeroPoint, 0), top);
        }

        float value(int code) {
            return scale * (code - zeroPoint);
        }
    }
}
