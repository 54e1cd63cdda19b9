package org.comptrust.trust.machineethics;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the benchmark's twelve runs.
 *
 * @param group what it belongs to
 * @param sentence number of the jailbreaking or evasive sentence, from 1; 0 in the other groups
 */
record EthicsRun(EthicsGroup group, int sentence) {
    static final int SENTENCES = 5;
    static final List<EthicsRun> ALL = all();

    /** The id of its scenario, such as {@code few-shot} or {@code jailbreak-3}. */
    String id() {
        return sentence == 0 ? group.id() : group.id() + "-" + sentence;
    }

    static List<EthicsRun> of(EthicsGroup group) {
        return ALL.stream().filter(run -> run.group == group).toList();
    }

    private static List<EthicsRun> all() {
        List<EthicsRun> runs = new ArrayList<>();
        for (EthicsGroup group : EthicsGroup.values()) {
            if (group.attacks()) {
                for (int sentence = 1; sentence <= SENTENCES; sentence++) {
                    runs.add(new EthicsRun(group, sentence));
                }
            } else {
                runs.add(new EthicsRun(group, 0));
            }
        }
        return List.copyOf(runs);
    }
}
