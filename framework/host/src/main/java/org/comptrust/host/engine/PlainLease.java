package org.comptrust.host.engine;

import org.comptrust.api.model.ModelHandle;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.VariantFacts;

/** A lease of what is not in memory here. */
record PlainLease(ModelHandle handle, VariantFacts facts) implements Lease {
    @Override
    public void close() {
        handle.close();
    }
}
