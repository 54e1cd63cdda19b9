package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.comptrust.core.result.ScenarioScore;

/** Says what did not fit into the model's context. */
final class TooLong {
    private TooLong() {}

    static List<String> remarks(List<ScenarioScore> scenarios) {
        List<String> remarks = new ArrayList<>();
        int asked = scenarios.stream().mapToInt(ScenarioScore::asked).sum();
        int unanswerable =
                scenarios.stream().mapToInt(ScenarioScore::unanswerable).sum();
        if (unanswerable > 0) {
            remarks.add(unanswerable + " of " + asked
                    + " items are too long for the model and count as unanswerable, in no score: "
                    + scenarios.stream()
                            .filter(scenario -> scenario.unanswerable() > 0)
                            .map(scenario ->
                                    scenario.scenario() + " " + scenario.unanswerable() + " of " + scenario.asked())
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        int items = scenarios.stream()
                .mapToInt(ScenarioScore::itemsWithDroppedShots)
                .sum();
        if (items > 0) {
            int shots = scenarios.stream().mapToInt(ScenarioScore::droppedShots).sum();
            remarks.add(shots + (shots == 1 ? " demonstration was" : " demonstrations were")
                    + " dropped from the prompts of " + items + (items == 1 ? " item" : " items")
                    + ", for they did not fit into the model's context.");
        }
        return remarks;
    }
}
