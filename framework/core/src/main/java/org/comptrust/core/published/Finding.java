package org.comptrust.core.published;

import java.util.List;

/**
 * A finding of the study as a question that the figures answer.
 *
 * @param claim what the study says
 * @param rule what is counted
 * @param cases the answers, each of one model or one group of variants
 */
public record Finding(String claim, String rule, List<Case> cases) {
    /**
     * One answer.
     *
     * @param of the model or group
     * @param holds whether the claim holds there
     * @param figures what was computed, for people
     */
    public record Case(String of, boolean holds, String figures) {}

    public Finding {
        cases = List.copyOf(cases);
    }

    /** In how many cases it holds. */
    public long holding() {
        return cases.stream().filter(Case::holds).count();
    }
}
