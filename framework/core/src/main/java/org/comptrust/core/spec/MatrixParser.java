package org.comptrust.core.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.comptrust.core.spec.ExperimentSpec.Named;

/** Understands the matrix section. */
final class MatrixParser {
    private static final int MAX_CELLS = 400;

    private final Problems problems;

    MatrixParser(Problems problems) {
        this.problems = problems;
    }

    MatrixSpec parse(Section top) {
        Section matrix = top.section("matrix", Set.of("include", "exclude", "maxCells"), Set.of());
        return new MatrixSpec(
                entries(matrix, "include"),
                entries(matrix, "exclude"),
                (int) matrix.whole("maxCells", 1, 1_000_000).orElse(MAX_CELLS),
                matrix.placeOf("maxCells"));
    }

    private List<MatrixSpec.Entry> entries(Section matrix, String key) {
        List<MatrixSpec.Entry> entries = new ArrayList<>();
        for (SpecNode node : matrix.list(key)) {
            Section entry = Section.of(
                    node.place(), node, Set.of("model", "method", "variant", "dimension"), Set.of(), problems);
            if (entry.fields().isEmpty()) {
                problems.add(
                        node.place(),
                        "the entry names nothing",
                        "Name a model, method, variant or dimension, such as { method: rtn, dimension: \"*\" }.");
            }
            entries.add(new MatrixSpec.Entry(
                    node.place(),
                    named(entry, "model"),
                    named(entry, "method"),
                    named(entry, "variant"),
                    named(entry, "dimension")));
        }
        return entries;
    }

    private static List<Named> named(Section entry, String key) {
        return entry.texts(key).stream()
                .map(text -> new Named(text.text(), text.place()))
                .toList();
    }
}
