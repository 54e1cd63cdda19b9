package org.comptrust.compression.sparsegpt;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.model.LinearShape;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.Sparsity;
import org.pf4j.Extension;

/** SparseGPT: prunes column by column and corrects the columns to come. Needs calibration data. */
@Extension
public final class SparseGptMethod implements CompressionMethod<SparseGptOptions> {
    @Override
    public String id() {
        return "sparsegpt";
    }

    @Override
    public Class<SparseGptOptions> options() {
        return SparseGptOptions.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<SparseGptOptions> inputs) {
        LayerOptions<Sparsity> sparsities =
                Sparsity.of(inputs, SparseGptOptions::pattern, SparseGptOptions::sparsity);
        Map<LinearShape, SparseGptPlan.Setting> settings = new LinkedHashMap<>();
        Set<String> reported = new HashSet<>();
        LayerOptions.of(inputs).values().forEach((linear, options) -> {
            Sparsity sparsity = sparsities.get(linear);
            settings.put(linear, new SparseGptPlan.Setting(sparsity, options));
            sparsity.pattern().ifPresent(pattern -> checkBlock(inputs, linear, options, pattern, reported));
        });
        return new SparseGptPlan(settings);
    }

    /** One problem for each mistake, at the first linear that shows it. */
    private static void checkBlock(
            CompressionInputs<SparseGptOptions> inputs,
            LinearShape linear,
            SparseGptOptions options,
            Pattern pattern,
            Set<String> reported) {
        if (options.blockSize() % pattern.run() != 0 && reported.add(pattern + " block " + options.blockSize())) {
            inputs.problem(
                    linear,
                    "blockSize",
                    options.blockSize() + " is no multiple of " + pattern.run() + ", the run of the pattern " + pattern,
                    "Use a multiple, such as " + pattern.run() * Math.max(1, 128 / pattern.run()) + ".");
        }
    }
}
