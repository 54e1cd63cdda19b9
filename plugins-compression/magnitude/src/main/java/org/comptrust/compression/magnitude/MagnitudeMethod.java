package org.comptrust.compression.magnitude;

import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.compression.support.Sparsity;
import org.pf4j.Extension;

/** Magnitude pruning: prunes the weights nearest zero, by linear or by N:M run. Needs no calibration. */
@Extension
public final class MagnitudeMethod implements CompressionMethod<MagnitudeOptions> {
    @Override
    public String id() {
        return "magnitude";
    }

    @Override
    public Class<MagnitudeOptions> options() {
        return MagnitudeOptions.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<MagnitudeOptions> inputs) {
        return new MagnitudePlan(Sparsity.of(inputs, MagnitudeOptions::pattern, MagnitudeOptions::sparsity));
    }
}
