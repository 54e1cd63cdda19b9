package org.comptrust.compression.gptq;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearShape;
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
        Map<LinearShape, GptqOptions> settings = new LinkedHashMap<>();
        Set<String> reported = new HashSet<>();
        for (LinearShape linear : inputs.shape().linears()) {
            inputs.of(linear).ifPresent(options -> {
                settings.put(linear, options);
                check(inputs, linear, options, reported);
            });
        }
        return new GptqPlan(settings, inputs.value().trueSequential());
    }

    /** One problem for each mistake, at the first linear that shows it. */
    private static void check(
            CompressionInputs<GptqOptions> inputs, LinearShape linear, GptqOptions options, Set<String> reported) {
        int size = options.groupSize();
        if (size == 0 && reported.add("0")) {
            inputs.problem(
                    linear,
                    "groupSize",
                    "a group of 0 columns has no scale",
                    "Use a size such as 64 or 128, or -1 for one scale per row.");
        } else if (size > linear.in() && reported.add(size + " " + linear.in())) {
            inputs.problem(
                    linear,
                    "groupSize",
                    size + " is larger than " + linear.in() + ", the input size of " + linear.name(),
                    "Use a smaller size, or -1 for one scale per row.");
        }
        if (options.trueSequential() != inputs.value().trueSequential() && reported.add("trueSequential")) {
            inputs.problem(
                    linear,
                    "trueSequential",
                    "the order in which a block is measured cannot differ between its linears",
                    "Set trueSequential for all linears.");
        }
    }
}
