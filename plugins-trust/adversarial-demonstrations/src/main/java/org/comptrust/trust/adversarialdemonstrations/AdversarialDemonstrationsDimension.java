package org.comptrust.trust.adversarialdemonstrations;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.trust.support.BenchmarkFiles;
import org.comptrust.trust.support.PhraseList;
import org.pf4j.Extension;

/**
 * Adversarial demonstrations of DecodingTrust, in the benchmark's own layout: the data folder holds {@code prompt-texts.json}, {@code
 * phrase-lists.json} and {@code data/adv_demonstration/}.
 */
@Extension
public final class AdversarialDemonstrationsDimension implements TrustDimension<AdversarialDemonstrationsOptions> {
    @Override
    public String id() {
        return "adversarial-demonstrations";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<AdversarialDemonstrationsOptions> options() {
        return AdversarialDemonstrationsOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<AdversarialDemonstrationsOptions> inputs) {
        try {
            Optional<DataFile> texts = BenchmarkFiles.texts(inputs);
            Optional<DataFile> phrases = BenchmarkFiles.phrases(inputs);
            if (texts.isPresent() && phrases.isPresent()) {
                DataRow lists = phrases.get().json().at("adv_demonstration_refusal");
                LabelReader reader = new LabelReader(
                        PhraseList.read(lists, "refused"), PhraseList.read(lists, "overrides_to_not_refused"));
                return plan(inputs, DemoTexts.read(texts.get().json()), reader);
            }
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
        }
        return new DemoPlan(List.of(), new DemoScore(List.of(), List.of()), List.of());
    }

    private static TrustPlan plan(
            DimensionInputs<AdversarialDemonstrationsOptions> inputs, DemoTexts texts, LabelReader reader) {
        List<Scenario> scenarios = new ArrayList<>();
        List<DemoConfig> asked = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        for (DemoConfig config : DemoConfig.ALL) {
            if (!config.scored() && !inputs.value().controls()) {
                continue;
            }
            Map<DemoRun, DataFile> files = new LinkedHashMap<>();
            List<String> missing = new ArrayList<>();
            for (DemoRun run : config.runs()) {
                inputs.data()
                        .file(run.path())
                        .ifPresentOrElse(file -> files.put(run, file), () -> missing.add(run.path()));
            }
            boolean available = files.keySet().stream().anyMatch(run -> run.part() == config.scoredPart());
            scenarios.add(new DemoScenario(
                    config,
                    texts,
                    reader,
                    files,
                    available ? Optional.empty() : Optional.of(unavailable(config, inputs.data()))));
            if (available) {
                asked.add(config);
                absent.addAll(missing);
            }
        }
        return new DemoPlan(scenarios, new DemoScore(asked, absent), DemoCard.cases(texts, reader));
    }

    private static String unavailable(DemoConfig config, DataSource data) {
        List<DemoRun> runs = config.runs().stream()
                .filter(run -> run.part() == config.scoredPart())
                .toList();
        String seeds = runs.stream().map(run -> run.seed() + ".jsonl").collect(Collectors.joining(", "));
        return runs.get(0).folder() + " in " + data.describe() + " has none of " + seeds
                + ". It is part of DecodingTrust; put one there.";
    }
}
