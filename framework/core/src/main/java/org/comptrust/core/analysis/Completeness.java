package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.core.plan.PlannedScenario;

/**
 * Whether a score is one of the whole dimension. Without some of the scenarios that it needs it is no score, unless the author of the
 * experiment wants it so; either way it says so.
 */
public final class Completeness {
    /** Why a scenario gives nothing. */
    public enum Gap {
        /** Its data is missing. */
        UNAVAILABLE("unavailable"),
        /** The experiment does not ask it. */
        LEFT_OUT("left out by the experiment"),
        /** Its data hold no item. */
        EMPTY("without items"),
        /** Nobody answered its items. */
        UNANSWERED("without recorded answers"),
        /** All its items are too long for the model. */
        UNANSWERABLE("too long for the model in all items");

        private final String words;

        Gap(String words) {
            this.words = words;
        }
    }

    private final Map<Gap, List<String>> scored = new LinkedHashMap<>();
    private final Map<Gap, List<String>> others = new LinkedHashMap<>();

    /** Of scenarios of which some items were graded. */
    public static Completeness of(List<PlannedScenario> scenarios, List<String> graded) {
        Completeness completeness = new Completeness();
        for (PlannedScenario scenario : scenarios) {
            if (!scenario.chosen()) {
                completeness.missing(scenario.id(), scenario.scored(), Gap.LEFT_OUT);
            } else if (scenario.unavailable().isPresent()) {
                completeness.missing(scenario.id(), scenario.scored(), Gap.UNAVAILABLE);
            } else if (scenario.selection().size() == 0) {
                completeness.missing(
                        scenario.id(), scenario.scored(), scenario.total() == 0 ? Gap.EMPTY : Gap.UNANSWERED);
            } else if (!graded.contains(scenario.id())) {
                completeness.missing(scenario.id(), scenario.scored(), Gap.UNANSWERABLE);
            }
        }
        return completeness;
    }

    /** Notes a scenario that gives nothing. */
    public void missing(String scenario, boolean needed, Gap why) {
        (needed ? scored : others)
                .computeIfAbsent(why, gap -> new ArrayList<>())
                .add(scenario);
    }

    /**
     * The score with remarks on what is missing; without a headline if that is needed and {@code partial} does not allow it.
     *
     * @param partial whether a score of what is there is wanted
     */
    public DimensionScore applied(DimensionScore score, boolean partial) {
        List<String> remarks = new ArrayList<>(score.remarks());
        if (!others.isEmpty()) {
            remarks.add("Beside the score, " + words(others) + ".");
        }
        if (scored.isEmpty()) {
            return new DimensionScore(score.headline(), score.compared(), score.metrics(), remarks);
        }
        if (partial) {
            remarks.add("Partial score, without what is " + words(scored) + ".");
            return new DimensionScore(score.headline(), score.compared(), score.metrics(), remarks);
        }
        remarks.add("No score: " + words(scored) + "."
                + (scored.containsKey(Gap.UNAVAILABLE) ? " Provide the data, or set" : " Set")
                + " partial: true for a score without that.");
        return new DimensionScore(Optional.empty(), Optional.empty(), score.metrics(), remarks);
    }

    private static String words(Map<Gap, List<String>> missing) {
        List<String> parts = new ArrayList<>();
        missing.forEach((gap, scenarios) -> parts.add(gap.words + ": " + String.join(", ", scenarios)));
        return String.join("; ", parts);
    }
}
