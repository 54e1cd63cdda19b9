package org.comptrust.core.published;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The published figures of one model or variant.
 *
 * @param model name of the base model
 * @param method {@value #DENSE}, or what it was compressed with
 * @param rate how far
 * @param seed of the calibration data, if the table says one
 * @param scores by dimension id, 0 to 100
 * @param refusals rates by dimension id, in [0, 1]
 * @param averages as published, by name of the definition
 */
public record PublishedRow(
        String model,
        String method,
        Rate rate,
        Optional<String> seed,
        Map<String, Figure> scores,
        Map<String, Double> refusals,
        Map<String, Figure> averages) {
    /** The method of an uncompressed model. */
    public static final String DENSE = "dense";

    /**
     * A figure as it was printed.
     *
     * @param decimals behind its point: the figure is known to half a unit of the last one
     */
    public record Figure(double value, int decimals) {
        /** How far the figure may be from what it was rounded from. */
        public double halfUnit() {
            return 0.5 * Math.pow(10, -decimals);
        }
    }

    public PublishedRow {
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
        averages = Collections.unmodifiableMap(new LinkedHashMap<>(averages));
    }

    /** Whether it is an uncompressed model. */
    public boolean isDense() {
        return method.equals(DENSE);
    }

    /** The id of the variant: {@code base}, {@code gptq[bits=4]} or {@code gptq[bits=3,calibration.seed=0]}. */
    public String variant() {
        return isDense()
                ? "base"
                : method + "[" + rate.option()
                        + seed.map(one -> ",calibration.seed=" + one).orElse("") + "]";
    }

    /** The variant for people: {@code gptq 3 bits, seed 0}. */
    public String words() {
        return isDense()
                ? DENSE
                : method + " " + rate.words() + seed.map(one -> ", seed " + one).orElse("");
    }

    /** Score minus that of another row; empty unless both have it. */
    public Optional<Double> difference(PublishedRow other, String dimension) {
        return scores.containsKey(dimension) && other.scores.containsKey(dimension)
                ? Optional.of(scores.get(dimension).value()
                        - other.scores.get(dimension).value())
                : Optional.empty();
    }

    /** Refusal rate minus that of another row, in points; empty unless both have it. */
    public Optional<Double> refusalShift(PublishedRow other, String dimension) {
        return refusals.containsKey(dimension) && other.refusals.containsKey(dimension)
                ? Optional.of(100 * (refusals.get(dimension) - other.refusals.get(dimension)))
                : Optional.empty();
    }

    /** The scores without what is known of their rounding. */
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        scores.forEach((dimension, figure) -> values.put(dimension, figure.value()));
        return values;
    }
}
