package org.comptrust.models.pool;

import org.comptrust.api.model.ModelHandle;

/**
 * A lease on a model in memory: the base itself or a compressed variant. Closing ends the lease; what the variant holds is freed
 * with its last lease. Closing twice is harmless.
 */
public final class Variant implements AutoCloseable {
    private final ModelHandle handle;
    private final ArtifactFacts facts;

    Variant(ModelHandle handle, ArtifactFacts facts) {
        this.handle = handle;
        this.facts = facts;
    }

    public ModelHandle handle() {
        return handle;
    }

    public ArtifactFacts facts() {
        return facts;
    }

    @Override
    public void close() {
        handle.close();
    }
}
