package org.comptrust.core.average;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A plain mean over some dimensions. Published tables use different ones under one word, so each has a name here.
 *
 * @param name such as {@code num_sheet}
 * @param dimensions ids, each with the same weight
 * @param about what it is, for people
 */
public record AverageDefinition(String name, List<String> dimensions, String about) {
    private static final List<AverageDefinition> ALL = read();

    public AverageDefinition {
        dimensions = List.copyOf(dimensions);
    }

    /** All that have a name. */
    public static List<AverageDefinition> all() {
        return ALL;
    }

    /** The definition of a name. */
    public static Optional<AverageDefinition> of(String name) {
        return ALL.stream().filter(one -> one.name.equals(name)).findFirst();
    }

    /** Names of all definitions. */
    public static List<String> names() {
        return ALL.stream().map(AverageDefinition::name).toList();
    }

    /** The dimensions that have no score; an average of what happens to be there would be another one. */
    public List<String> missing(Map<String, Double> scores) {
        return dimensions.stream().filter(id -> !scores.containsKey(id)).toList();
    }

    /** The mean of scores by dimension id; empty unless all dimensions have one. */
    public Optional<Double> of(Map<String, Double> scores) {
        return missing(scores).isEmpty()
                ? Optional.of(
                        dimensions.stream().mapToDouble(scores::get).average().orElseThrow())
                : Optional.empty();
    }

    private static List<AverageDefinition> read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AverageDefinition.class.getResourceAsStream("averages.csv")),
                StandardCharsets.UTF_8))) {
            List<AverageDefinition> all = new ArrayList<>();
            lines.lines().skip(1).forEach(line -> {
                String[] cells = line.split(",", 3);
                all.add(new AverageDefinition(cells[0], List.of(cells[1].split(" ")), cells[2]));
            });
            return List.copyOf(all);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
