package org.comptrust.compression.wanda;

import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
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
        WandaOptions options = inputs.value();
        Sparsity sparsity = Sparsity.of(inputs, options.pattern(), options.sparsity());
        if (options.alphaSearch() && sparsity.pattern().isPresent()) {
            inputs.problem(
                    "alphaSearch",
                    "the variant chooses how much each row loses, which the pattern " + options.pattern() + " fixes",
                    "Set alphaSearch to false, or pattern to unstructured.");
        }
        return new WandaPlan(sparsity, options.alphaSearch());
    }
}
