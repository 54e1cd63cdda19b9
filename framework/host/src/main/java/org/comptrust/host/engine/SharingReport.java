package org.comptrust.host.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.comptrust.core.run.FirstQuestions;
import org.comptrust.models.bench.SharingBench;

/**
 * What sharing saved, by dimension and altogether.
 *
 * @param measured what was asked
 * @param asked where the requests are those of an experiment: by dimension, also those of which nothing could be asked
 */
record SharingReport(List<SharingBench.Dimension> measured, List<FirstQuestions.Asked> asked) {
    /** Of the time without sharing. */
    private static final double ALLOWED = 0.6;

    SharingReport {
        measured = List.copyOf(measured);
        asked = List.copyOf(asked);
    }

    /** Whether it saves enough. */
    boolean holds() {
        return judgedRatio() <= ALLOWED;
    }

    /** Altogether. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        double shared = sum(measured, each -> each.shared().seconds());
        double apart = sum(measured, each -> each.apart().seconds());
        figures.put("shared (s)", shared);
        figures.put("apart (s)", apart);
        figures.put("shared over apart, by the clock", shared / apart);
        figures.put("shared over apart, processor time", ratio(measured, each -> 1));
        if (!asked.isEmpty()) {
            figures.put("where there are demonstrations", ratio(judged(), each -> 1));
            figures.put("the same, as many as there are", judgedRatio());
        }
        figures.put(
                "verdict",
                String.format(
                        Locale.ROOT,
                        "Sharing costs %.2f of the processor time without it%s; at most %.2f is allowed.",
                        judgedRatio(),
                        asked.isEmpty()
                                ? ""
                                : " for all items of the experiment with demonstrations, by those measured",
                        ALLOWED));
        asked.stream()
                .filter(each -> each.groups().isEmpty())
                .forEach(each -> figures.put("not asked: " + each.label(), each.silence()));
        return figures;
    }

    /** A row for each dimension. */
    List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (SharingBench.Dimension dimension : measured) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("dimension", dimension.name());
            if (!asked.isEmpty()) {
                FirstQuestions.Asked questions = asked(dimension);
                row.put("demonstrations", questions.demonstrated());
                row.put("scenarios", questions.scenarios().size());
                row.put("items", questions.selected());
            }
            row.put("requests", dimension.requests());
            if (!asked.isEmpty()) {
                row.put("too long", dimension.tooLong());
                row.put("dropped demonstrations", dimension.droppedShots());
            }
            row.put("prompt tokens", dimension.promptTokens());
            row.put("answer tokens", dimension.answerTokens());
            row.put("shared (s)", dimension.shared().seconds());
            row.put("apart (s)", dimension.apart().seconds());
            row.put("shared (CPU s)", dimension.shared().cpuSeconds());
            row.put("apart (CPU s)", dimension.apart().cpuSeconds());
            row.put("ratio (CPU)", ratio(List.of(dimension), each -> 1));
            row.put("same texts", dimension.sameTexts());
            row.put("other greedy texts", dimension.otherGreedy());
            row.put("other drawn texts", dimension.otherDrawn());
            row.put("largest difference (nats)", dimension.nats());
            rows.add(row);
        }
        return rows;
    }

    /** Where demonstrations are shown, if they are anywhere. */
    private List<SharingBench.Dimension> judged() {
        List<SharingBench.Dimension> demonstrated = measured.stream()
                .filter(each -> asked.isEmpty() || asked(each).demonstrated())
                .toList();
        return demonstrated.isEmpty() ? measured : demonstrated;
    }

    private FirstQuestions.Asked asked(SharingBench.Dimension dimension) {
        return asked.stream()
                .filter(each -> each.label().equals(dimension.name()))
                .findFirst()
                .orElseThrow();
    }

    /** Dimensions count as the experiment has items of them. */
    private double judgedRatio() {
        return ratio(judged(), each -> {
            if (asked.isEmpty()) {
                return 1;
            }
            FirstQuestions.Asked questions = asked(each);
            return (double) questions.selected() / questions.items();
        });
    }

    private static double ratio(
            List<SharingBench.Dimension> dimensions, ToDoubleFunction<SharingBench.Dimension> weight) {
        return sum(
                        dimensions,
                        each -> weight.applyAsDouble(each) * each.shared().cpuSeconds())
                / sum(
                        dimensions,
                        each -> weight.applyAsDouble(each) * each.apart().cpuSeconds());
    }

    private static double sum(
            List<SharingBench.Dimension> dimensions, ToDoubleFunction<SharingBench.Dimension> figure) {
        return dimensions.stream().mapToDouble(figure).sum();
    }
}
