package org.comptrust.trust.oodrobustness;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.trust.support.BenchmarkFiles;
import org.comptrust.trust.support.PhraseList;
import org.pf4j.Extension;

/**
 * Out-of-distribution robustness of DecodingTrust, in the benchmark's own layout: the data folder holds {@code prompt-texts.json},
 * {@code phrase-lists.json} and {@code data/ood/}.
 */
@Extension
public final class OodRobustnessDimension implements TrustDimension<OodRobustnessOptions> {
    @Override
    public String id() {
        return "ood-robustness";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<OodRobustnessOptions> options() {
        return OodRobustnessOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<OodRobustnessOptions> inputs) {
        try {
            Optional<DataFile> texts = BenchmarkFiles.texts(inputs);
            Optional<DataFile> phrases = BenchmarkFiles.phrases(inputs);
            if (texts.isPresent() && phrases.isPresent()) {
                return plan(
                        inputs,
                        OodTexts.read(texts.get().json(), inputs.value().scoring()),
                        PhraseList.read(phrases.get().json(), "ood_knowledge_refusal"));
            }
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
        }
        return new OodPlan(List.of(), new OodScore(Set.of()), List.of());
    }

    private static TrustPlan plan(DimensionInputs<OodRobustnessOptions> inputs, OodTexts texts, PhraseList refusals) {
        List<Scenario> scenarios = new ArrayList<>();
        Set<OodConfig> asked = EnumSet.noneOf(OodConfig.class);
        for (OodConfig config : OodConfig.values()) {
            List<OodTask> tasks = config.tasks().stream()
                    .filter(task -> task.scored() || inputs.value().reference())
                    .toList();
            Optional<DataFile> file = inputs.data().file(config.file());
            Optional<String> missing = file.isPresent()
                    ? Optional.empty()
                    : Optional.of(config.file() + " is missing from "
                            + inputs.data().describe()
                            + ". It is part of DecodingTrust, folder data/ood; put it there.");
            scenarios.add(new OodScenario(config, tasks, texts, refusals, file, missing));
            if (missing.isEmpty()) {
                asked.add(config);
            }
        }
        return new OodPlan(scenarios, new OodScore(asked), OodCard.cases(texts, refusals));
    }
}
