package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.api.trust.Grade;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;

/**
 * A table with one row for all items that no score can tell apart: those of one scenario with equal tags and equal grades. Most answers
 * of a benchmark are of few kinds, so a resample is scored over a fraction of its items.
 */
final class AlikeItems {
    private final GradeTable table;
    private final int[] rows;
    private final int kinds;

    private record Kind(String scenario, Map<String, String> tags, Grade grade) {}

    AlikeItems(List<GradedItem> items) {
        Map<Kind, Integer> known = new HashMap<>();
        List<GradedItem> first = new ArrayList<>();
        this.rows = new int[items.size()];
        for (int i = 0; i < rows.length; i++) {
            GradedItem item = items.get(i);
            Integer row = known.putIfAbsent(new Kind(item.scenario(), item.tags(), item.grade()), first.size());
            rows[i] = row == null ? first.size() : row;
            if (row == null) {
                first.add(item);
            }
        }
        this.table = GradeTable.of(first);
        this.kinds = first.size();
    }

    /**
     * The table of a resample.
     *
     * @param weights [items]
     */
    GradeTable withWeights(double[] weights) {
        double[] sums = new double[kinds];
        for (int i = 0; i < rows.length; i++) {
            sums[rows[i]] += weights[i];
        }
        return table.withWeights(sums);
    }
}
