package org.comptrust.verify.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of outside references that {@code -Dcomptrust.oracles} names. */
final class OracleFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OracleFolder() {}

    static Path path() {
        String folder = System.getProperty("comptrust.oracles", "");
        if (folder.isEmpty()) {
            throw new IllegalStateException("oracle tests need -Dcomptrust.oracles=DIR");
        }
        return Path.of(folder).toAbsolutePath();
    }

    /** All files of a name below {@code fixtures}, sorted. */
    static List<Path> fixtures(String name) throws IOException {
        try (Stream<Path> files = Files.walk(path().resolve("fixtures"))) {
            return files.filter(file -> file.endsWith(name)).sorted().toList();
        }
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }
}
