package org.comptrust.api.trust;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Graded items as a weighted table; a resample changes weights only. Tags are the items' own plus {@code scenario} and
 * {@code label}. Implemented by the host.
 *
 * @since 0.1
 */
public interface Grades {
    /** The rows whose tag has one of the values. */
    Grades where(String tag, String... anyOf);

    /** The values of a tag, sorted, the same in every resample. */
    List<String> values(String tag);

    /** Number of items; a resample counts an item as often as it was drawn. */
    double weight();

    /** Sum of a measure; also of {@code value}, {@code valued} (1 where there is a value), {@code answers}, {@code
     * refused}, {@code unreadable}. Absent counts as 0. */
    double sum(String measure);

    /** Sum over weight; empty if there is no row. */
    default OptionalDouble mean(String measure) {
        return weight() > 0 ? OptionalDouble.of(sum(measure) / weight()) : OptionalDouble.empty();
    }

    /** Plain mean over the values of a tag; values that give nothing are left out. */
    default OptionalDouble macro(String tag, Function<Grades, OptionalDouble> each) {
        return values(tag).stream()
                .map(value -> each.apply(where(tag, value)))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
    }

    /** All rows, for what no sum can say (medians, AUC); slower. */
    void forEach(RowVisitor visitor);

    /** Sees one row. */
    interface RowVisitor {
        void row(double weight, Map<String, String> tags, Grade grade);
    }
}
