package org.comptrust.compression.wanda;

import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.compression.support.LayerOptions;
import org.comptrust.compression.support.Report;
import org.comptrust.compression.support.Sparsity;
import org.pf4j.Extension;

/** Wanda: prunes by weight magnitude times input norm, within each row or N:M run. Needs calibration data. */
@Extension
public final class WandaMethod implements CompressionMethod<WandaOptions> {
    @Override
    public String id() {
        return "wanda";
    }

    @Override
    public Class<WandaOptions> options() {
        return WandaOptions.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<WandaOptions> inputs) {
        LayerOptions<Sparsity> sparsities = Sparsity.of(inputs, WandaOptions::pattern, WandaOptions::sparsity);
        LayerOptions.check(inputs, WandaMethod::refuseSearchUnderAPattern);
        return new WandaPlan(sparsities, LayerOptions.of(inputs).map(WandaOptions::alphaSearch));
    }

    private static void refuseSearchUnderAPattern(WandaOptions options, Report report) {
        if (options.alphaSearch() && !options.pattern().equals("unstructured")) {
            report.problem(
                    "alphaSearch",
                    "the variant chooses how much each row loses, which the pattern " + options.pattern() + " fixes",
                    "Set alphaSearch to false, or pattern to unstructured.");
        }
    }
}
