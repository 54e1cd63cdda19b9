package org.comptrust.compression.sparsegpt;

import java.util.Optional;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Pattern;
import org.comptrust.compression.support.Hessian;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.Report;
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
        LayerOptions<Sparsity> sparsities = Sparsity.of(inputs, SparseGptOptions::pattern, SparseGptOptions::sparsity);
        LayerOptions.check(inputs, SparseGptMethod::refuseBlocksThatCutRuns);
        Hessian hessian = inputs.value().hessian();
        LayerOptions.check(inputs, (options, report) -> Hessian.requireSame(options.hessian(), hessian, report));
        return new SparseGptPlan(LayerOptions.of(inputs), sparsities, hessian);
    }

    private static void refuseBlocksThatCutRuns(SparseGptOptions options, Report report) {
        Optional<Pattern> pattern = Sparsity.parse(options.pattern());
        if (pattern.isPresent() && options.blockSize() % pattern.get().run() != 0) {
            int run = pattern.get().run();
            report.problem(
                    "blockSize",
                    options.blockSize() + " is no multiple of " + run + ", the run of the pattern " + pattern.get(),
                    "Use a multiple, such as " + run * Math.max(1, 128 / run) + ".");
        }
    }
}
