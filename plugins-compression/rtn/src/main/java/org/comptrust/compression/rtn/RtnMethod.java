package org.comptrust.compression.rtn;

import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.Report;
import org.pf4j.Extension;

/** Round-to-nearest quantization, by group of columns or by row. Needs no calibration. */
@Extension
public final class RtnMethod implements CompressionMethod<RtnOptions> {
    @Override
    public String id() {
        return "rtn";
    }

    @Override
    public Class<RtnOptions> options() {
        return RtnOptions.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<RtnOptions> inputs) {
        LayerOptions<RtnOptions> layers = LayerOptions.of(inputs);
        LayerOptions.check(inputs, RtnMethod::refuseWhatCannotBe);
        layers.forEachSize((linear, options) -> refuseGroupsThatDoNotFit(inputs, linear, options));
        return new RtnPlan(layers);
    }

    private static void refuseWhatCannotBe(RtnOptions options, Report report) {
        if (options.grid() == Grid.AWQ && options.mse()) {
            report.problem("mse", "the awq grid has no range search", "Set mse to false, or grid to gptq.");
        }
        if (options.groupSize() == 0) {
            report.problem(
                    "groupSize",
                    "a group of 0 columns has no scale",
                    "Use a size such as 64 or 128, or -1 for one scale per row.");
        }
    }

    private static void refuseGroupsThatDoNotFit(
            CompressionInputs<RtnOptions> inputs, LinearShape linear, RtnOptions options) {
        int size = options.groupSize();
        if (size > linear.in()) {
            inputs.problem(
                    linear,
                    "groupSize",
                    size + " is larger than " + linear.in() + ", the input size of " + linear.name(),
                    "Use a smaller size, or -1 for one scale per row.");
        } else if (options.grid() == Grid.AWQ && size > 0 && linear.in() % size != 0) {
            inputs.problem(
                    linear,
                    "groupSize",
                    size + " does not divide " + linear.in() + ", the input size of " + linear.name()
                            + ", and the awq grid takes no short group",
                    "Use a divisor, -1 for one scale per row, or the gptq grid.");
        }
    }
}
