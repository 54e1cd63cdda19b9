package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.core.result.VariantId;
import org.comptrust.core.spec.DecideSpec;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.Suggestion;

/** Finds the models, variants and dimensions that the decide section names. */
final class DecisionPlanner {
    private final DecideSpec spec;
    private final List<PlannedModel> models;
    private final Problems problems;

    DecisionPlanner(DecideSpec spec, List<PlannedModel> models, Problems problems) {
        this.spec = spec;
        this.models = models;
        this.problems = problems;
    }

    Decision plan() {
        Map<String, VariantId> baselines = new HashMap<>();
        spec.against()
                .filter(named -> !named.id().equals(PlannedVariant.BASE))
                .ifPresent(named -> baselines(named, baselines));
        return new Decision(
                baselines,
                spec.margin(),
                margins(),
                spec.alpha(),
                spec.correction(),
                spec.noiseFloor(),
                spec.failIf(),
                spec.averages());
    }

    /** A variant's name is looked for first: it may hold a slash. */
    private void baselines(Named named, Map<String, VariantId> baselines) {
        String id = named.id();
        boolean model = names().contains(id);
        List<String> having = models.stream()
                .filter(one -> has(one, id))
                .map(one -> one.spec().name())
                .toList();
        if (model && !having.isEmpty()) {
            problems.add(
                    named.place(),
                    id + " is both a model and a variant",
                    "Write " + id + "/" + PlannedVariant.BASE + " or " + having.get(0) + "/" + id + ".");
        } else if (model) {
            names().forEach(name -> baselines.put(name, new VariantId(id, PlannedVariant.BASE)));
        } else if (having.size() == models.size()) {
            names().forEach(name -> baselines.put(name, new VariantId(name, id)));
        } else if (!having.isEmpty()) {
            problems.add(
                    named.place(),
                    "not every model has the variant " + id,
                    "Write " + having.get(0) + "/" + id + " to compare all variants of all models with it.");
        } else {
            oneVariant(named, baselines);
        }
    }

    private void oneVariant(Named named, Map<String, VariantId> baselines) {
        int slash = named.id().indexOf('/');
        for (PlannedModel model : models) {
            if (slash > 0
                    && model.spec().name().equals(named.id().substring(0, slash))
                    && has(model, named.id().substring(slash + 1))) {
                VariantId one = new VariantId(model.spec().name(), named.id().substring(slash + 1));
                names().forEach(name -> baselines.put(name, one));
                return;
            }
        }
        Set<String> known = new LinkedHashSet<>(names());
        models.forEach(model -> model.variants().forEach(variant -> {
            known.add(variant.id());
            if (slash > 0) {
                known.add(model.spec().name() + "/" + variant.id());
            }
        }));
        problems.add(
                named.place(),
                "no model or variant \"" + Suggestion.shorten(named.id()) + '"',
                Suggestion.of(named.id(), known));
    }

    private Map<String, Double> margins() {
        Map<String, Double> margins = new HashMap<>();
        for (DecideSpec.Margin margin : spec.margins()) {
            NamePattern pattern = new NamePattern(margin.dimension().id());
            Set<String> known = new LinkedHashSet<>();
            List<String> labels = new ArrayList<>();
            models.forEach(model -> model.dimensions().forEach(dimension -> {
                known.add(dimension.id());
                known.add(dimension.label());
                if (pattern.matches(dimension.id()) || pattern.matches(dimension.label())) {
                    labels.add(dimension.label());
                }
            }));
            if (labels.isEmpty()) {
                problems.add(
                        margin.dimension().place(),
                        "no dimension \""
                                + Suggestion.shorten(margin.dimension().id()) + '"',
                        Suggestion.of(margin.dimension().id(), known));
            }
            labels.forEach(label -> margins.put(label, margin.value()));
        }
        return margins;
    }

    private List<String> names() {
        return models.stream().map(model -> model.spec().name()).toList();
    }

    private static boolean has(PlannedModel model, String variant) {
        return model.variants().stream().anyMatch(one -> one.id().equals(variant));
    }
}
