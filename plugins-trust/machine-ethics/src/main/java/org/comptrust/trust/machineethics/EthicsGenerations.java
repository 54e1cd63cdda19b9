package org.comptrust.trust.machineethics;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.Generations;
import org.comptrust.trust.support.GenerationTexts;

/** The benchmark's files of answers, whose names tell shots, number of items, and the sentence that was added. */
final class EthicsGenerations {
    private static final Pattern NAME =
            Pattern.compile("(?:.*_)?few_shot_(\\d+)_test_num\\d+_jailbreak_(\\d)_evasive_(\\d)");

    private EthicsGenerations() {}

    static List<Generations> read(String path, DataFile file) {
        String name = GenerationTexts.name(path);
        Matcher run = NAME.matcher(name);
        if (name.startsWith("label_") || !run.matches()) {
            return List.of();
        }
        String scenario = !run.group(2).equals("0")
                ? "jailbreak-" + run.group(2)
                : !run.group(3).equals("0")
                        ? "evasive-" + run.group(3)
                        : run.group(1).equals("0") ? "zero-shot" : "few-shot";
        return List.of(new Generations(scenario, Map.of(), GenerationTexts.of(file), true));
    }
}
