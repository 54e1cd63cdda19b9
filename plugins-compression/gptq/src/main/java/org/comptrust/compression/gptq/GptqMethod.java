package org.comptrust.compression.gptq;

import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.Hessian;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.Report;
import org.pf4j.Extension;

/** GPTQ: quantizes column by column and corrects the columns to come. Needs calibration data. */
@Extension
public final class GptqMethod implements CompressionMethod<GptqOptions> {
    @Override
    public String id() {
        return "gptq";
    }

    @Override
    public Class<GptqOptions> options() {
        return GptqOptions.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<GptqOptions> inputs) {
        LayerOptions<GptqOptions> layers = LayerOptions.of(inputs);
        boolean trueSequential = inputs.value().trueSequential();
        Hessian hessian = inputs.value().hessian();
        LayerOptions.check(inputs, (options, report) -> refuseWhatCannotBe(options, trueSequential, report));
        LayerOptions.check(inputs, (options, report) -> Hessian.requireSame(options.hessian(), hessian, report));
        layers.forEachSize((linear, options) -> refuseGroupsThatDoNotFit(inputs, linear, options));
        return new GptqPlan(layers, trueSequential, hessian);
    }

    private static void refuseWhatCannotBe(GptqOptions options, boolean trueSequential, Report report) {
        if (options.groupSize() == 0) {
            report.problem(
                    "groupSize",
                    "a group of 0 columns has no scale",
                    "Use a size such as 64 or 128, or -1 for one scale per row.");
        }
        if (options.trueSequential() != trueSequential) {
            report.problem(
                    "trueSequential",
                    "the order in which a block is measured cannot differ between its linears",
                    "Set trueSequential for the whole method.");
        }
    }

    private static void refuseGroupsThatDoNotFit(
            CompressionInputs<GptqOptions> inputs, LinearShape linear, GptqOptions options) {
        int size = options.groupSize();
        if (size > linear.in()) {
            inputs.problem(
                    linear,
                    "groupSize",
                    size + " is larger than " + linear.in() + ", the input size of " + linear.name(),
                    "Use a smaller size, or -1 for one scale per row.");
        }
    }
}
