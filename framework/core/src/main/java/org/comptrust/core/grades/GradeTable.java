package org.comptrust.core.grades;

import java.util.Arrays;
import java.util.List;
import org.comptrust.api.trust.Grades;

/**
 * Graded items as columns, with a weight for each row. {@link #withWeights} and {@link #where} share the columns and remember
 * which rows a condition chose, so a resample costs one pass over the rows that are summed. Immutable; thread-safe.
 */
public final class GradeTable implements Grades {
    static final String SCENARIO = "scenario";
    static final String LABEL = "label";

    private final GradeColumns columns;
    private final RowSelection rows;
    private final double[] weights;

    private GradeTable(GradeColumns columns, RowSelection rows, double[] weights) {
        this.columns = columns;
        this.rows = rows;
        this.weights = weights;
    }

    /** A table in which each item counts once. */
    public static GradeTable of(List<GradedItem> items) {
        GradeColumns columns = new GradeColumns(items);
        double[] ones = new double[items.size()];
        Arrays.fill(ones, 1);
        return new GradeTable(columns, RowSelection.all(columns), ones);
    }

    /**
     * The same rows, counted otherwise.
     *
     * @param weights [items given to {@link #of}], finite, at least 0
     */
    public GradeTable withWeights(double[] weights) {
        if (weights.length != columns.size()) {
            throw new IllegalArgumentException(weights.length + " weights for " + columns.size() + " items");
        }
        double[] own = weights.clone();
        for (double weight : own) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a weight must be finite and at least 0, was " + weight);
            }
        }
        return new GradeTable(columns, rows, own);
    }

    @Override
    public GradeTable where(String tag, String... anyOf) {
        return new GradeTable(columns, rows.where(tag, List.of(anyOf)), weights);
    }

    @Override
    public List<String> values(String tag) {
        return rows.values(tag);
    }

    @Override
    public double weight() {
        double total = 0;
        for (int row : rows.indexes()) {
            total += weights[row];
        }
        return total;
    }

    @Override
    public double sum(String measure) {
        double total = 0;
        double[] column = columns.measure(measure);
        if (column.length > 0) { // else no item has the measure
            for (int row : rows.indexes()) {
                total += weights[row] * column[row];
            }
        }
        return total;
    }

    /** Visits the rows whose weight is not 0: an item that was not drawn is not part of a resample. */
    @Override
    public void forEach(RowVisitor visitor) {
        for (int row : rows.indexes()) {
            if (weights[row] > 0) {
                visitor.row(weights[row], columns.tags(row), columns.item(row).grade());
            }
        }
    }

    /** The items behind the rows that are in view, whatever their weights. */
    public List<GradedItem> items() {
        return Arrays.stream(rows.indexes()).mapToObj(columns::item).toList();
    }
}
