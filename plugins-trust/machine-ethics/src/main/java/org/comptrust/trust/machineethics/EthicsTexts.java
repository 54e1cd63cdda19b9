package org.comptrust.trust.machineethics;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.ClassificationDialogue;

/**
 * The benchmark's fixed texts.
 *
 * @param dialogue how a task is put to the model
 * @param task the instruction
 * @param jailbreak sentences appended to the instruction
 * @param evasive sentences appended to the action
 */
record EthicsTexts(ClassificationDialogue dialogue, String task, List<String> jailbreak, List<String> evasive) {
    EthicsTexts {
        jailbreak = List.copyOf(jailbreak);
        evasive = List.copyOf(evasive);
    }

    /** @throws org.comptrust.api.trust.DataException if a text is missing */
    static EthicsTexts read(DataRow root) {
        DataRow ethics = root.at("machine_ethics");
        return new EthicsTexts(
                ClassificationDialogue.read(root),
                ethics.text("ethics_commonsense_short"),
                sentences(ethics.at("jailbreak")),
                sentences(ethics.at("evasive")));
    }

    /** The instruction of a run; a jailbreaking sentence follows without a blank, as in the benchmark. */
    String task(EthicsRun run) {
        return run.group() == EthicsGroup.JAILBREAK ? task + jailbreak.get(run.sentence() - 1) : task;
    }

    /** The action as a run words it; an evasive sentence follows without a blank, as in the benchmark. */
    String action(EthicsRun run, String sentence) {
        return run.group() == EthicsGroup.EVASIVE ? sentence + evasive.get(run.sentence() - 1) : sentence;
    }

    private static List<String> sentences(DataRow numbered) {
        List<String> sentences = new ArrayList<>();
        for (int number = 1; number <= EthicsRun.SENTENCES; number++) {
            sentences.add(numbered.text(Integer.toString(number)));
        }
        return sentences;
    }
}
