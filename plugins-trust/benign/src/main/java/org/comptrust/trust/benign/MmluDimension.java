package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;
import org.pf4j.Extension;

/**
 * MMLU (Hendrycks et al. 2021, arXiv:2009.03300), five-shot, as the compression study of Hong et al. (2024, arXiv:2403.15447) asks
 * and reads it: multiple choice questions of 57 subjects. The data folder holds {@code dev/<subject>_dev.csv} and {@code
 * test/<subject>_test.csv}; each subject is a scenario.
 */
@Extension
public final class MmluDimension implements TrustDimension<MmluOptions> {
    private static final String DEV = "dev";
    private static final String TEST = "test";

    @Override
    public String id() {
        return "mmlu";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<MmluOptions> options() {
        return MmluOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<MmluOptions> inputs) {
        DataSource data = inputs.data();
        SortedSet<String> subjects = new TreeSet<>(subjects(data, DEV));
        subjects.addAll(subjects(data, TEST));
        if (subjects.isEmpty()) {
            inputs.problem(
                    "",
                    "there is no test/<subject>_test.csv in " + data.describe(),
                    "Name the folder of the data set that holds dev/ and test/.");
        }
        List<String> wanted = inputs.value().subjects();
        List<String> unknown =
                wanted.stream().filter(name -> !subjects.contains(name)).toList();
        if (!subjects.isEmpty()) {
            unknown.forEach(name -> inputs.problem(
                    "subjects", "no subject \"" + name + "\"", "There are: " + String.join(", ", subjects) + "."));
        }
        List<MmluScenario> scenarios = subjects.stream()
                .filter(name -> wanted.isEmpty() || wanted.contains(name))
                .map(name -> scenario(name, inputs.value(), data))
                .toList();
        return new MmluPlan(inputs.value(), scenarios);
    }

    private static MmluScenario scenario(String subject, MmluOptions options, DataSource data) {
        Optional<NamedText> dev = file(subject, DEV, data);
        Optional<NamedText> test = file(subject, TEST, data);
        List<String> missing = new ArrayList<>();
        if (dev.isEmpty()) {
            missing.add(path(subject, DEV));
        }
        if (test.isEmpty()) {
            missing.add(path(subject, TEST));
        }
        Optional<String> unavailable = missing.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", missing) + " is missing from " + data.describe()
                        + ". It is part of the MMLU data set; put it there.");
        return new MmluScenario(
                subject,
                options,
                dev.flatMap(shots -> test.map(asked -> new MmluScenario.Files(shots, asked))),
                unavailable);
    }

    private static Optional<NamedText> file(String subject, String folder, DataSource data) {
        return data.list(folder).contains(subject + "_" + folder + ".csv")
                ? data.file(path(subject, folder)).map(file -> new NamedText(path(subject, folder), file))
                : Optional.empty();
    }

    private static String path(String subject, String folder) {
        return folder + "/" + subject + "_" + folder + ".csv";
    }

    private static List<String> subjects(DataSource data, String folder) {
        String end = "_" + folder + ".csv";
        return data.list(folder).stream()
                .filter(name -> name.endsWith(end) && name.length() > end.length())
                .map(name -> name.substring(0, name.length() - end.length()))
                .toList();
    }
}
