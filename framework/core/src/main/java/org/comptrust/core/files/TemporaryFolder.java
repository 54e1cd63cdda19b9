package org.comptrust.core.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for what is needed for a while; closing it deletes it with all that is in it. */
public final class TemporaryFolder implements AutoCloseable {
    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /**
     * An empty one.
     *
     * @param what it is for, as its name tells
     * @throws UncheckedIOException if there is no room for it
     */
    public static TemporaryFolder create(String what) {
        try {
            return new TemporaryFolder(Files.createTempDirectory("comptrust-" + what + "-"));
        } catch (IOException cannot) {
            throw new UncheckedIOException("no temporary folder can be made: " + cannot, cannot);
        }
    }

    public Path path() {
        return path;
    }

    /** @throws UncheckedIOException if something in it cannot be deleted */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException cannot) {
            throw new UncheckedIOException("the temporary folder " + path + " cannot be deleted", cannot);
        }
    }
}
