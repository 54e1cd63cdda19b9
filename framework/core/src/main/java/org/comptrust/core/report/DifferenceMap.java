package org.comptrust.core.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;

/**
 * Published variants by dimensions and averages, coloured by their difference to another row and hatched where refusals moved. There are
 * no items, so a cell shows the difference and the score and concludes nothing.
 */
final class DifferenceMap {
    private final Html html;
    private final PublishedScores scores;
    private final double margin;

    DifferenceMap(Html html, PublishedScores scores, double margin) {
        this.html = html;
        this.scores = scores;
        this.margin = margin;
    }

    /**
     * Writes the table.
     *
     * @param groups rows below a heading each; a single group has none
     * @param reference what all rows are compared with
     */
    void write(Map<String, List<PublishedRow>> groups, PublishedRow reference) {
        List<AverageDefinition> averages = AverageDefinition.all().stream()
                .filter(definition -> definition.of(reference.values()).isPresent())
                .toList();
        html.open("div", "class", "wide")
                .open("table", "class", "heat tight")
                .open("thead")
                .open("tr");
        html.leaf("th", "variant", "scope", "col");
        scores.dimensions().forEach(dimension -> html.leaf("th", dimension, "scope", "col"));
        averages.forEach(average -> html.leaf("th", average.name(), "scope", "col", "class", "average"));
        html.close().close().open("tbody");
        reference(reference, averages);
        groups.forEach((heading, rows) -> {
            if (groups.size() > 1) {
                html.open("tr", "class", "group").leaf("th", heading, "scope", "rowgroup");
                html.leaf(
                        "td",
                        "",
                        "colspan",
                        Integer.toString(scores.dimensions().size() + averages.size()));
                html.close();
            }
            String method = "";
            for (PublishedRow row : rows) {
                html.open("tr", "class", row.method().equals(method) ? "same" : "first");
                html.leaf("th", row.words(), "scope", "row");
                scores.dimensions().forEach(dimension -> cell(row, reference, dimension));
                averages.forEach(average -> average(row, reference, average));
                html.close();
                method = row.method();
            }
        });
        html.close().close().close();
    }

    private void reference(PublishedRow reference, List<AverageDefinition> averages) {
        html.open("tr", "class", "reference").leaf("th", reference.words() + " (score)", "scope", "row");
        for (String dimension : scores.dimensions()) {
            html.open("td");
            html.text(Optional.ofNullable(reference.scores().get(dimension))
                    .map(figure -> Figures.tenths(figure.value()))
                    .orElse("-"));
            html.close();
        }
        for (AverageDefinition average : averages) {
            html.leaf("td", average.of(reference.values()).map(Figures::tenths).orElse("-"), "class", "average");
        }
        html.close();
    }

    private void cell(PublishedRow row, PublishedRow reference, String dimension) {
        Optional<Double> difference = row.difference(reference, dimension);
        if (difference.isEmpty()) {
            html.leaf("td", "no figure", "class", "none");
            return;
        }
        Optional<Double> shift = row.refusalShift(reference, dimension).filter(RefusalShift::isNotable);
        String shade = HeatMap.shade(difference.get(), Scale.POINTS, margin);
        html.open("td", "class", "h " + shade + (shift.isPresent() ? " hatch" : ""));
        html.leaf("div", Figures.signedTenths(difference.get()), "class", "difference");
        html.leaf("div", Figures.tenths(row.scores().get(dimension).value()), "class", "value");
        shift.ifPresent(points -> html.leaf("div", RefusalShift.words(points), "class", "value"));
        html.close();
    }

    private void average(PublishedRow row, PublishedRow reference, AverageDefinition average) {
        Optional<Double> own = average.of(row.values());
        Optional<Double> other = average.of(reference.values());
        if (own.isEmpty() || other.isEmpty()) {
            html.leaf("td", "none", "class", "none average");
            return;
        }
        double difference = own.get() - other.get();
        html.open("td", "class", "h average " + HeatMap.shade(difference, Scale.POINTS, margin));
        html.leaf("div", Figures.signedTenths(difference), "class", "difference");
        html.leaf("div", Figures.tenths(own.get()), "class", "value").close();
    }
}
