package org.comptrust.core.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.Comparison;

/**
 * A dimension that was asked with the study's prompts and with the corrected ones, all else being equal.
 *
 * @param paper with the study's
 * @param corrected with the model's own chat template
 */
record PromptPair(PlannedDimension paper, PlannedDimension corrected) {
    /** What the section is about, for people. */
    static final String ABOUT =
            "The same dimension asked as the study did, and through the model's own chat template with system messages"
                    + " and demonstrations kept. How much of a published effect is the template? The last column says it: the difference to the"
                    + " base with the study's prompts minus that with the corrected ones.";

    /** Those of a model, in the order of the experiment. */
    static List<PromptPair> of(PlannedModel model) {
        Map<List<Object>, List<PlannedDimension>> waiting = new LinkedHashMap<>();
        List<PromptPair> pairs = new ArrayList<>();
        for (PlannedDimension dimension : model.dimensions()) {
            List<Object> same = List.of(dimension.id(), dimension.options(), dimension.limit(), dimension.leftOut());
            List<PlannedDimension> others = waiting.computeIfAbsent(same, key -> new ArrayList<>());
            Optional<PlannedDimension> other = others.stream()
                    .filter(one -> one.prompts() != dimension.prompts())
                    .findFirst();
            if (other.isPresent()) {
                others.remove(other.get());
                pairs.add(
                        dimension.prompts() == PromptMode.PAPER
                                ? new PromptPair(dimension, other.get())
                                : new PromptPair(other.get(), dimension));
            } else {
                others.add(dimension);
            }
        }
        return pairs;
    }

    /**
     * The difference to the base with the study's prompts minus that with the corrected ones, in the unit of differences; empty where
     * either is missing.
     */
    OptionalDouble ofTheTemplate(PlannedVariant variant, Scored cells) {
        Optional<Comparison> theirs = cells.comparison(variant, paper);
        Optional<Comparison> ours = cells.comparison(variant, corrected);
        return theirs.isPresent() && ours.isPresent()
                ? OptionalDouble.of(theirs.get().difference() - ours.get().difference())
                : OptionalDouble.empty();
    }

    /** The figures of a variant as a row of a table; see {@link #HEAD}. */
    List<String> row(PlannedVariant variant, Scored cells) {
        List<String> row = new ArrayList<>();
        for (PlannedDimension dimension : List.of(paper, corrected)) {
            cells.score(variant, dimension)
                    .ifPresentOrElse(
                            score -> {
                                row.add(score.score()
                                        .headline()
                                        .map(headline -> Figures.rounded(headline.value()))
                                        .orElse("no score"));
                                row.add(Figures.percent(score.refusalRate()));
                                row.add(Figures.percent(score.unreadableRate()));
                                row.add(score.againstBase()
                                        .map(against -> Words.difference(against.difference(), dimension.scale()))
                                        .orElse(""));
                            },
                            () -> row.addAll(
                                    List.of(cells.result(variant, dimension).status(), "", "", "")));
        }
        OptionalDouble template = ofTheTemplate(variant, cells);
        row.add(template.isPresent() ? Words.difference(template.getAsDouble(), paper.scale()) : "");
        return row;
    }

    /** Names of the columns of {@link #row}. */
    static final List<String> HEAD = List.of(
            "paper: score",
            "refused",
            "unreadable",
            "difference to base",
            "corrected: score",
            "refused",
            "unreadable",
            "difference to base",
            "of it the template");
}
