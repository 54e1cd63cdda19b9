package org.comptrust.core.fake;

import org.comptrust.api.trust.TrustDimension;

/** A dimension by name, without a plugin. */
abstract class FakeDimension<O extends Record> implements TrustDimension<O> {
    private final String id;
    private final int version;
    private final Class<O> options;

    FakeDimension(String id, int version, Class<O> options) {
        this.id = id;
        this.version = version;
        this.options = options;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final int version() {
        return version;
    }

    @Override
    public final Class<O> options() {
        return options;
    }
}
