package org.comptrust.testkit;

/**
 * The Hessian of a layer's inputs and its factors by their definitions, in plain loops and float64, the way that the papers on second-order
 * compression take: invert, then factor. Slow, and obviously right.
 */
public final class SlowHessian {
    private final double[][] hessian;

    private SlowHessian(double[][] hessian) {
        this.hessian = hessian;
    }

    /**
     * Twice the Gram matrix, 1 on the diagonal of dead columns, dampened.
     *
     * @param gram {@code [in, in]}
     * @param dampening fraction of the mean diagonal
     */
    public static SlowHessian of(Matrix gram, double dampening) {
        int n = gram.rows();
        double[][] h = new double[n][n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                h[i][j] = 2.0 * gram.at(i, j);
            }
            h[i][i] = h[i][i] == 0 ? 1 : h[i][i];
            mean += h[i][i] / n;
        }
        for (int i = 0; i < n; i++) {
            h[i][i] += dampening * mean;
        }
        return new SlowHessian(h);
    }

    /** The same with rows and columns in another order. */
    public SlowHessian permuted(int[] order) {
        int n = hessian.length;
        double[][] h = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                h[i][j] = hessian[order[i]][order[j]];
            }
        }
        return new SlowHessian(h);
    }

    /** Entry of the diagonal. */
    public double diagonal(int column) {
        return hessian[column][column];
    }

    /** The upper triangular U with positive diagonal and U^T U = H^-1. */
    public double[][] inverseFactor() {
        double[][] lower = cholesky(inverse());
        int n = lower.length;
        double[][] upper = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                upper[j][i] = lower[i][j];
            }
        }
        return upper;
    }

    /** Half of tr(D H D^T): what a change D of the weight, {@code [out, in]}, costs. */
    public double loss(Matrix change) {
        double sum = 0;
        for (int row = 0; row < change.rows(); row++) {
            for (int i = 0; i < hessian.length; i++) {
                for (int j = 0; j < hessian.length; j++) {
                    sum += change.at(row, i) * hessian[i][j] * change.at(row, j);
                }
            }
        }
        return sum / 2;
    }

    /** By Gauss-Jordan elimination; a positive definite matrix needs no pivoting. */
    private double[][] inverse() {
        int n = hessian.length;
        double[][] a = new double[n][2 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(hessian[i], 0, a[i], 0, n);
            a[i][n + i] = 1;
        }
        for (int p = 0; p < n; p++) {
            double pivot = a[p][p];
            for (int j = 0; j < 2 * n; j++) {
                a[p][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = a[i][p];
                for (int j = 0; i != p && j < 2 * n; j++) {
                    a[i][j] -= factor * a[p][j];
                }
            }
        }
        double[][] inverse = new double[n][n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(a[i], n, inverse[i], 0, n);
        }
        return inverse;
    }

    private static double[][] cholesky(double[][] a) {
        int n = a.length;
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= l[i][k] * l[j][k];
                }
                l[i][j] = i == j ? Math.sqrt(sum) : sum / l[j][j];
            }
        }
        return l;
    }
}
