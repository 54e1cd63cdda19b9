package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.VariantId;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.MatrixSpec;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.Suggestion;

/** Leaves out the cells that a spec does not want, and the variants, dimensions and models that no cell is left of. */
final class MatrixPlanner {
    private final MatrixSpec spec;
    private final Decision decision;
    private final Problems problems;

    MatrixPlanner(MatrixSpec spec, Decision decision, Problems problems) {
        this.spec = spec;
        this.decision = decision;
        this.problems = problems;
    }

    List<PlannedModel> plan(List<PlannedModel> models) {
        if (spec.include().isEmpty() && spec.exclude().isEmpty()) {
            return models;
        }
        List<Cell> all = models.stream()
                .flatMap(model -> model.variants().stream().flatMap(variant -> model.dimensions().stream()
                        .map(dimension -> new Cell(model, variant, dimension))))
                .toList();
        Set<Cell> kept = new LinkedHashSet<>();
        if (spec.include().isEmpty()) {
            kept.addAll(all);
        }
        spec.include().forEach(entry -> kept.addAll(matching(entry, all)));
        withBaselines(kept, all);
        spec.exclude().forEach(entry -> kept.removeAll(new HashSet<>(matching(entry, all))));
        if (kept.isEmpty()) {
            problems.add(spec.place(), "no cell is left", "Exclude less.");
        }
        return models.stream().flatMap(model -> left(model, kept)).toList();
    }

    /** What cells are compared with runs too, unless it is excluded. */
    private void withBaselines(Set<Cell> kept, List<Cell> all) {
        Set<CellId> baselines = new HashSet<>();
        for (Cell cell : kept) {
            VariantId baseline = decision.baseline(cell.model().spec().name());
            baselines.add(new CellId(
                    baseline.model(), baseline.variant(), cell.dimension().label()));
        }
        all.stream().filter(cell -> baselines.contains(cell.id())).forEach(kept::add);
    }

    private static Stream<PlannedModel> left(PlannedModel model, Set<Cell> kept) {
        List<Cell> cells = kept.stream().filter(cell -> cell.model() == model).toList();
        Set<PlannedVariant> variants = new HashSet<>();
        Set<PlannedDimension> dimensions = new HashSet<>();
        Set<CellId> ids = new HashSet<>();
        cells.forEach(cell -> {
            variants.add(cell.variant());
            dimensions.add(cell.dimension());
            ids.add(cell.id());
        });
        Set<CellId> leftOut = new HashSet<>();
        for (PlannedVariant variant : model.variants()) {
            for (PlannedDimension dimension : dimensions) {
                CellId id = new Cell(model, variant, dimension).id();
                if (!ids.contains(id)) {
                    leftOut.add(id);
                }
            }
        }
        return cells.isEmpty()
                ? Stream.empty()
                : Stream.of(new PlannedModel(
                        model.spec(),
                        model.model(),
                        model.variants().stream()
                                .filter(variant -> variant.isBase() || variants.contains(variant))
                                .toList(),
                        model.dimensions().stream().filter(dimensions::contains).toList(),
                        leftOut));
    }

    private List<Cell> matching(MatrixSpec.Entry entry, List<Cell> all) {
        List<Cell> matching = all;
        int before = problems.size();
        matching = narrowed(
                entry.model(),
                "model",
                matching,
                all,
                cell -> List.of(cell.model().spec().name()));
        matching = narrowed(entry.method(), "method", matching, all, MatrixPlanner::methods);
        matching = narrowed(
                entry.variant(),
                "variant",
                matching,
                all,
                cell -> List.of(cell.variant().id()));
        matching = narrowed(
                entry.dimension(),
                "dimension",
                matching,
                all,
                cell -> List.of(cell.dimension().id(), cell.dimension().label()));
        if (matching.isEmpty() && problems.size() == before) {
            problems.add(entry.place(), "no cell has all of these names", "Remove the entry, or one of its names.");
        }
        return matching;
    }

    private List<Cell> narrowed(
            List<Named> named,
            String kind,
            List<Cell> cells,
            List<Cell> all,
            Function<Cell, Collection<String>> names) {
        if (named.isEmpty()) {
            return cells;
        }
        for (Named one : named) {
            NamePattern pattern = new NamePattern(one.id());
            if (all.stream().noneMatch(cell -> names.apply(cell).stream().anyMatch(pattern::matches))) {
                Set<String> known = new LinkedHashSet<>();
                all.forEach(cell -> known.addAll(names.apply(cell)));
                problems.add(
                        one.place(),
                        "no " + kind + " \"" + Suggestion.shorten(one.id()) + '"',
                        Suggestion.of(one.id(), known));
            }
        }
        List<NamePattern> patterns =
                named.stream().map(one -> new NamePattern(one.id())).toList();
        return cells.stream()
                .filter(cell -> names.apply(cell).stream()
                        .anyMatch(name -> patterns.stream().anyMatch(pattern -> pattern.matches(name))))
                .toList();
    }

    private static Collection<String> methods(Cell cell) {
        List<String> names = new ArrayList<>();
        if (!cell.variant().entry().isEmpty()) {
            names.add(cell.variant().entry());
        }
        cell.variant().recipe().chain().stream().map(VariantRecipe.Link::method).forEach(names::add);
        return names;
    }

    private record Cell(PlannedModel model, PlannedVariant variant, PlannedDimension dimension) {
        CellId id() {
            return new CellId(model.spec().name(), variant.id(), dimension.label());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Cell cell && id().equals(cell.id());
        }

        @Override
        public int hashCode() {
            return id().hashCode();
        }
    }
}
