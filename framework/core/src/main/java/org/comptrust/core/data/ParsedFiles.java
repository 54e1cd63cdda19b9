package org.comptrust.core.data;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.comptrust.api.trust.DataRow;

/**
 * JSON files that were taken apart, as long as memory allows: scenarios that share a file read it one after the other, each as a
 * whole. Large files are not kept. Thread-safe.
 */
final class ParsedFiles {
    /** Bytes of all files that are kept, on disk; taken apart they are some ten times as large. */
    private static final long MOST_BYTES = 8 << 20;

    private SoftReference<Map<Path, Parsed>> kept = new SoftReference<>(new LinkedHashMap<>());

    private record Version(FileTime modified, long bytes) {}

    private record Parsed(Version version, DataRow root) {}

    /** The value that a file holds: what the parser gives, or gave while the file was the same. */
    DataRow of(Path file, Supplier<DataRow> parser) {
        Optional<Version> version = version(file);
        Optional<DataRow> known = version.flatMap(now -> known(file, now));
        if (known.isPresent()) {
            return known.get();
        }
        DataRow root = parser.get();
        version.filter(now -> now.bytes() <= MOST_BYTES).ifPresent(now -> keep(file, new Parsed(now, root)));
        return root;
    }

    private synchronized Optional<DataRow> known(Path file, Version version) {
        return Optional.ofNullable(files().get(file))
                .filter(parsed -> parsed.version().equals(version))
                .map(Parsed::root);
    }

    /** Those that were read first go first. */
    private synchronized void keep(Path file, Parsed parsed) {
        Map<Path, Parsed> files = files();
        files.remove(file);
        files.put(file, parsed);
        long bytes = files.values().stream()
                .mapToLong(each -> each.version().bytes())
                .sum();
        var oldest = files.values().iterator();
        while (bytes > MOST_BYTES) {
            bytes -= oldest.next().version().bytes();
            oldest.remove();
        }
    }

    private Map<Path, Parsed> files() {
        Map<Path, Parsed> files = kept.get();
        if (files == null) {
            files = new LinkedHashMap<>();
            kept = new SoftReference<>(files);
        }
        return files;
    }

    /** Empty where the file cannot be looked at: the parser says why. */
    private static Optional<Version> version(Path file) {
        try {
            return Optional.of(new Version(Files.getLastModifiedTime(file), Files.size(file)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
