package org.comptrust.core.published;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import org.comptrust.core.published.Finding.Case;

/**
 * What the study found, asked again of published figures: nothing is taken for granted, and a claim that does not hold for a model is
 * shown not to. Figures without items have no intervals: a difference within the margin may be noise either way.
 */
public final class Findings {
    /** Margins of a loss that nobody overlooks. */
    private static final double MUCH = 5;

    private final PublishedScores scores;
    private final double margin;

    private Findings(PublishedScores scores, double margin) {
        this.scores = scores;
        this.margin = margin;
    }

    /** @param margin loss that does not matter, in points */
    public static List<Finding> of(PublishedScores scores, double margin) {
        Findings findings = new Findings(scores, margin);
        return List.of(
                        findings.onAverage(
                                "8 bits keep trust",
                                row -> bits(row, 8),
                                difference -> difference >= -margin,
                                "a loss of at most " + words(margin) + " points"),
                        findings.onAverage(
                                "4 bits keep trust",
                                row -> bits(row, 4),
                                difference -> difference >= -margin,
                                "a loss of at most " + words(margin) + " points"),
                        findings.onAverage(
                                "3 bits break trust",
                                row -> bits(row, 3),
                                difference -> difference < -margin,
                                "a loss of more than " + words(margin) + " points"),
                        findings.onAverage(
                                "Pruning half of the weights degrades trust",
                                row -> row.rate().isPruned(),
                                difference -> difference < -margin,
                                "a loss of more than " + words(margin) + " points"),
                        findings.quantizationKeepsMore(),
                        findings.benignHidesIt(),
                        findings.meansHideIt(),
                        findings.seedsDiffer())
                .stream()
                .filter(finding -> !finding.cases().isEmpty())
                .toList();
    }

    /** For each model and method: the mean of all trust dimensions beside that of the uncompressed model, over seeds and patterns. */
    private Finding onAverage(String claim, Predicate<PublishedRow> group, DoublePredicate holds, String wanted) {
        List<Case> cases = new ArrayList<>();
        for (String model : scores.models()) {
            for (Map.Entry<String, List<PublishedRow>> method :
                    byMethod(model, group).entrySet()) {
                List<Loss> losses = losses(method.getValue());
                if (losses.isEmpty()) {
                    continue;
                }
                double mean =
                        losses.stream().mapToDouble(Loss::difference).average().orElseThrow();
                long worse = losses.stream()
                        .filter(loss -> loss.difference() < -margin)
                        .count();
                Loss worst = losses.stream()
                        .min(Comparator.comparingDouble(Loss::difference))
                        .orElseThrow();
                cases.add(new Case(
                        model + ", " + method.getKey()
                                + (method.getValue().size() > 1
                                        ? " (" + method.getValue().size() + " variants)"
                                        : ""),
                        holds.test(mean),
                        signed(mean) + " on average; " + worse + " of " + losses.size() + " dimensions lose more than "
                                + words(margin) + "; worst " + worst.words() + benign(method.getValue())));
            }
        }
        return new Finding(
                claim,
                "models and methods whose mean difference of all trust dimensions, seeds and patterns together, is "
                        + wanted,
                cases);
    }

    private Finding quantizationKeepsMore() {
        List<Case> cases = new ArrayList<>();
        for (String model : scores.models()) {
            OptionalDouble quantized = mean(losses(
                    scores.variants(model).stream().filter(row -> bits(row, 4)).toList()));
            OptionalDouble pruned = mean(losses(scores.variants(model).stream()
                    .filter(row -> row.rate().isPruned())
                    .toList()));
            if (quantized.isPresent() && pruned.isPresent()) {
                cases.add(new Case(
                        model,
                        quantized.getAsDouble() > pruned.getAsDouble(),
                        "4 bits " + signed(quantized.getAsDouble()) + ", pruned by half "
                                + signed(pruned.getAsDouble())));
            }
        }
        return new Finding(
                "Quantization to 4 bits keeps more than pruning half of the weights",
                "models whose mean difference of all trust dimensions is better over the variants of 4 bits",
                cases);
    }

    /** Variants that a look at benign accuracy alone would pass. */
    private Finding benignHidesIt() {
        List<Case> cases = new ArrayList<>();
        for (String model : scores.models()) {
            Optional<PublishedRow> dense = scores.dense(model);
            for (PublishedRow row : scores.variants(model)) {
                OptionalDouble benign = dense.map(base -> benign(row, base)).orElse(OptionalDouble.empty());
                if (benign.isEmpty() || benign.getAsDouble() < -margin) {
                    continue;
                }
                List<Loss> lost = losses(List.of(row)).stream()
                        .filter(loss -> loss.difference() < -margin)
                        .sorted(Comparator.comparingDouble(Loss::difference))
                        .toList();
                cases.add(new Case(
                        model + ", " + row.words(),
                        !lost.isEmpty(),
                        "benign " + signed(benign.getAsDouble()) + "; "
                                + (lost.isEmpty()
                                        ? "no dimension loses more than " + words(margin)
                                        : counted(lost) + " more than " + words(margin) + ", most "
                                                + lost.get(0).dimension() + " "
                                                + signed(lost.get(0).difference()))));
            }
        }
        return new Finding(
                "Benign accuracy hides what is lost",
                "of the variants whose benign score is at most " + words(margin)
                        + " points lower, those that lose more in a trust dimension",
                cases);
    }

