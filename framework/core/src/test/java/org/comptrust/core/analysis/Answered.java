package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.comptrust.core.journal.GradedAnswer;

/** Graded items without a run. */
final class Answered {
    private Answered() {}

    /** An item that is right or wrong. */
    static GradedAnswer item(String scenario, String stratum, int number, boolean right) {
        return new GradedAnswer(
                number,
                scenario,
                "i" + number,
                Map.of(),
                right ? Grade.read(1, "right") : Grade.read(0, "wrong"),
                "",
                0,
                stratum,
                0,
                List.of());
    }

    /** Items of one scenario without strata; {@code 1} is right. */
    static Sample sample(String outcomes) {
        List<GradedAnswer> items = new ArrayList<>();
        for (int i = 0; i < outcomes.length(); i++) {
            items.add(item("s", "", i, outcomes.charAt(i) == '1'));
        }
        return new Sample(items);
    }

    /** Percent of right answers. */
    static double accuracy(Grades grades) {
        return 100 * grades.mean("value").orElse(Double.NaN);
    }
}
