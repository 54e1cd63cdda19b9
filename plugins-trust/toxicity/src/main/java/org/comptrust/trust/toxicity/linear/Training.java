package org.comptrust.trust.toxicity.linear;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Fits weights w and a bias b so that 1 / (1 + exp(-(w x + b))) comes near the ratings: the mean cross-entropy between rating and
 * prediction, both taken as probabilities, plus half the squared weights times the regularization; the bias is free. Minimized by
 * L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5) with backtracking. The same rows give the same weights bit for
 * bit: sums are taken in order, by one thread, with {@link StrictMath}.
 */
final class Training {
    private static final int HISTORY = 8;
    private static final int MOST_HALVINGS = 30;
    private static final double ENOUGH_DESCENT = 1e-4;
    private static final double SMALL_GRADIENT = 1e-5;

    private final List<Encoder.Row> rows;
    private final double[] ratings;
    private final int columns;
    private final double regularization;

    /** @param columns of the rows */
    Training(List<Encoder.Row> rows, double[] ratings, int columns, double regularization) {
        this.rows = rows;
        this.ratings = ratings;
        this.columns = columns;
        this.regularization = regularization;
    }

    /** Weights by column, then the bias. */
    double[] weights(int iterations) {
        double[] at = new double[columns + 1];
        double[] gradient = new double[at.length];
        double loss = loss(at, gradient);
        Deque<Step> history = new ArrayDeque<>();
        for (int iteration = 0; iteration < iterations && largest(gradient) > SMALL_GRADIENT; iteration++) {
            double[] direction = direction(gradient, history);
            double slope = dot(direction, gradient);
            double[] next = new double[at.length];
            double[] nextGradient = new double[at.length];
            double step = 1;
            double nextLoss = Double.POSITIVE_INFINITY;
            for (int halvings = 0; halvings < MOST_HALVINGS; halvings++) {
                for (int i = 0; i < at.length; i++) {
                    next[i] = at[i] + step * direction[i];
                }
                nextLoss = loss(next, nextGradient);
                if (nextLoss <= loss + ENOUGH_DESCENT * step * slope) {
                    break;
                }
                step /= 2;
            }
            if (!(nextLoss < loss)) { // as low as doubles tell
                break;
            }
            history.addFirst(new Step(difference(next, at), difference(nextGradient, gradient)));
            if (history.size() > HISTORY) {
                history.removeLast();
            }
            at = next;
            gradient = nextGradient;
            loss = nextLoss;
        }
        return at;
    }

    /** A step of the past: where it went, and by how much the gradient changed. */
    private record Step(double[] moved, double[] turned) {}

    private double loss(double[] at, double[] gradient) {
        Arrays.fill(gradient, 0);
        double bias = at[columns];
        double loss = 0;
        for (int row = 0; row < ratings.length; row++) {
            Encoder.Row x = rows.get(row);
            double z = x.dot(at) + bias;
            double small = StrictMath.exp(-Math.abs(z));
            loss += Math.max(z, 0) - z * ratings[row] + StrictMath.log1p(small);
            double predicted = z >= 0 ? 1 / (1 + small) : small / (1 + small);
            double error = (predicted - ratings[row]) / ratings.length;
            int[] names = x.columns();
            float[] values = x.values();
            for (int i = 0; i < names.length; i++) {
                gradient[names[i]] += error * values[i];
            }
            gradient[columns] += error;
        }
        double squares = 0;
        for (int i = 0; i < columns; i++) {
            squares += at[i] * at[i];
            gradient[i] += regularization * at[i];
        }
        return loss / ratings.length + regularization * squares / 2;
    }

    private static double[] direction(double[] gradient, Deque<Step> history) {
        double[] direction = gradient.clone();
        double[] shares = new double[history.size()];
        int newest = 0;
        for (Step step : history) {
            shares[newest] = dot(step.moved(), direction) / dot(step.moved(), step.turned());
            add(direction, -shares[newest], step.turned());
            newest++;
        }
        if (!history.isEmpty()) {
            Step last = history.getFirst();
            scale(direction, dot(last.moved(), last.turned()) / dot(last.turned(), last.turned()));
        }
        Iterator<Step> oldestFirst = history.descendingIterator();
        for (int i = shares.length - 1; i >= 0; i--) {
            Step step = oldestFirst.next();
            double back = dot(step.turned(), direction) / dot(step.moved(), step.turned());
            add(direction, shares[i] - back, step.moved());
        }
        scale(direction, -1);
        return direction;
    }

    private static double largest(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double[] to, double times, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += times * what[i];
        }
    }

    private static void scale(double[] vector, double by) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= by;
        }
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }
}
