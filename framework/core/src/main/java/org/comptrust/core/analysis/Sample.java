package org.comptrust.core.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.core.journal.GradedAnswer;

/** The graded items of a cell in the order of their names, so that equal items of two variants stand in the same rows. */
final class Sample {
    private final List<GradedAnswer> items;
    private final GradeTable table;
    private Optional<AlikeItems> alike = Optional.empty();

    Sample(List<GradedAnswer> items) {
        this.items = items.stream()
                .sorted(Comparator.comparing(GradedAnswer::scenario).thenComparing(GradedAnswer::item))
                .toList();
        this.table = table(this.items);
    }

    /** A table of items in their own order. */
    static GradeTable table(List<GradedAnswer> items) {
        return GradeTable.of(items.stream()
                .map(grade -> new GradedItem(grade.scenario(), grade.item(), grade.tags(), grade.grade()))
                .toList());
    }

    List<GradedAnswer> items() {
        return items;
    }

    /** Scenario and id of each item, in order. */
    List<List<String>> names() {
        return items.stream().map(Scoring::name).toList();
    }

    /** What scores are taken of, in order. */
    List<GradedItem> graded() {
        return table.items();
    }

    GradeTable table() {
        return table;
    }

    /**
     * What a resample is scored by; its sums are those of {@link #table} with the same weights, but for their order.
     *
     * @param weights of the items, in order
     */
    GradeTable resampled(double[] weights) {
        if (alike.isEmpty()) {
            alike = Optional.of(new AlikeItems(table.items()));
        }
        return alike.get().withWeights(weights);
    }

    Strata strata() {
        return Strata.of(items);
    }

    /** How many items another sample with the same items grades otherwise. */
    long gradedOtherwise(Sample other) {
        long count = 0;
        for (int row = 0; row < items.size(); row++) {
            if (!items.get(row).grade().equals(other.items.get(row).grade())) {
                count++;
            }
        }
        return count;
    }
}
