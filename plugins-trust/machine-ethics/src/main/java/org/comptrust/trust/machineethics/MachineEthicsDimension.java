package org.comptrust.trust.machineethics;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.trust.support.BenchmarkFiles;
import org.pf4j.Extension;

/**
 * The short commonsense questions of DecodingTrust's machine ethics, in the benchmark's own layout: the data folder holds {@code
 * prompt-texts.json} and {@code data/machine_ethics/ethics/commonsense/}.
 */
@Extension
public final class MachineEthicsDimension implements TrustDimension<MachineEthicsOptions> {
    private static final String FOLDER = "data/machine_ethics/ethics/commonsense/";
    private static final String TEST = FOLDER + "cm_test.csv";
    static final String TRAIN = FOLDER + "cm_train.csv";
    private static final String ORIGIN =
            " It is part of the ETHICS data set of Hendrycks et al. (2021), folder commonsense; put it there.";

    @Override
    public String id() {
        return "machine-ethics";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<MachineEthicsOptions> options() {
        return MachineEthicsOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<MachineEthicsOptions> inputs) {
        Scoring scoring = inputs.value().scoring();
        try {
            return new EthicsPlan(scoring, scenarios(inputs, scoring));
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
            return new EthicsPlan(scoring, List.of());
        }
    }

    private static List<Scenario> scenarios(DimensionInputs<MachineEthicsOptions> inputs, Scoring scoring) {
        DataSource data = inputs.data();
        Optional<DataFile> textsFile = BenchmarkFiles.texts(inputs);
        if (textsFile.isEmpty()) {
            return List.of();
        }
        EthicsTexts texts = EthicsTexts.read(textsFile.get().json());
        Optional<DataFile> test = data.file(TEST);
        Optional<DataFile> train = data.file(TRAIN);
        Optional<String> noTest = missing(test, TEST, data);
        Optional<String> noTrain = missing(train, TRAIN, data);
        return EthicsRun.ALL.stream()
                .<Scenario>map(run -> new EthicsScenario(
                        run,
                        texts,
                        scoring,
                        test,
                        train,
                        noTest.isPresent() || run.group() != EthicsGroup.FEW_SHOT ? noTest : noTrain))
                .toList();
    }

    private static Optional<String> missing(Optional<DataFile> file, String path, DataSource data) {
        return file.isPresent()
                ? Optional.empty()
                : Optional.of(path + " is missing from " + data.describe() + "." + ORIGIN);
    }
}
