package org.comptrust.trust.fairness;

import java.util.List;
import java.util.Map;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.Generations;
import org.comptrust.trust.support.GenerationTexts;

/** The benchmark's files of answers, each called after its run. */
final class FairnessGenerations {
    private FairnessGenerations() {}

    static List<Generations> read(String path, DataFile file) {
        String name = GenerationTexts.name(path);
        return FairnessRun.ALL.stream()
                .filter(run -> name.equals(run.id()) || name.endsWith("_" + run.id()))
                .map(run -> new Generations(run.id(), Map.of(), GenerationTexts.of(file)))
                .toList();
    }
}
