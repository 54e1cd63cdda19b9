package org.comptrust.core.port;

import java.util.List;
import java.util.Optional;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.TrustDimension;

/** All extensions that were found and started. Implemented by the host. */
public interface Catalog {
    Optional<Extension<CompressionMethod<?>>> method(String id);

    Optional<Extension<TrustDimension<?>>> dimension(String id);

    Optional<Extension<Scorer<?>>> scorer(String id);

    /** Ids of all methods, sorted. */
    List<String> methods();

    /** Ids of all dimensions, sorted. */
    List<String> dimensions();

    /** Ids of all scorers, sorted. */
    List<String> scorers();

    /** Why jars in the drop-in folder are not in the catalogue, one sentence each, with the jar's name. */
    List<String> troubles();
}
