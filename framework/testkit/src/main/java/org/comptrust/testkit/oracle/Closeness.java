package org.comptrust.testkit.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.comptrust.testkit.Tolerances;

/**
 * How near an output must come to the reference's, as the case says it.
 *
 * @param measure {@code exact}, {@code max_mismatch_fraction}, {@code rel}, {@code max_abs} or {@code rel_frobenius}
 * @param limit the largest value of the measure
 */
public record Closeness(String measure, double limit) {
    /** Numbers that differ by less count as the same when a share of differing ones is allowed. */
    private static final double SAME = 1e-6;

    /** What holds for dequantized weights, of which some cases say nothing: as in the cases that do. */
    private static final Closeness UNSAID = new Closeness("max_abs", 1e-6);

    static Closeness of(JsonNode tolerance) {
        if (tolerance.isMissingNode()) {
            return UNSAID;
        }
        if (tolerance.isTextual() && tolerance.asText().startsWith("exact")) {
            return new Closeness("exact", 0);
        }
        for (String measure : new String[] {"max_mismatch_fraction", "rel", "max_abs", "rel_frobenius"}) {
            if (tolerance.has(measure)) {
                return new Closeness(measure, tolerance.get(measure).asDouble());
            }
        }
        throw new IllegalArgumentException("cannot read the tolerance " + tolerance);
    }

    /** What is wrong with the actual numbers; empty: nothing. NaN is always wrong. */
    public Optional<String> refuse(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            return Optional.of(actual.length + " entries, expected " + expected.length);
        }
        double measured = measured(expected, actual);
        return measured <= limit // not so for NaN
                ? Optional.empty()
                : Optional.of(measure + " " + measured + " above " + limit + first(expected, actual));
    }

    private double measured(float[] expected, float[] actual) {
        if (measure.equals("rel_frobenius")) {
            return Tolerances.relativeFrobenius(expected, actual);
        }
        boolean share = measure.equals("max_mismatch_fraction");
        double worst = 0;
        double differing = 0;
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs((double) expected[i] - actual[i]);
            if (!measure.equals("max_abs") && error != 0) {
                error /= Math.max(Math.abs(expected[i]), Float.MIN_NORMAL);
            }
            differing += error <= SAME ? 0 : 1;
            worst = Math.max(worst, error); // keeps NaN
        }
        if (Double.isNaN(worst)) {
            return worst;
        }
        return share ? differing / expected.length : worst;
    }

    private static String first(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != actual[i]) {
                return "; first at " + i + ": expected " + expected[i] + ", was " + actual[i];
            }
        }
        return "";
    }
}
