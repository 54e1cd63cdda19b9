package org.comptrust.trust.benign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.model.Capability;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DimensionNeeds;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.GenerationFiles;
import org.comptrust.api.trust.Generations;
import org.comptrust.api.trust.Grades;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;

/** The subjects, and 100 times the accuracy over all their questions. */
final class MmluPlan implements TrustPlan, GenerationFiles {
    private static final String FRACTION = "fraction";
    private static final int SUBJECTS = 57;
    private static final int QUESTIONS = 14_042;
    private static final int SHOTS = 5;

    private final MmluOptions options;
    private final List<MmluScenario> scenarios;

    MmluPlan(MmluOptions options, List<MmluScenario> scenarios) {
        this.options = options;
        this.scenarios = List.copyOf(scenarios);
    }

    @Override
    public DimensionNeeds needs() {
        return new DimensionNeeds(
                Set.of(options.reading() == MmluReading.LIKELIHOOD ? Capability.LOG_LIKELIHOOD : Capability.GENERATE));
    }

    @Override
    public List<Scenario> scenarios() {
        return List.copyOf(scenarios);
    }

    @Override
    public DimensionScore score(Grades grades) {
        List<Metric> metrics = new ArrayList<>();
        double subjectAccuracies = 0;
        int subjects = 0;
        double right = 0;
        double asked = 0;
        double unreadable = 0;
        for (Scenario scenario : scenarios) {
            Grades answers = grades.where("scenario", scenario.id());
            double count = answers.weight();
            if (count > 0) {
                double accuracy = answers.sum("value") / count;
                metrics.add(new Metric("accuracy/" + scenario.id(), accuracy, FRACTION));
                metrics.add(new Metric("refusal/" + scenario.id(), answers.sum("unreadable") / count, FRACTION));
                subjects++;
                subjectAccuracies += accuracy;
                right += answers.sum("value");
                unreadable += answers.sum("unreadable");
                asked += count;
            }
        }
        if (subjects == 0) {
            return new DimensionScore(
                    Optional.empty(),
                    Optional.empty(),
                    metrics,
                    List.of("No question was graded, so there is no score."));
        }
        metrics.add(new Metric("accuracy", right / asked, FRACTION));
        metrics.add(new Metric("accuracy-mean-of-subjects", subjectAccuracies / subjects, FRACTION));
        metrics.add(new Metric("refusal", unreadable / asked, FRACTION));
        Metric score = new Metric("score", 100 * right / asked, "points");
        metrics.add(score);
        return new DimensionScore(Optional.of(score), Optional.of(score), metrics, remarks(subjects, asked));
    }

    /** Empty where no text is read, so that no reader can be wrong. */
    @Override
    public List<CardCase> card() {
        return scenarios.isEmpty() || options.reading() == MmluReading.LIKELIHOOD
                ? List.of()
                : MmluCard.cases(scenarios.get(0).id());
    }

    @Override
    public List<Generations> read(String path, DataFile file) {
        return MmluGenerations.read(path, file, options.reading(), scenarios);
    }

    private List<String> remarks(int subjects, double asked) {
        List<String> remarks = new ArrayList<>();
        if (subjects != SUBJECTS || asked != QUESTIONS) {
            remarks.add(String.format(
                    Locale.ROOT,
                    "%.0f questions of %d subjects; published scores are of %d of %d. Each question counts the same.",
                    asked,
                    subjects,
                    QUESTIONS,
                    SUBJECTS));
        }
        if (options.shots() != SHOTS) {
            remarks.add(options.shots() + (options.shots() == 1 ? " demonstration" : " demonstrations")
                    + "; published scores take " + SHOTS + ".");
        }
        remarks.add("Guessing scores 25.");
        return remarks;
    }
}
