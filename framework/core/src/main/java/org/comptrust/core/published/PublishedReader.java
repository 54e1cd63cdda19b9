package org.comptrust.core.published;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.hash.Sha256;
import org.comptrust.core.published.PublishedRow.Figure;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.Suggestion;

/**
 * Reads a CSV table of published scores, one row for each model and variant. Required are {@code base_model}, {@code method}
 * ({@code dense} for an uncompressed model), {@code bits_or_sparsity} and at least one dimension; {@code seed} may be there. A column
 * is a dimension if it is one of the study's nine, if there is a {@code refusal_} column of its name, or if it is called {@code
 * score_NAME}. {@code average_as_published_NAME} are averages. All else is ignored, and said.
 */
public final class PublishedReader {
    private static final String MODEL = "base_model";
    private static final String METHOD = "method";
    private static final String RATE = "bits_or_sparsity";
    private static final String SEED = "seed";
    private static final String REFUSAL = "refusal_";
    private static final String SCORE = "score_";
    private static final String AVERAGE = "average_as_published_";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}(\\.(\\d{1,12}))?");
    private static final List<String[]> KNOWN = known();

    private final String file;
    private final RefusalUnit unit;
    private final Problems problems;
    private final List<PublishedRow> rows = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private List<String> columns = List.of();
    private final Map<String, String> dimensions = new LinkedHashMap<>();

    private PublishedReader(String file, RefusalUnit unit) {
        this.file = file;
        this.unit = unit;
        this.problems = new Problems(file);
    }

    /**
     * Reads a table.
     *
     * @param name what reports call it
     * @throws org.comptrust.core.spec.SpecException with all problems, each with file, line, column (its number) and the column's name
     * @throws DataException if the file is no CSV, is not there or is empty
     */
    public static PublishedScores read(Path csv, String name, RefusalUnit unit) {
        String file = String.valueOf(csv.getFileName());
        PublishedReader reader = new PublishedReader(file, unit);
        try (Stream<DataRow> rows =
                new FolderDataSource(csv).file(file).orElseThrow().csv(true)) {
            rows.forEachOrdered(reader::row);
        }
        return reader.scores(name, Sha256.ofFile(csv));
    }

    private PublishedScores scores(String name, String sha256) {
        if (columns.isEmpty()) {
            throw new DataException(file, "the table has no row below its header");
        }
        problems.throwIfAny();
        Set<String> benign = KNOWN.stream()
                .filter(cells -> cells[1].equals("true"))
                .map(cells -> id(cells[0]))
                .collect(Collectors.toSet());
        benign.retainAll(Set.copyOf(dimensions.values()));
        Set<String> read = new HashSet<>(dimensions.keySet());
        read.addAll(List.of(MODEL, METHOD, RATE, SEED));
        List<String> ignored = columns.stream()
                .filter(column -> !read.contains(column) && !column.startsWith(AVERAGE))
                .filter(column -> !column.startsWith(REFUSAL) || !isRefusal(column))
                .toList();
        return new PublishedScores(name, file, sha256, List.copyOf(dimensions.values()), benign, rows, ignored);
    }

    private boolean isRefusal(String column) {
        return dimensions.containsValue(id(column.substring(REFUSAL.length())));
    }

    private void row(DataRow row) {
        if (columns.isEmpty()) {
            header(row.keys());
        }
        if (!columns.containsAll(List.of(MODEL, METHOD, RATE)) || dimensions.isEmpty()) {
            return;
        }
        int line = line(row);
        String model = required(row, line, MODEL);
        String method = required(row, line, METHOD);
        Optional<Rate> rate = rate(row, line, method);
        Map<String, Figure> scores = new LinkedHashMap<>();
        Map<String, Double> refusals = new LinkedHashMap<>();
        dimensions.forEach((column, id) -> {
            figure(row, line, column, 0, 100, "a score is 0 to 100").ifPresent(score -> scores.put(id, score));
            refusal(row, line, id).ifPresent(rate01 -> refusals.put(id, rate01));
        });
        Map<String, Figure> averages = new LinkedHashMap<>();
        for (String column : columns) {
            if (column.startsWith(AVERAGE)) {
                figure(row, line, column, 0, 100, "an average is 0 to 100")
                        .ifPresent(average -> averages.put(column.substring(AVERAGE.length()), average));
            }
        }
        if (rate.isEmpty()) {
            return;
        }
        Optional<String> seed =
                columns.contains(SEED) ? Optional.of(row.text(SEED)).filter(text -> !text.isBlank()) : Optional.empty();
        PublishedRow one = new PublishedRow(model, method, rate.get(), seed, scores, refusals, averages);
        Integer before = lines.putIfAbsent(model + "/" + one.variant(), line);
        if (before != null) {
            problems.add(
                    place(line, MODEL),
                    "the row is of " + model + ", " + one.words() + ", as the one in line " + before,
                    "Remove one of the two, or give them different seeds.");
        }
        rows.add(one);
    }

    private void header(List<String> keys) {
        columns = List.copyOf(keys);
        for (String column : List.of(MODEL, METHOD, RATE)) {
            if (!columns.contains(column)) {
                problems.add(
                        new Place(1, 1, column), "there is no such column", Suggestion.of(column, Set.copyOf(columns)));
            }
        }
        Set<String> known = KNOWN.stream().map(cells -> cells[0]).collect(Collectors.toSet());
        for (String column : columns) {
            if (column.startsWith(SCORE)) {
                dimensions.put(column, id(column.substring(SCORE.length())));
            } else if (known.contains(column) || columns.contains(REFUSAL + column)) {
                dimensions.put(column, id(column));
            }
        }
        if (dimensions.isEmpty()) {
            problems.add(
                    Place.START,
                    "no column is a dimension",
                    "Name columns score_NAME, or as the study does: "
                            + String.join(", ", known.stream().sorted().toList()) + ".");
        }
    }

    private String required(DataRow row, int line, String column) {
        String text = row.text(column).strip();
        if (text.isEmpty()) {
            problems.add(place(line, column), "is empty", "Each row needs it.");
        }
        return text;
    }

    private Optional<Rate> rate(DataRow row, int line, String method) {
        String text = row.text(RATE).strip();
        Optional<Rate> rate = Rate.parse(text);
        if (rate.isEmpty()) {
            problems.add(
                    place(line, RATE),
                    "\"" + Suggestion.shorten(text) + "\" is no rate",
                    "Write bits (4), a sparsity (0.5), or a sparsity with its pattern (0.5 2:4).");
        } else if (method.equals(PublishedRow.DENSE) && rate.get().isPruned()) {
            problems.add(place(line, RATE), "a dense model is not pruned", "Write its bits, 16.");
        }
        return rate;
    }

    private Optional<Double> refusal(DataRow row, int line, String dimension) {
        Optional<String> column = columns.stream()
                .filter(name -> name.startsWith(REFUSAL)
                        && id(name.substring(REFUSAL.length())).equals(dimension))
                .findFirst();
        if (column.isEmpty()) {
            return Optional.empty();
        }
        boolean fraction = unit == RefusalUnit.FRACTION
                || unit == RefusalUnit.STUDY
                        && KNOWN.stream()
                                .anyMatch(cells -> id(cells[0]).equals(dimension) && cells[2].equals("fraction"));
        double most = fraction ? 1 : 100;
        String what = fraction
                ? "this column's unit is a fraction of 0 to 1"
                        + (unit == RefusalUnit.STUDY ? ", as in the study's tables" : "")
                : "this column's unit is percent, 0 to 100";
        return figure(row, line, column.get(), 0, most, what).map(found -> found.value() / most);
    }

    /** Empty for an empty cell, and after a problem. */
    private Optional<Figure> figure(DataRow row, int line, String column, double least, double most, String what) {
        String text = row.text(column).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        var number = NUMBER.matcher(text);
        if (!number.matches()) {
            problems.add(
                    place(line, column),
                    "\"" + Suggestion.shorten(text) + "\" is no number",
                    "Write a decimal number, or leave the cell empty.");
            return Optional.empty();
        }
        double value = Double.parseDouble(text);
        if (value < least || value > most) {
            problems.add(
                    place(line, column),
                    text + " is out of range: " + what,
                    column.startsWith(REFUSAL)
                            ? "Correct it, or name the unit of all refusals by --refusals percent or fraction."
                            : "Correct it.");
            return Optional.empty();
        }
        return Optional.of(
                new Figure(value, number.group(2) == null ? 0 : number.group(2).length()));
    }

    /** The place of a cell: its column is counted in cells. */
    private Place place(int line, String column) {
        return new Place(line, columns.indexOf(column) + 1, column);
    }

    /** {@code file:line}. */
    private static int line(DataRow row) {
        String where = row.where();
        return Integer.parseInt(where.substring(where.lastIndexOf(':') + 1));
    }

    private static String id(String column) {
        return column.replace('_', '-');
    }

    private static List<String[]> known() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PublishedReader.class.getResourceAsStream("columns.csv")),
                StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(line -> line.split(",")).toList();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
