package org.comptrust.core.spec;

import java.nio.file.Path;

/** What becomes of files and folders that a spec names and that are not there. */
public interface Missing {
    /** They are mistakes. */
    Missing REFUSED = (place, path) -> false;

    /**
     * Takes one.
     *
     * @return whether the spec is read on as if it were there; else it is a problem
     */
    boolean tolerates(Place place, Path path);
}
