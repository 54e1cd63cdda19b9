package org.comptrust.core.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.result.Verdict;
import org.comptrust.core.spec.DecideSpec.Margin;
import org.comptrust.core.spec.ExperimentSpec.Named;

/** Understands the decide section. */
final class DecideParser {
    private static final double MARGIN = 2;
    private static final double LEAST = 0.001;
    private static final double ALPHA = 0.05;
    private static final String DEFAULT = "default";

    private final Problems problems;

    DecideParser(Problems problems) {
        this.problems = problems;
    }

    DecideSpec parse(Section top) {
        Section decide = top.section(
                "decide",
                Set.of("against", "margin", "alpha", "correction", "noiseFloor", "failIf", "averages"),
                Set.of());
        Optional<Named> against = decide.text("against").map(id -> new Named(id, decide.placeOf("against")));
        double alpha = decide.number("alpha", 1e-6, 0.5).orElse(ALPHA);
        Correction correction = decide.word("correction", List.of("holm", "none"))
                .map(word -> Correction.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Correction.HOLM);
        boolean noiseFloor = decide.flag("noiseFloor");
        Set<Verdict> failIf = failIf(decide);
        List<String> averages = averages(decide);
        Optional<SpecNode> margin = decide.node("margin");
        if (margin.isPresent() && margin.get() instanceof SpecNode.Text) {
            double all = decide.number("margin", LEAST, 100).orElse(MARGIN);
            return new DecideSpec(against, all, List.of(), alpha, correction, noiseFloor, failIf, averages);
        }
        Map<String, SpecNode.Field> each = margin.map(node ->
                        Section.open(decide.placeOf("margin"), node, problems).fields())
                .orElse(Map.of());
        Section margins = new Section(decide.placeOf("margin"), each, problems);
        List<Margin> own = new ArrayList<>();
        each.forEach((name, field) -> {
            if (!name.equals(DEFAULT)) {
                margins.number(name, LEAST, 100)
                        .ifPresent(value -> own.add(new Margin(new Named(name, field.key()), value)));
            }
        });
        return new DecideSpec(
                against,
                margins.number(DEFAULT, LEAST, 100).orElse(MARGIN),
                own,
                alpha,
                correction,
                noiseFloor,
                failIf,
                averages);
    }

    private List<String> averages(Section decide) {
        List<String> averages = new ArrayList<>();
        for (SpecNode.Text text : decide.texts("averages")) {
            if (AverageDefinition.of(text.text()).isPresent()) {
                averages.add(text.text());
            } else {
                problems.add(
                        text.place(),
                        "no average \"" + Suggestion.shorten(text.text()) + '"',
                        Suggestion.of(text.text(), AverageDefinition.names()));
            }
        }
        return averages.stream().distinct().toList();
    }

    private Set<Verdict> failIf(Section decide) {
        Set<Verdict> failIf = EnumSet.noneOf(Verdict.class);
        List<String> known = Arrays.stream(Verdict.values()).map(Verdict::word).toList();
        for (SpecNode.Text text : decide.texts("failIf")) {
            if (known.contains(text.text())) {
                failIf.add(Verdict.valueOf(text.text().toUpperCase(Locale.ROOT)));
            } else {
                problems.add(
                        text.place(),
                        "no verdict \"" + Suggestion.shorten(text.text()) + '"',
                        Suggestion.of(text.text(), known));
            }
        }
        return failIf;
    }
}
