package org.comptrust.core.plan;

import java.util.List;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.Suggestion;

/** The problem of an id that no plugin has. */
final class Unknown {
    private Unknown() {}

    /** @param kind {@code method}, {@code dimension} or {@code scorer} */
    static void extension(String kind, Named id, List<String> known, Catalog catalog, Problems problems) {
        String wayOut = Suggestion.of(id.id(), known);
        if (!catalog.troubles().isEmpty()) {
            wayOut += " Not loaded: " + String.join("; ", catalog.troubles());
        }
        problems.addMissingExtension(id.place(), "no " + kind + " \"" + Suggestion.shorten(id.id()) + '"', wayOut);
    }
}
