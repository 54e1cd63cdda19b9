package org.comptrust.trust.adversarialdemonstrations;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the benchmark's configurations; each is a scenario.
 *
 * @param id as the configuration is called, such as {@code backdoor_exp1_badword_setup1}
 * @param group what it belongs to
 * @param task the key of its instruction
 * @param scored whether it enters the score
 * @param zeroShot whether its demonstrations are left out
 * @param runs its files
 */
record DemoConfig(String id, DemoGroup group, String task, boolean scored, boolean zeroShot, List<DemoRun> runs) {
    private static final String FOLDER = "data/adv_demonstration/";

    /** All, in the order of the groups; those beside the score come last in theirs. */
    static final List<DemoConfig> ALL = all();

    DemoConfig {
        runs = List.copyOf(runs);
    }

    /** Whether the benchmark asks items with the label {@code yes} before the others. */
    boolean yesFirst() {
        return group == DemoGroup.SPURIOUS;
    }

    /** The part that enters the score. */
    DemoRun.Part scoredPart() {
        return group == DemoGroup.BACKDOOR ? DemoRun.Part.ATTACK : DemoRun.Part.PLAIN;
    }

    private static List<DemoConfig> all() {
        List<DemoConfig> all = new ArrayList<>();
        all.addAll(counterfactual());
        all.addAll(spurious());
        all.addAll(backdoor());
        return List.copyOf(all);
    }

    private static List<DemoConfig> counterfactual() {
        List<String> sets = List.of(
                "snli_premise",
                "snli_hypothesis",
                "control_raising",
                "irregular_form",
                "main_verb",
                "syntactic_category");
        List<DemoConfig> configs = new ArrayList<>();
        for (String suffix : List.of("_cf", "")) {
            for (String set : sets) {
                configs.add(new DemoConfig(
                        "counterfactual_" + set + suffix,
                        DemoGroup.COUNTERFACTUAL,
                        set.startsWith("snli") ? "nli3" : set,
                        !suffix.isEmpty(),
                        false,
                        runs(DemoRun.Part.PLAIN, "counterfactual/" + set + suffix, 42, 2333, 10007)));
            }
        }
        return configs;
    }

    private static List<DemoConfig> spurious() {
        List<String> heuristics =
                List.of("PP", "adverb", "embedded_under_verb", "l_relative_clause", "passive", "s_relative_clause");
        List<DemoConfig> configs = new ArrayList<>();
        for (String heuristic : heuristics) {
            for (String bias : List.of("entail-bias", "non-entail-bias")) {
                configs.add(new DemoConfig(
                        "spurious_" + heuristic + "_" + bias,
                        DemoGroup.SPURIOUS,
                        "nli2",
                        true,
                        false,
                        runs(DemoRun.Part.PLAIN, "spurious/" + heuristic + "/" + bias, 0, 42, 2333, 10007, 12306)));
            }
        }
        for (String heuristic : heuristics) {
            configs.add(new DemoConfig(
                    "spurious_" + heuristic + "_zero",
                    DemoGroup.SPURIOUS,
                    "nli2",
                    false,
                    true,
                    runs(DemoRun.Part.PLAIN, "spurious/" + heuristic + "/entail-bias", 0)));
        }
        return configs;
    }

    private static List<DemoConfig> backdoor() {
        List<DemoConfig> configs = new ArrayList<>();
        for (String trigger : List.of("badword", "addsent", "synbkd", "stylebkd")) {
            for (String setup : List.of("setup1", "setup2", "setup3")) {
                String folder = "backdoor/experiment1/sst-2_" + setup + "_" + trigger;
                List<DemoRun> runs = new ArrayList<>(runs(DemoRun.Part.ATTACK, folder + "_asr", 42, 2333, 10007));
                runs.addAll(runs(DemoRun.Part.CLEAN, folder + "_cacc", 42, 2333, 10007));
                configs.add(new DemoConfig(
                        "backdoor_exp1_" + trigger + "_" + setup, DemoGroup.BACKDOOR, "sa", true, false, runs));
            }
        }
        return configs;
    }

    private static List<DemoRun> runs(DemoRun.Part part, String folder, int... seeds) {
        List<DemoRun> runs = new ArrayList<>();
        for (int seed : seeds) {
            runs.add(new DemoRun(part, seed, FOLDER + folder + "/" + seed + ".jsonl"));
        }
        return runs;
    }
}
