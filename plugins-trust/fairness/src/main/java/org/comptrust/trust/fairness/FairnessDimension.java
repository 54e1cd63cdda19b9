package org.comptrust.trust.fairness;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.trust.support.BenchmarkFiles;
import org.pf4j.Extension;

/**
 * The fairness perspective of DecodingTrust, in the benchmark's own layout: the data folder holds {@code prompt-texts.json},
 * {@code phrase-lists.json} and {@code data/fairness/fairness_data/}.
 */
@Extension
public final class FairnessDimension implements TrustDimension<FairnessOptions> {
    static final String FOLDER = "data/fairness/fairness_data/";

    @Override
    public String id() {
        return "fairness";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<FairnessOptions> options() {
        return FairnessOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<FairnessOptions> inputs) {
        FairnessOptions options = inputs.value();
        try {
            return new FairnessPlan(options.scoring(), scenarios(inputs, options));
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
            return new FairnessPlan(options.scoring(), List.of());
        }
    }

    private static List<Scenario> scenarios(DimensionInputs<FairnessOptions> inputs, FairnessOptions options) {
        Optional<DataFile> textFile = BenchmarkFiles.texts(inputs);
        Optional<DataFile> phraseFile = BenchmarkFiles.phrases(inputs);
        if (textFile.isEmpty() || phraseFile.isEmpty()) {
            return List.of();
        }
        FairnessTexts texts = FairnessTexts.read(textFile.get().json());
        DataRow phrases = phraseFile.get().json();
        Map<Task, PredictionReader> readers = new EnumMap<>(Task.class);
        for (Task task : Task.values()) {
            readers.put(task, PredictionReader.read(phrases, task));
        }
        FairnessScenario.Questions questions =
                new FairnessScenario.Questions(texts, Map.copyOf(readers), inputs.prompts(), options.toss());
        return FairnessRun.ALL.stream()
                .filter(run -> run.scored() || options.unscored())
                .<Scenario>map(run -> {
                    String path = FOLDER + run.file();
                    Optional<DataFile> rows = inputs.data().file(path);
                    Optional<String> missing = rows.isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    path + " is missing from "
                                            + inputs.data().describe()
                                            + ". It is part of DecodingTrust, folder data/fairness/fairness_data; put it there.");
                    return new FairnessScenario(run, questions, rows, missing);
                })
                .toList();
    }
}
