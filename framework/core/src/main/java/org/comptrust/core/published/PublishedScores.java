package org.comptrust.core.published;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table of published scores.
 *
 * @param name what reports call it
 * @param file name of the file, without its folder
 * @param sha256 of the file
 * @param dimensions ids, in the order of the columns
 * @param benign those of them that measure no trust
 * @param rows in the order of the file
 * @param ignored columns that were not read
 */
public record PublishedScores(
        String name,
        String file,
        String sha256,
        List<String> dimensions,
        Set<String> benign,
        List<PublishedRow> rows,
        List<String> ignored) {
    public PublishedScores {
        dimensions = List.copyOf(dimensions);
        benign = Set.copyOf(benign);
        rows = List.copyOf(rows);
        ignored = List.copyOf(ignored);
    }

    /** The same, called by the name that the file had before it was copied. */
    public PublishedScores from(String source) {
        return new PublishedScores(name, source, sha256, dimensions, benign, rows, ignored);
    }

    /** Names of the models, in the order of the file. */
    public List<String> models() {
        return List.copyOf(
                new LinkedHashSet<>(rows.stream().map(PublishedRow::model).toList()));
    }

    /** The rows of a model, the uncompressed one among them. */
    public List<PublishedRow> of(String model) {
        return rows.stream().filter(row -> row.model().equals(model)).toList();
    }

    /** The compressed variants of a model. */
    public List<PublishedRow> variants(String model) {
        return of(model).stream().filter(row -> !row.isDense()).toList();
    }

    /** The uncompressed model. */
    public Optional<PublishedRow> dense(String model) {
        return of(model).stream().filter(PublishedRow::isDense).findFirst();
    }

    /** The row that {@code MODEL} (the uncompressed one) or {@code MODEL/VARIANT} names. */
    public Optional<PublishedRow> named(String reference) {
        Optional<PublishedRow> variant = rows.stream()
                .filter(row -> (row.model() + "/" + row.variant()).equals(reference))
                .findFirst();
        return variant.or(() -> dense(reference));
    }

    /** Dimensions that measure trust. */
    public List<String> trust() {
        return dimensions.stream().filter(id -> !benign.contains(id)).toList();
    }
}
