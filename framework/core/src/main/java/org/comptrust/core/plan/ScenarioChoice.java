package org.comptrust.core.plan;

import java.util.List;
import java.util.TreeSet;
import org.comptrust.core.spec.ExperimentSpec.DimensionEntry;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.Suggestion;

/** Which scenarios an entry of the experiment wants. */
final class ScenarioChoice {
    private final List<Named> patterns;

    ScenarioChoice(DimensionEntry entry) {
        this.patterns = entry.scenarios();
    }

    boolean wants(String scenario) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> new NamePattern(pattern.id()).matches(scenario));
    }

    /**
     * Notes patterns that no scenario has, and dimensions of which none is left.
     *
     * @param planned the dimensions of the entry; those that cannot run tell no scenarios
     * @param suffix names the model, if there are several
     */
    void report(List<PlannedDimension> planned, Problems problems, String suffix) {
        List<PlannedDimension> known = planned.stream()
                .filter(dimension -> !dimension.scenarios().isEmpty())
                .toList();
        if (patterns.isEmpty() || known.isEmpty()) {
            return;
        }
        TreeSet<String> ids = new TreeSet<>();
        known.forEach(dimension -> dimension.scenarios().forEach(scenario -> ids.add(scenario.id())));
        boolean allKnown = known.size() == planned.size();
        int before = problems.size();
        for (Named pattern : patterns) {
            NamePattern name = new NamePattern(pattern.id());
            if (allKnown && ids.stream().noneMatch(name::matches)) {
                problems.add(
                        pattern.place(),
                        "no scenario \"" + Suggestion.shorten(pattern.id()) + "\" in " + names(known) + suffix,
                        Suggestion.of(pattern.id(), ids));
            }
        }
        if (problems.size() == before) {
            known.stream()
                    .filter(dimension -> dimension.scenarios().stream().noneMatch(PlannedScenario::chosen))
                    .forEach(dimension -> problems.add(
                            patterns.get(0).place(),
                            "leaves no scenario of " + dimension.id() + suffix,
                            "Name one of its own, or give it an entry of its own: "
                                    + String.join(
                                            ", ",
                                            dimension.scenarios().stream()
                                                    .map(PlannedScenario::id)
                                                    .toList())
                                    + "."));
        }
    }

    private static String names(List<PlannedDimension> dimensions) {
        return String.join(
                ", ",
                new TreeSet<>(dimensions.stream().map(PlannedDimension::id).toList()));
    }
}
