package org.comptrust.core.grades;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.comptrust.core.grades.GradeColumns.TagColumn;

/**
 * Which rows of a table are in view. Knows nothing of weights, so all resamples share it, and what was chosen or listed once is
 * remembered.
 */
final class RowSelection {
    private final GradeColumns columns;
    private final int[] indexes;
    private final ConcurrentMap<Condition, RowSelection> chosen = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, List<String>> listed = new ConcurrentHashMap<>();

    private RowSelection(GradeColumns columns, int[] indexes) {
        this.columns = columns;
        this.indexes = indexes;
    }

    static RowSelection all(GradeColumns columns) {
        return new RowSelection(columns, IntStream.range(0, columns.size()).toArray());
    }

    /** Ascending; not to be written to. */
    int[] indexes() {
        return indexes;
    }

    RowSelection where(String tag, List<String> anyOf) {
        return chosen.computeIfAbsent(new Condition(tag, anyOf), this::choose);
    }

    List<String> values(String tag) {
        return listed.computeIfAbsent(tag, this::listValues);
    }

    private RowSelection choose(Condition condition) {
        TagColumn column = columns.tag(condition.tag);
        if (column.isEmpty()) {
            return new RowSelection(columns, new int[0]);
        }
        BitSet wanted = new BitSet(column.values().size());
        for (int code = 0; code < column.values().size(); code++) {
            wanted.set(code, condition.anyOf.contains(column.values().get(code)));
        }
        return new RowSelection(
                columns,
                Arrays.stream(indexes)
                        .filter(row -> column.code(row) != GradeColumns.NONE && wanted.get(column.code(row)))
                        .toArray());
    }

    private List<String> listValues(String tag) {
        TagColumn column = columns.tag(tag);
        if (column.isEmpty()) {
            return List.of();
        }
        BitSet present = new BitSet(column.values().size());
        for (int row : indexes) {
            if (column.code(row) != GradeColumns.NONE) {
                present.set(column.code(row));
            }
        }
        return present.stream().mapToObj(column.values()::get).toList();
    }

    private record Condition(String tag, List<String> anyOf) {}
}
