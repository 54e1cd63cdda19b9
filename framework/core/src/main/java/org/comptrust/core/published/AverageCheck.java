package org.comptrust.core.published;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.published.PublishedRow.Figure;

/**
 * A published average beside the one that its definition gives for the row's own scores.
 *
 * @param published empty where the table has none
 * @param computed empty where a dimension has no score
 */
public record AverageCheck(
        PublishedRow row, AverageDefinition definition, Optional<Figure> published, Optional<Double> computed) {
    /** What floating point may add to a difference of decimal figures. */
    private static final double TINY = 1e-9;

    /** All averages that have a name, of all rows. */
    public static List<AverageCheck> of(PublishedScores scores) {
        List<AverageCheck> checks = new ArrayList<>();
        for (AverageDefinition definition : AverageDefinition.all()) {
            for (PublishedRow row : scores.rows()) {
                checks.add(new AverageCheck(
                        row,
                        definition,
                        Optional.ofNullable(row.averages().get(definition.name())),
                        definition.of(row.values())));
            }
        }
        return checks;
    }

    /** Whether both are there. */
    public boolean canBeCompared() {
        return published.isPresent() && computed.isPresent();
    }

    /** Whether the two are the same but for rounding: of the average itself, and of the scores that it is the mean of. */
    public boolean agrees() {
        if (!canBeCompared()) {
            return false;
        }
        double inputs = definition.dimensions().stream()
                .mapToDouble(id -> row.scores().get(id).halfUnit())
                .average()
                .orElse(0);
        return Math.abs(computed.get() - published.get().value())
                <= published.get().halfUnit() + inputs + TINY;
    }
}