    /** Variants that a look at the mean alone would pass: what one dimension loses, another gains, often by refusing more. */
    private Finding meansHideIt() {
        List<Case> cases = new ArrayList<>();
        for (String model : scores.models()) {
            for (PublishedRow row : scores.variants(model)) {
                List<Loss> losses = losses(List.of(row));
                OptionalDouble mean = mean(losses);
                if (mean.isEmpty() || mean.getAsDouble() < -margin) {
                    continue;
                }
                Loss worst = losses.stream()
                        .min(Comparator.comparingDouble(Loss::difference))
                        .orElseThrow();
                Loss best = losses.stream()
                        .max(Comparator.comparingDouble(Loss::difference))
                        .orElseThrow();
                cases.add(new Case(
                        model + ", " + row.words(),
                        worst.difference() < -MUCH * margin,
                        signed(mean.getAsDouble()) + " on average; " + worst.dimension() + " "
                                + signed(worst.difference()) + ", " + best.dimension() + " "
                                + signed(best.difference())));
            }
        }
        return new Finding(
                "Averages hide what is lost",
                "of the variants whose mean of the trust dimensions is at most " + words(margin)
                        + " points lower, those that lose more than " + words(MUCH * margin) + " in one of them",
                cases);
    }

    private Finding seedsDiffer() {
        List<Case> cases = new ArrayList<>();
        for (String model : scores.models()) {
            Map<String, List<PublishedRow>> configurations = new LinkedHashMap<>();
            scores.variants(model).stream()
                    .filter(row -> row.seed().isPresent())
                    .forEach(row -> configurations
                            .computeIfAbsent(row.method() + " " + row.rate().words(), key -> new ArrayList<>())
                            .add(row));
            configurations.forEach((configuration, rows) -> {
                if (rows.size() < 2) {
                    return;
                }
                String widest = "";
                double most = -1;
                for (String dimension : scores.trust()) {
                    double[] values = rows.stream()
                            .filter(row -> row.scores().containsKey(dimension))
                            .mapToDouble(row -> row.scores().get(dimension).value())
                            .sorted()
                            .toArray();
                    if (values.length > 1 && values[values.length - 1] - values[0] > most) {
                        most = values[values.length - 1] - values[0];
                        widest = dimension;
                    }
                }
                cases.add(new Case(
                        model + ", " + configuration + " (" + rows.size() + " seeds)",
                        most > margin,
                        "largest range " + words(most) + " points, in " + widest));
            });
        }
        return new Finding(
                "Another calibration seed gives another trust",
                "configurations whose seeds have scores more than " + words(margin) + " points apart in some dimension",
                cases);
    }

    private Map<String, List<PublishedRow>> byMethod(String model, Predicate<PublishedRow> group) {
        Map<String, List<PublishedRow>> methods = new LinkedHashMap<>();
        scores.variants(model).stream().filter(group).forEach(row -> methods.computeIfAbsent(
                        row.method(), method -> new ArrayList<>())
                .add(row));
        return methods;
    }

    /** What each of these rows loses in each trust dimension. */
    private List<Loss> losses(List<PublishedRow> rows) {
        List<Loss> losses = new ArrayList<>();
        for (PublishedRow row : rows) {
            scores.dense(row.model())
                    .ifPresent(dense -> scores.trust().forEach(dimension -> row.difference(dense, dimension)
                            .ifPresent(difference -> losses.add(new Loss(row, dimension, difference)))));
        }
        return losses;
    }

    private String benign(List<PublishedRow> rows) {
        OptionalDouble mean = rows.stream()
                .flatMap(row -> scores.dense(row.model()).stream()
                        .map(dense -> benign(row, dense))
                        .filter(OptionalDouble::isPresent))
                .mapToDouble(OptionalDouble::getAsDouble)
                .average();
        return mean.isPresent() ? "; benign " + signed(mean.getAsDouble()) : "";
    }

    private OptionalDouble benign(PublishedRow row, PublishedRow dense) {
        return scores.benign().stream()
                .flatMap(dimension -> row.difference(dense, dimension).stream())
                .mapToDouble(Double::doubleValue)
                .average();
    }

    private static String counted(List<Loss> lost) {
        return lost.size() == 1 ? "1 dimension loses" : lost.size() + " dimensions lose";
    }

    private static OptionalDouble mean(List<Loss> losses) {
        return losses.stream().mapToDouble(Loss::difference).average();
    }

    private static boolean bits(PublishedRow row, double bits) {
        return !row.isDense() && !row.rate().isPruned() && row.rate().bits() == bits;
    }

    private static String signed(double value) {
        String text = String.format(Locale.ROOT, "%+.1f", value);
        return text.equals("-0.0") || text.equals("+0.0") ? "0.0" : text;
    }

    private static String words(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
    }

    /** One dimension of one variant beside the uncompressed model; negative is worse. */
    private record Loss(PublishedRow row, String dimension, double difference) {
        String words() {
            return dimension + " " + signed(difference) + " (" + row.rate().words()
                    + row.seed().map(one -> ", seed " + one).orElse("") + ")";
        }
    }
}
