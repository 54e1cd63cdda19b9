package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.VariantId;

/**
 * An average that the experiment asks for, of one variant.
 *
 * @param variant of which model
 * @param definition which dimensions count
 * @param value the mean of their scores; empty unless all have one
 * @param why what is missing, for people; {@code ""} where there is a value
 * @param difference to the average of what the variant is compared with
 */
public record AverageScore(
        VariantId variant,
        AverageDefinition definition,
        Optional<Double> value,
        String why,
        Optional<Double> difference) {
    /** All averages that a plan asks for, in its order. */
    public static List<AverageScore> of(ExperimentPlan plan, Results results) {
        Map<VariantId, Scores> scores = new LinkedHashMap<>();
        for (PlannedModel model : plan.models()) {
            for (PlannedVariant variant : model.variants()) {
                scores.put(new VariantId(model.spec().name(), variant.id()), Scores.of(model, variant, results));
            }
        }
        List<AverageScore> averages = new ArrayList<>();
        for (String name : plan.decision().averages()) {
            AverageDefinition definition = AverageDefinition.of(name).orElseThrow();
            scores.forEach((variant, own) -> {
                VariantId baseline = plan.decision().baseline(variant.model());
                Optional<Double> value = definition.of(own.values());
                Optional<Double> other = variant.equals(baseline) || !scores.containsKey(baseline)
                        ? Optional.empty()
                        : definition.of(scores.get(baseline).values());
                averages.add(new AverageScore(
                        variant,
                        definition,
                        value,
                        own.why(definition),
                        value.flatMap(ours -> other.map(theirs -> ours - theirs))));
            });
        }
        return averages;
    }

    /**
     * The scores of a variant.
     *
     * @param values by id of the dimension
     * @param several ids that several entries of the experiment use, so that none of their scores is the score
     */
    private record Scores(Map<String, Double> values, List<String> several) {
        static Scores of(PlannedModel model, PlannedVariant variant, Results results) {
            Map<String, Long> uses = model.dimensions().stream()
                    .collect(Collectors.groupingBy(PlannedDimension::id, Collectors.counting()));
            Map<String, Double> values = new LinkedHashMap<>();
            for (PlannedDimension dimension : model.dimensions()) {
                CellId cell = new CellId(model.spec().name(), variant.id(), dimension.label());
                if (uses.get(dimension.id()) == 1
                        && dimension.scale() == Scale.POINTS
                        && results.cell(cell).orElse(null) instanceof CellResult.Scored scored) {
                    scored.score()
                            .score()
                            .headline()
                            .ifPresent(headline -> values.put(dimension.id(), headline.value()));
                }
            }
            return new Scores(
                    values,
                    uses.entrySet().stream()
                            .filter(use -> use.getValue() > 1)
                            .map(Map.Entry::getKey)
                            .toList());
        }

        String why(AverageDefinition definition) {
            List<String> missing = definition.missing(values);
            if (missing.isEmpty()) {
                return "";
            }
            return "no score of "
                    + missing.stream()
                            .map(id -> several.contains(id) ? id + " (several entries use it)" : id)
                            .collect(Collectors.joining(", "));
        }
    }
}
