package org.comptrust.models.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was measured to choose between ways of computing. Ways differ in the last bits of results, and a second measurement could choose
 * the other one; so the first one stays, in a folder for later processes too: a run that is resumed chooses what it chose before.
 * To measure again, delete the folder. Thread-safe.
 */
public final class Measurements {
    private static final Logger LOG = LoggerFactory.getLogger(Measurements.class);
    private static final ObjectMapper JSON = new ObjectMapper()
            .setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS)
            .enable(SerializationFeature.INDENT_OUTPUT);
    private static final Measurements OF_PROCESS = new Measurements(Optional.empty());

    private final Optional<Path> folder;
    private final Map<Subject, Optional<?>> known = new ConcurrentHashMap<>();

    private Measurements(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Those of this process; kept nowhere else. */
    public static Measurements ofProcess() {
        return OF_PROCESS;
    }

    /** Those in a folder, which is made when there is the first one. */
    public static Measurements in(Path folder) {
        return new Measurements(Optional.of(folder));
    }

    private record Subject(String engine, String what) {
        String file() {
            return UUID.nameUUIDFromBytes((engine + "\n" + what).getBytes(StandardCharsets.UTF_8)) + ".json";
        }
    }

    /**
     * The first measurement of something.
     *
     * @param engine what it was measured of
     * @param what to be measured, with all that the result depends on
     * @param kind of the result, which Jackson can write and read
     * @param measure empty where there is nothing to measure; called once at most
     */
    @SuppressWarnings("unchecked") // a subject is always asked for with the same kind
    <T> Optional<T> first(String engine, String what, Class<T> kind, Supplier<Optional<T>> measure) {
        return (Optional<T>) known.computeIfAbsent(new Subject(engine, what), subject -> folder.map(
                        kept -> kept(subject, kept.resolve(subject.file()), kind, measure))
                .orElseGet(measure));
    }

    private static <T> Optional<T> kept(Subject subject, Path file, Class<T> kind, Supplier<Optional<T>> measure) {
        if (Files.exists(file)) {
            try {
                return read(subject, file, kind);
            } catch (IOException | IllegalArgumentException e) {
                String why = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
                LOG.warn("{} cannot be read and is measured again: {}", file, why);
            }
        }
        return written(subject, file, measure.get());
    }

    private static <T> Optional<T> read(Subject subject, Path file, Class<T> kind) throws IOException {
        JsonNode document = JSON.readTree(file.toFile());
        if (!document.path("engine").asText().equals(subject.engine())
                || !document.path("what").asText().equals(subject.what())
                || !document.has("measured")) {
            throw new IllegalArgumentException("it holds something else");
        }
        return Optional.ofNullable(JSON.treeToValue(document.get("measured"), kind));
    }

    /** It holds for this process even where it cannot be written. */
    private static <T> Optional<T> written(Subject subject, Path file, Optional<T> measured) {
        ObjectNode document =
                JSON.createObjectNode().put("engine", subject.engine()).put("what", subject.what());
        document.set("measured", JSON.valueToTree(measured.orElse(null)));
        try {
            Files.createDirectories(file.getParent());
            Path beside = file.resolveSibling(UUID.randomUUID() + ".part");
            try {
                JSON.writeValue(beside.toFile(), document);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be written: {}. What was measured holds until this process ends; a run that is"
                            + " resumed may choose otherwise and ask again.",
                    file,
                    e.toString());
        }
        return measured;
    }
}
