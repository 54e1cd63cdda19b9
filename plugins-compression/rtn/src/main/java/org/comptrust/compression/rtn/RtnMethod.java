package org.comptrust.compression.rtn;

import java.util.HashSet;
import java.util.Set;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearShape;
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
        RtnOptions options = inputs.value();
        if (options.grid() == Grid.AWQ) {
            refuseWhatTheAwqGridLacks(inputs, options);
        }
        if (options.groupSize() == 0) {
            inputs.problem(
                    "groupSize",
                    "a group of 0 columns has no scale",
                    "Use a size such as 64 or 128, or -1 for one scale per row.");
        } else {
            refuseGroupsThatDoNotFit(inputs, options);
        }
        return new RtnPlan(options);
    }

    private static void refuseWhatTheAwqGridLacks(CompressionInputs<RtnOptions> inputs, RtnOptions options) {
        if (options.symmetric()) {
            inputs.problem(
                    "symmetric",
                    "the awq grid is only defined with zero-points: its authors' symmetric code path does not run",
                    "Set symmetric to false, or grid to gptq.");
        }
        if (options.mse()) {
            inputs.problem("mse", "the awq grid has no range search", "Set mse to false, or grid to gptq.");
        }
    }

    /** One problem for each input size that does not fit, at the first linear that has it. */
    private static void refuseGroupsThatDoNotFit(CompressionInputs<RtnOptions> inputs, RtnOptions options) {
        int size = options.groupSize();
        Set<Integer> seen = new HashSet<>();
        for (LinearShape linear : inputs.shape().linears()) {
            if (size == -1 || !seen.add(linear.in())) {
                continue;
            }
            if (size > linear.in()) {
                inputs.problem(
                        linear,
                        "groupSize",
                        size + " is larger than " + linear.in() + ", the input size of " + linear.name(),
                        "Use a smaller size, or -1 for one scale per row.");
            } else if (options.grid() == Grid.AWQ && linear.in() % size != 0) {
                inputs.problem(
                        linear,
                        "groupSize",
                        size + " does not divide " + linear.in() + ", the input size of " + linear.name()
                                + ", and the awq grid takes no short group",
                        "Use a divisor, -1 for one scale per row, or the gptq grid.");
            }
        }
    }
}
