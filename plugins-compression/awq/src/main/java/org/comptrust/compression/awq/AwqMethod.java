package org.comptrust.compression.awq;

import java.util.LinkedHashSet;
import java.util.Set;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.Report;
import org.pf4j.Extension;

/** AWQ: scales salient channels, clips and rounds, group by group. Needs calibration data. */
@Extension
public final class AwqMethod implements CompressionMethod<AwqOptions> {
    @Override
    public String id() {
        return "awq";
    }

    @Override
    public Class<AwqOptions> options() {
        return AwqOptions.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<AwqOptions> inputs) {
        LayerOptions<AwqOptions> options = LayerOptions.of(inputs);
        LayerOptions.check(inputs, AwqMethod::refuseWhatCannotBe);
        options.forEachSize((linear, its) -> refuseGroupsThatDoNotFit(inputs, linear, its.groupSize()));
        refuseSearchesThatDiffer(inputs, options);
        return new AwqPlan(options, inputs.value());
    }

    private static void refuseWhatCannotBe(AwqOptions options, Report report) {
        if (options.groupSize() == 0) {
            report.problem("groupSize", "a group of 0 columns has no scale", "Use a size such as 64 or 128, or -1.");
        }
        if (options.clipSearch() && options.clipSteps() == 0) {
            report.problem(
                    "maxShrink",
                    options.maxShrink() + " of " + options.clipGrid() + " steps leaves no range to try",
                    "Use at least one over clipGrid, or set clipSearch to false.");
        }
    }

    private static void refuseGroupsThatDoNotFit(CompressionInputs<AwqOptions> inputs, LinearShape linear, int size) {
        if (size > 0 && linear.in() % size != 0) {
            inputs.problem(
                    linear,
                    "groupSize",
                    size + " does not divide " + linear.in() + ", the input size of " + linear.name(),
                    "Use a divisor such as 32 or 64, or -1 for one scale per row.");
        }
    }

    /** Linears that share an input share its scale, so they cannot search for it in different ways. */
    private static void refuseSearchesThatDiffer(
            CompressionInputs<AwqOptions> inputs, LayerOptions<AwqOptions> options) {
        Set<AwqOptions> told = new LinkedHashSet<>();
        options.values().forEach((linear, its) -> {
            if (!its.searchesLike(inputs.value()) && told.add(its)) {
                inputs.problem(
                        linear,
                        its.ratios() == inputs.value().ratios() ? "duoScaling" : "ratios",
                        "linears that share an input share its scale, so it holds for the whole model",
                        "Set it outside of the overrides.");
            }
        });
    }
}
