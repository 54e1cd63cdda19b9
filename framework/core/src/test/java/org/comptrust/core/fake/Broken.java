package org.comptrust.core.fake;

import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.api.trust.TrustPlan;

/** A dimension whose author made a mistake. */
public final class Broken implements TrustDimension<Broken.Settings> {
    public record Settings() {}

    @Override
    public String id() {
        return "broken";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Settings> options() {
        return Settings.class;
    }

    @Override
    public TrustPlan plan(DimensionInputs<Settings> inputs) {
        throw new UnsupportedOperationException("not written yet");
    }
}
