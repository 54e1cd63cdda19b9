package org.comptrust.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/** A matrix of float32 numbers in Java memory, row by row: what a test computes with in plain loops. */
public final class Matrix {
    private final int rows;
    private final int columns;
    private final float[] values;

    /** @param values {@code rows * columns}, copied */
    public Matrix(int rows, int columns, float[] values) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(values.length + " values for [" + rows + ", " + columns + "]");
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values.clone();
    }

    /** Normally distributed numbers; the same for the same seed. */
    public static Matrix normal(long seed, int rows, int columns) {
        Random random = new Random(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Matrix(rows, columns, values);
    }

    /** A copy of a float32 array of two dimensions. */
    public static Matrix of(NDArray array) {
        Shape shape = array.getShape();
        return new Matrix((int) shape.get(0), (int) shape.get(1), array.toFloatArray());
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public float at(int row, int column) {
        return values[row * columns + column];
    }

    /** A copy of all numbers, row by row. */
    public float[] values() {
        return values.clone();
    }

    /** The same with one number replaced. */
    public Matrix with(int row, int column, float value) {
        Matrix changed = new Matrix(rows, columns, values);
        changed.values[row * columns + column] = value;
        return changed;
    }

    /** Each number replaced by what the function makes of it. */
    public Matrix map(Entry entry) {
        Matrix changed = new Matrix(rows, columns, values);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                changed.values[r * columns + c] = entry.apply(r, c, at(r, c));
            }
        }
        return changed;
    }

    /** {@code [rows, columns]} float32, owned by the manager. */
    public NDArray array(NDManager manager) {
        return manager.create(values, new Shape(rows, columns));
    }

    /** What becomes of one number. */
    @FunctionalInterface
    public interface Entry {
        float apply(int row, int column, float value);
    }
}
