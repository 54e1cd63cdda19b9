package org.comptrust.core.port;

import org.comptrust.api.model.ModelHandle;

/** A variant in memory. Closing ends the lease; closing twice is harmless. */
public interface Lease extends AutoCloseable {
    ModelHandle handle();

    VariantFacts facts();

    @Override
    void close();
}
