package org.comptrust.api.trust;

import java.util.List;
import java.util.Optional;

/**
 * A benchmark on the user's disk. Every file that is opened is hashed into the keys. Implemented by the host.
 *
 * @since 0.1
 */
public interface DataSource {
    /**
     * The file at a path relative to the root, with {@code /} between names. A source that is a single file has it at its own
     * name.
     */
    Optional<DataFile> file(String path);

    /** Names of the files right below a folder ({@code ""}: the root), sorted. */
    List<String> list(String folder);

    /** How error messages call the source. */
    String describe();
}
