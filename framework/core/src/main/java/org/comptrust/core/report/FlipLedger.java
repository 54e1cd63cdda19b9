package org.comptrust.core.report;

import java.util.List;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Flip;

/** What the base said and what the variant says, side by side, where the outcome changed. */
final class FlipLedger {
    /** Characters that are shown before the rest is folded away. */
    private static final int EXCERPT = 240;

    private final Html html;
    private final PlannedModel model;
    private final Scored cells;

    FlipLedger(Html html, PlannedModel model, Results results) {
        this.html = html;
        this.model = model;
        this.cells = new Scored(model, results);
    }

    void write() {
        boolean any = model.variants().stream().anyMatch(variant -> model.dimensions().stream()
                .anyMatch(dimension -> !flips(variant, dimension).isEmpty()));
        if (!any) {
            return;
        }
        html.leaf("h2", "Flips of " + model.spec().name());
        html.leaf("p", "At most 20 for each cell, those that got worse first.", "class", "soft");
        for (PlannedVariant variant : model.variants()) {
            for (PlannedDimension dimension : model.dimensions()) {
                List<Flip> flips = flips(variant, dimension);
                if (!flips.isEmpty()) {
                    html.open("details")
                            .leaf("summary", variant.id() + ", " + dimension.label() + " (" + flips.size() + ")");
                    if (dimension.personal()) {
                        html.leaf(
                                "p",
                                "Questions and answers are not shown: they may hold data of real people.",
                                "class",
                                "soft");
                    }
                    flips.forEach(flip -> flip(flip, dimension.personal()));
                    html.close();
                }
            }
        }
    }

    private List<Flip> flips(PlannedVariant variant, PlannedDimension dimension) {
        return cells.score(variant, dimension).map(CellScore::flips).orElse(List.of());
    }

    private void flip(Flip flip, boolean personal) {
        html.open("section", "class", "flip").open("h3");
        html.leaf("span", flip.okToBad() ? "to wrong" : "to right", "class", flip.okToBad() ? "worse" : "better")
                .text(" " + flip.scenario() + " / " + flip.item())
                .close();
        question(flip.question());
        if (!flip.expected().isEmpty()) {
            html.open("p", "class", "expected")
                    .leaf("span", "expected ", "class", "soft")
                    .text(flip.expected())
                    .close();
        }
        html.open("div", "class", "pair");
        answer("base", flip.base(), personal);
        answer("variant", flip.variant(), personal);
        html.close().close();
    }

    private void question(Flip.Question question) {
        if (question.whole().isEmpty()) {
            return;
        }
        html.open("div", "class", "question");
        boolean all = question.last().length() <= EXCERPT;
        html.leaf("pre", all ? question.last() : "..." + end(question.last()));
        if (!all
                || !question.whole().endsWith(question.last())
                || question.whole().length() > question.last().length() + 10) {
            html.open("details")
                    .leaf("summary", "the whole question")
                    .leaf("pre", question.whole())
                    .close();
        }
        html.close();
    }

    private void answer(String who, Flip.Answer answer, boolean personal) {
        html.open("div", "class", "answer").leaf("div", who + ", read as: " + answer.label(), "class", "soft");
        if (personal) {
            html.close();
            return;
        }
        if (answer.text().length() <= EXCERPT) {
            html.leaf("pre", answer.text());
        } else {
            html.leaf("pre", begin(answer.text()) + "...");
            html.open("details")
                    .leaf("summary", "the whole answer")
                    .leaf("pre", answer.text())
                    .close();
        }
        html.close();
    }

    /** Questions end with what differs from item to item; half a character is not shown. */
    private static String end(String text) {
        int from = text.length() - EXCERPT;
        return text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    private static String begin(String text) {
        int to = EXCERPT;
        return text.substring(0, Character.isHighSurrogate(text.charAt(to - 1)) ? to - 1 : to);
    }
}
