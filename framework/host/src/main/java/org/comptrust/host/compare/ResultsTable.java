package org.comptrust.host.compare;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;

/**
 * The figures of one run.
 *
 * @param folder of the run
 * @param only {@code MODEL/VARIANT} if these are its figures alone, else {@code ""}
 * @param figures by key, in the order of the table
 */
public record ResultsTable(Path folder, String only, Map<Key, Figure> figures) {
    /** What a figure is of. */
    public record Key(String model, String variant, String dimension, String metric) {}

    /**
     * A figure.
     *
     * @param value empty where the cell has no score
     * @param unit such as {@code points}
     * @param status of its cell
     */
    public record Figure(OptionalDouble value, String unit, String status) {}

    /**
     * Reads {@code results.csv} of a folder.
     *
     * @throws DataException if it is no such table
     */
    public static ResultsTable read(Path folder) {
        Map<Key, Figure> figures = new LinkedHashMap<>();
        try (Stream<DataRow> rows = new FolderDataSource(folder)
                .file("results.csv")
                .orElseThrow(() -> new DataException(folder.toString(), "no results.csv"))
                .csv(true)) {
            rows.forEach(row -> figures.put(
                    new Key(row.text("model"), row.text("variant"), row.text("dimension"), row.text("metric")),
                    new Figure(number(row), row.text("unit"), row.text("status"))));
        }
        return new ResultsTable(folder, "", figures);
    }

    /** The figures of one variant, to stand beside those of another: their keys have no model and no variant. */
    public ResultsTable only(String model, String variant) {
        Map<Key, Figure> own = new LinkedHashMap<>();
        figures.forEach((key, figure) -> {
            if (key.model().equals(model) && key.variant().equals(variant)) {
                own.put(new Key("", "", key.dimension(), key.metric()), figure);
            }
        });
        return new ResultsTable(folder, model + "/" + variant, own);
    }

    /** How people call it. */
    String words() {
        return only.isEmpty() ? folder.toString() : only + " in " + folder;
    }

    private static OptionalDouble number(DataRow row) {
        String text = row.text("value");
        try {
            return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            throw new DataException(
                    "results.csv", "value is no number: " + text + ". Let `comptrust report` write it again.");
        }
    }
}
