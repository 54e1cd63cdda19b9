package org.comptrust.core.fake;

import org.comptrust.api.trust.DimensionInputs;
import org.comptrust.api.trust.TrustPlan;

/** A dimension whose author made a mistake. */
public final class Broken extends FakeDimension<Broken.Settings> {
    public record Settings() {}

    public Broken() {
        super("broken", 1, Settings.class);
    }

    @Override
    public TrustPlan plan(DimensionInputs<Settings> inputs) {
        throw new UnsupportedOperationException("not written yet");
    }
}
