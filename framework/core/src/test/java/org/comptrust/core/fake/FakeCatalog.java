package org.comptrust.core.fake;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.Origin;

/** A catalogue of the objects that a test puts into it. */
public final class FakeCatalog implements Catalog {
    private final TreeMap<String, CompressionMethod<?>> methods = new TreeMap<>();
    private final TreeMap<String, TrustDimension<?>> dimensions = new TreeMap<>();

    private final TreeMap<String, Scorer<?>> scorers = new TreeMap<>();

    public static FakeCatalog of(Object... extensions) {
        FakeCatalog catalog = new FakeCatalog();
        for (Object extension : extensions) {
            if (extension instanceof CompressionMethod<?> method) {
                catalog.methods.put(method.id(), method);
            } else if (extension instanceof TrustDimension<?> dimension) {
                catalog.dimensions.put(dimension.id(), dimension);
            } else if (extension instanceof Scorer<?> scorer) {
                catalog.scorers.put(scorer.id(), scorer);
            } else {
                throw new IllegalArgumentException("no extension: " + extension);
            }
        }
        return catalog;
    }

    /** Rounding, a quiz, an interview and a broken dimension. */
    public static FakeCatalog usual() {
        return of(new Rounding(), new Quiz(), new Interview(), new Broken());
    }

    @Override
    public Optional<Extension<CompressionMethod<?>>> method(String id) {
        return Optional.ofNullable(methods.get(id)).map(method -> new Extension<>(id, method, origin(id)));
    }

    @Override
    public Optional<Extension<TrustDimension<?>>> dimension(String id) {
        return Optional.ofNullable(dimensions.get(id)).map(dimension -> new Extension<>(id, dimension, origin(id)));
    }

    @Override
    public Optional<Extension<Scorer<?>>> scorer(String id) {
        return Optional.ofNullable(scorers.get(id)).map(scorer -> new Extension<>(id, scorer, origin(id)));
    }

    @Override
    public List<String> scorers() {
        return List.copyOf(scorers.keySet());
    }

    private static Origin origin(String id) {
        return new Origin("fake-" + id, "1.0", "fake-" + id + ".jar", "0".repeat(64));
    }

    @Override
    public List<String> methods() {
        return List.copyOf(methods.keySet());
    }

    @Override
    public List<String> dimensions() {
        return List.copyOf(dimensions.keySet());
    }

    @Override
    public List<String> troubles() {
        return List.of();
    }
}
