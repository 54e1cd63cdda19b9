package org.comptrust.host.importing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;

/** The data sets that can be imported, and how. */
public enum DataImport {
    DECODINGTRUST("decodingtrust") {
        @Override
        public ImportReport run(List<Path> from, Path to) {
            return new DecodingTrustImport(from).whole(to);
        }
    },
    ADVGLUE("advglue++") {
        @Override
        public ImportReport run(List<Path> from, Path to) {
            return new DecodingTrustImport(from.stream()
                            .map(path -> Files.isRegularFile(path) ? folder(path) : path)
                            .toList())
                    .adversarial(to);
        }
    },
    MMLU("") {
        @Override
        public ImportReport run(List<Path> from, Path to) {
            if (from.size() != 1) {
                throw new DataException("--from", "takes one folder here, the one that holds dev/ and test/");
            }
            return new MmluImport(from.get(0)).write(to);
        }
    };

    private final String id;

    DataImport(String id) {
        this.id = id;
    }

    /** By the name of the data set. */
    public static Optional<DataImport> of(String name) {
        return Stream.of(values()).filter(one -> one.id().equals(name)).findFirst();
    }

    /** The names, with commas between them. */
    public static String names() {
        return Stream.of(values()).map(DataImport::id).collect(Collectors.joining(", "));
    }

    /** The name of the data set on the command line. */
    public String id() {
        return id.isEmpty() ? name().toLowerCase(Locale.ROOT) : id;
    }

    /**
     * Reads copies and writes a pack.
     *
     * @param from folders; of AdvGLUE++ also a file
     * @param to a new folder, or a new file that ends in {@code .zip}
     * @throws DataException if that is not possible; nothing is then written
     */
    public abstract ImportReport run(List<Path> from, Path to);

    private static Path folder(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }
}
