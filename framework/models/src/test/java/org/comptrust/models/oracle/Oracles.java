package org.comptrust.models.oracle;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder of outside references that {@code -Dcomptrust.oracles} names. */
final class Oracles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Oracles() {}

    static Path folder() {
        String folder = System.getProperty("comptrust.oracles", "");
        if (folder.isEmpty()) {
            throw new IllegalStateException("oracle tests need -Dcomptrust.oracles=DIR");
        }
        return Path.of(folder);
    }

    /** Model folders below {@code models} that have a reference: at least one. */
    static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.walk(folder().resolve("models"))) {
            List<Path> models = files.filter(file -> file.endsWith("reference.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
            assertFalse(models.isEmpty(), "no model with a reference under " + folder());
            return models;
        }
    }

    static JsonNode json(Path file) throws IOException {
        return JSON.readTree(file.toFile());
    }

    static List<Integer> ids(JsonNode array) {
        List<Integer> ids = new ArrayList<>();
        array.forEach(id -> ids.add(id.asInt()));
        return ids;
    }
}
