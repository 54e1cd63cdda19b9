package org.comptrust.core.grades;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.comptrust.api.trust.Grade;

/** The columns that all resamples of a table share. */
final class GradeColumns {
    /** The row has no such tag. */
    static final int NONE = -1;

    private static final double[] NO_ITEM_HAS_IT = {};
    private static final TagColumn NO_ITEM_HAS_THE_TAG = new TagColumn(List.of(), new int[0]);
    private static final Set<String> OWN = Set.of("value", "valued", "answers", "refused", "unreadable");

    private final List<GradedItem> items;
    private final List<Map<String, String>> tags;
    private final Map<String, double[]> measures = new HashMap<>();
    private final Map<String, TagColumn> tagColumns = new HashMap<>();

    GradeColumns(List<GradedItem> items) {
        this.items = List.copyOf(items);
        this.tags = new ArrayList<>(items.size());
        for (String name : OWN) {
            measures.put(name, new double[items.size()]);
        }
        Map<String, TreeMap<String, Integer>> seen = new HashMap<>();
        for (int row = 0; row < items.size(); row++) {
            addMeasures(row);
            Map<String, String> all = allTags(this.items.get(row));
            tags.add(all);
            all.forEach((tag, value) ->
                    seen.computeIfAbsent(tag, missing -> new TreeMap<>()).put(value, NONE));
        }
        seen.forEach((tag, values) -> tagColumns.put(tag, encode(tag, values)));
    }

    int size() {
        return items.size();
    }

    GradedItem item(int row) {
        return items.get(row);
    }

    /** The item's tags with scenario and label. */
    Map<String, String> tags(int row) {
        return tags.get(row);
    }

    /** [items], or nothing if no item has the measure. */
    double[] measure(String name) {
        return measures.getOrDefault(name, NO_ITEM_HAS_IT);
    }

    TagColumn tag(String name) {
        return tagColumns.getOrDefault(name, NO_ITEM_HAS_THE_TAG);
    }

    private void addMeasures(int row) {
        Grade grade = items.get(row).grade();
        put("value", row, grade.value().orElse(0));
        put("valued", row, grade.value().isPresent() ? 1 : 0);
        put("answers", row, grade.answers());
        put("refused", row, grade.refused());
        put("unreadable", row, grade.unreadable());
        grade.measures().forEach((name, figure) -> {
            if (OWN.contains(name)) {
                throw new IllegalArgumentException("item " + items.get(row).scenario() + "/"
                        + items.get(row).itemId() + " has a measure called " + name
                        + "; this name is the table's own");
            }
            put(name, row, figure);
        });
    }

    private void put(String measure, int row, double figure) {
        measures.computeIfAbsent(measure, missing -> new double[items.size()])[row] = figure;
    }

    /** In the order of their names; looked up thousands of times. */
    private static Map<String, String> allTags(GradedItem item) {
        Map<String, String> all = new TreeMap<>(item.tags());
        all.put(GradeTable.SCENARIO, item.scenario());
        all.put(GradeTable.LABEL, item.grade().label());
        return Collections.unmodifiableMap(new LinkedHashMap<>(all));
    }

    private TagColumn encode(String tag, TreeMap<String, Integer> values) {
        List<String> sorted = List.copyOf(values.keySet());
        for (int code = 0; code < sorted.size(); code++) {
            values.put(sorted.get(code), code);
        }
        int[] codes = new int[items.size()];
        Arrays.setAll(codes, row -> values.getOrDefault(tags.get(row).getOrDefault(tag, ""), NONE));
        for (int row = 0; row < codes.length; row++) {
            if (!tags.get(row).containsKey(tag)) {
                codes[row] = NONE; // "" may be some other item's value
            }
        }
        return new TagColumn(sorted, codes);
    }

    /** The values of a tag, sorted, and for each row the index of its value or {@link #NONE}. */
    static final class TagColumn {
        private final List<String> values;
        private final int[] codes;

        TagColumn(List<String> values, int[] codes) {
            this.values = values;
            this.codes = codes;
        }

        List<String> values() {
            return values;
        }

        /** Whether no row has the tag. */
        boolean isEmpty() {
            return values.isEmpty();
        }

        int code(int row) {
            return codes[row];
        }
    }
}
