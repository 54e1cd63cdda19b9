package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;
import org.comptrust.core.report.Csv.Cell;

/** Published scores in the columns of {@link ResultsCsv}, so that whatever reads the one reads the other. */
public final class PublishedCsv {
    private static final String REMARK = "published without items: difference only";

    private PublishedCsv() {}

    /** The table as text, in the order of the published one. */
    public static String of(PublishedScores scores) {
        Csv csv = new Csv();
        csv.row(ResultsCsv.columns().stream().map(Cell::new).toList());
        for (PublishedRow row : scores.rows()) {
            Optional<PublishedRow> dense = scores.dense(row.model()).filter(base -> !row.isDense());
            for (String dimension : scores.dimensions()) {
                Optional.ofNullable(row.scores().get(dimension)).ifPresent(score -> {
                    Map<String, Cell> cells = cells(scores, row, dimension, "score", score.value(), "points");
                    Optional.ofNullable(row.refusals().get(dimension))
                            .ifPresent(rate -> cells.put("refusal_rate", Cell.number(rate)));
                    dense.flatMap(base -> row.difference(base, dimension)).ifPresent(difference -> {
                        cells.put("base_value", Cell.number(score.value() - difference));
                        cells.put("difference", Cell.number(difference));
                    });
                    csv.row(line(cells));
                });
                Optional.ofNullable(row.refusals().get(dimension))
                        .ifPresent(
                                rate -> csv.row(line(cells(scores, row, dimension, "refusal-rate", rate, "fraction"))));
            }
            for (AverageDefinition average : AverageDefinition.all()) {
                average.of(row.values()).ifPresent(value -> {
                    Map<String, Cell> cells = cells(scores, row, ResultsCsv.AVERAGE, average.name(), value, "points");
                    dense.flatMap(base -> average.of(base.values())).ifPresent(base -> {
                        cells.put("base_value", Cell.number(base));
                        cells.put("difference", Cell.number(value - base));
                    });
                    csv.row(line(cells));
                });
            }
        }
        return csv.toString();
    }

    private static Map<String, Cell> cells(
            PublishedScores scores, PublishedRow row, String dimension, String metric, double value, String unit) {
        Map<String, Cell> cells = new HashMap<>();
        cells.put("experiment", Cell.text(scores.name()));
        cells.put("model", Cell.text(row.model()));
        cells.put("variant", Cell.text(row.variant()));
        cells.put("method", Cell.text(row.isDense() ? "" : row.method()));
        cells.put("dimension", Cell.text(dimension));
        cells.put("metric", Cell.text(metric));
        cells.put("value", Cell.number(value));
        cells.put("unit", Cell.text(unit));
        cells.put("bits_per_weight", Cell.number(row.rate().bits()));
        cells.put("sparsity", Cell.number(row.rate().sparsity()));
        cells.put("status", Cell.text("scored"));
        cells.put("remark", Cell.text(REMARK));
        return cells;
    }

    private static List<Cell> line(Map<String, Cell> cells) {
        List<Cell> line = new ArrayList<>();
        ResultsCsv.columns().forEach(column -> line.add(cells.getOrDefault(column, Cell.empty())));
        return line;
    }
}
