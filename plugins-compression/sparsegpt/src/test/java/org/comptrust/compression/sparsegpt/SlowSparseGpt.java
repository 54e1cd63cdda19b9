package org.comptrust.compression.sparsegpt;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.comptrust.api.compression.Pattern;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.SlowHessian;

/** SparseGPT as the paper's algorithm says it, in plain loops and float64: unstructured or N:M, without quantization. */
final class SlowSparseGpt {
    private final SparseGptOptions options;
    private final double[][] u;

    SlowSparseGpt(SparseGptOptions options, Matrix gram) {
        this.options = options;
        this.u = SlowHessian.of(gram, options.dampening()).inverseFactor();
    }

    /** The new weights. */
    Matrix prune(Matrix weight) {
        int rows = weight.rows();
        int columns = weight.columns();
        double[][] w = new double[rows][columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                w[r][c] = weight.at(r, c);
            }
        }
        for (int start = 0; start < columns; start += options.blockSize()) {
            int end = Math.min(start + options.blockSize(), columns);
            boolean[][] mask = new boolean[rows][columns];
            if (options.pattern().equals("unstructured")) {
                markBlock(w, mask, start, end);
            }
            double[][] errors = new double[rows][columns];
            for (int c = start; c < end; c++) {
                for (int r = 0; r < rows; r++) {
                    if (!options.pattern().equals("unstructured")) {
                        markRun(w[r], mask[r], c, c - start);
                    }
                    errors[r][c] = mask[r][c] ? w[r][c] / u[c][c] : 0;
                    for (int j = c; j < end; j++) {
                        w[r][j] -= errors[r][c] * u[c][j];
                    }
                    w[r][c] = mask[r][c] ? 0 : w[r][c];
                }
            }
            for (int r = 0; r < rows; r++) {
                for (int j = end; j < columns; j++) {
                    for (int c = start; c < end; c++) {
                        w[r][j] -= errors[r][c] * u[c][j];
                    }
                }
            }
        }
        return weight.map((row, column, value) -> (float) w[row][column]);
    }

    private double score(double[] row, int column) {
        return row[column] * row[column] / (u[column][column] * u[column][column]);
    }

    private void markBlock(double[][] w, boolean[][] mask, int start, int end) {
        double[] sorted = Arrays.stream(w)
                .flatMapToDouble(row -> IntStream.range(start, end).mapToDouble(c -> score(row, c)))
                .sorted()
                .toArray();
        double threshold = sorted[(int) (sorted.length * options.sparsity().orElseThrow())];
        for (int r = 0; r < w.length; r++) {
            for (int c = start; c < end; c++) {
                mask[r][c] = score(w[r], c) <= threshold;
            }
        }
    }

    private void markRun(double[] row, boolean[] mask, int column, int inBlock) {
        String[] numbers = options.pattern().split(":");
        Pattern pattern = new Pattern(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        if (inBlock % pattern.run() == 0) {
            IntStream.range(column, column + pattern.run())
                    .boxed()
                    .sorted((a, b) -> Double.compare(score(row, a), score(row, b)))
                    .limit(pattern.zeros())
                    .forEach(lowest -> mask[lowest] = true);
        }
    }
}
