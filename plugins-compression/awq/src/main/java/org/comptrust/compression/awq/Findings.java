package org.comptrust.compression.awq;

import ai.djl.ndarray.NDArray;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;

/** Hears what the searches of a block find, before it takes effect. The arrays are valid during the call. */
interface Findings {
    /** Nobody listens. */
    Findings UNHEARD = new Findings() {};

    default void scale(LinearInput input, Scale scale) {}

    /** @param limits {@code [out, groups]}: the largest magnitude of each group */
    default void clip(LinearLayer layer, NDArray limits) {}
}
