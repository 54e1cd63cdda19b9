package org.comptrust.trust.adversarialrobustness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * AdvGLUE++ of DecodingTrust, in the benchmark's own layout: the data folder holds {@code prompt-texts.json} and {@code
 * data/adv-glue-plus-plus/data/}.
 */
@Extension
public final class AdversarialRobustnessDimension implements TrustDimension<AdversarialRobustnessOptions> {
    static final String FOLDER = "data/adv-glue-plus-plus/data/";
    static final String STAND_IN = "data/adv-glue/dev.json";

    private static final String ORIGIN =
            " It is part of AdvGLUE++, DecodingTrust's folder data/adv-glue-plus-plus/data; put it there.";

    @Override
    public String id() {
        return "adversarial-robustness";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<AdversarialRobustnessOptions> options() {
        return AdversarialRobustnessOptions.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<AdversarialRobustnessOptions> inputs) {
        try {
            Optional<List<GlueTask>> tasks = tasks(inputs);
            Optional<DataFile> texts = BenchmarkFiles.texts(inputs);
            if (tasks.isPresent() && texts.isPresent()) {
                return plan(inputs, tasks.get(), texts.get());
            }
        } catch (DataException e) {
            inputs.problem("", e.getMessage(), "Mend the file, or take it from the benchmark's data again.");
        }
        return new GluePlan(List.of(), List.of(), new GlueScore(Set.of(), GlueTask.SCORED), List.of());
    }

    private static TrustPlan plan(
            DimensionInputs<AdversarialRobustnessOptions> inputs, List<GlueTask> tasks, DataFile textsFile) {
        // The card asks about the tasks of the score, whatever the experiment asks.
        Set<GlueTask> needed = EnumSet.copyOf(GlueTask.SCORED);
        needed.addAll(tasks);
        GlueTexts texts = GlueTexts.read(textsFile.json(), List.copyOf(needed));
        List<Scenario> scenarios = new ArrayList<>();
        Set<Source> asked = EnumSet.noneOf(Source.class);
        for (Source source : Source.values()) {
            List<DataFile> files = source.files().stream()
                    .flatMap(path -> inputs.data().file(path).stream())
                    .toList();
            boolean unwanted = source == Source.BENIGN && !inputs.value().benign();
            if (unwanted || source == Source.STAND_IN && files.isEmpty()) {
                continue;
            }
            Optional<String> missing = files.isEmpty() ? Optional.of(missing(source, inputs.data())) : Optional.empty();
            scenarios.add(new GlueScenario(source, tasks, texts, files, missing));
            if (missing.isEmpty()) {
                asked.add(source);
            }
        }
        return new GluePlan(scenarios, tasks, new GlueScore(asked, tasks), GlueCard.cases(texts));
    }

    private static Optional<List<GlueTask>> tasks(DimensionInputs<AdversarialRobustnessOptions> inputs) {
        List<String> wanted = inputs.value().tasks();
        List<String> unknown =
                wanted.stream().filter(name -> GlueTask.of(name).isEmpty()).toList();
        unknown.forEach(name -> inputs.problem(
                "tasks", "no task \"" + name + "\"", "Known: " + String.join(", ", GlueTask.ids()) + "."));
        if (!unknown.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                wanted.isEmpty()
                        ? GlueTask.SCORED
                        : Arrays.stream(GlueTask.values())
                                .filter(task -> wanted.contains(task.id()))
                                .toList());
    }

    private static String missing(Source source, DataSource data) {
        return source == Source.BENIGN
                ? "None of " + String.join(", ", source.files()) + " is in " + data.describe()
                        + ". They are part of AdvGLUE++, DecodingTrust's folder data/adv-glue-plus-plus/data;"
                        + " put one there."
                : source.files().get(0) + " is missing from " + data.describe() + "." + ORIGIN;
    }
}
