package org.comptrust.testkit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Item;

/**
 * A table of grades in memory. Rows of weight 0, which a resample leaves out, keep their tag values.
 *
 * @param rows in order
 */
public record TestGrades(List<Row> rows) implements Grades {
    public TestGrades {
        rows = List.copyOf(rows);
    }

    /** A graded item, with the tags that the host adds. */
    public static Row row(double weight, String scenario, Item item, Grade grade) {
        Map<String, String> tags = new TreeMap<>(item.tags());
        tags.put("scenario", scenario);
        tags.put("label", grade.label());
        return new Row(weight, tags, grade);
    }

    @Override
    public Grades where(String tag, String... anyOf) {
        Set<String> wanted = Set.of(anyOf);
        return new TestGrades(rows.stream()
                .filter(row -> row.tags().containsKey(tag)
                        && wanted.contains(row.tags().get(tag)))
                .toList());
    }

    @Override
    public List<String> values(String tag) {
        return rows.stream()
                .filter(row -> row.tags().containsKey(tag))
                .map(row -> row.tags().get(tag))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public double weight() {
        return rows.stream().mapToDouble(Row::weight).sum();
    }

    @Override
    public double sum(String measure) {
        return rows.stream()
                .mapToDouble(row -> row.weight() == 0 ? 0 : row.weight() * figure(row.grade(), measure))
                .sum();
    }

    @Override
    public void forEach(RowVisitor visitor) {
        rows.forEach(row -> visitor.row(row.weight(), row.tags(), row.grade()));
    }

    private static double figure(Grade grade, String measure) {
        return switch (measure) {
            case "value" -> grade.value().orElse(0);
            case "answers" -> grade.answers();
            case "refused" -> grade.refused();
            case "unreadable" -> grade.unreadable();
            default -> grade.measures().getOrDefault(measure, 0.0);
        };
    }

    /**
     * A row of the table.
     *
     * @param weight how often the item counts
     * @param tags of the item, {@code scenario} and {@code label}
     */
    public record Row(double weight, Map<String, String> tags, Grade grade) {
        public Row {
            tags = Map.copyOf(tags);
        }
    }
}
