package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The JSON files of a model folder: UTF-8, of bounded size and depth, each key once, positions in the messages. */
public final class StrictJson {
    private static final int DEEPEST = 100;

    /** Names, values and brackets; a large vocabulary with its merges has two million. What is read takes up to 100 bytes for each. */
    private static final long MOST_TOKENS = 6_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // A vocabulary has a hundred thousand names, each once: nothing is gained by keeping them.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(400)
                    .maxTokenCount(MOST_TOKENS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Python writes NaN and Infinity; read as numbers, they are refused by name where a member must be finite.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /**
     * Reads a JSON object.
     *
     * @param limit largest size in bytes that is accepted
     * @throws CheckpointException if the file is missing, empty, too large, a git-LFS pointer, not UTF-8, not JSON, nested too
     *     deeply, or not an object
     */
    public static ObjectNode readObject(Path file, long limit) {
        return object(file, decode(file, read(file, limit)));
    }

    /** Reads a text file strictly as UTF-8, with the same checks of its size. */
    public static String readText(Path file, long limit) {
        return decode(file, read(file, limit));
    }

    /** The JSON object in a text that was read from {@code file}. */
    public static ObjectNode object(Path file, String text) {
        JsonNode root;
        try {
            root = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid(file, "the file", e);
        }
        if (root == null || !root.isObject()) {
            throw new CheckpointException(
                    file,
                    "must hold a JSON object, holds "
                            + (root == null || root.isMissingNode()
                                    ? "nothing"
                                    : root.getNodeType().name().toLowerCase(Locale.ROOT))
                            + ". Download the file again.");
        }
        return (ObjectNode) root;
    }

    /** All bytes of a file of at most {@code limit} bytes. */
    public static byte[] read(Path file, long limit) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    file, "is missing in the model folder. Download the whole folder, or correct the path.");
        }
        try {
            long size = Files.size(file);
            if (size > limit) {
                throw new CheckpointException(
                        file,
                        "has " + size + " bytes; more than " + limit
                                + " are not plausible for this file. Check that it is the right one.");
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length == 0) {
                throw new CheckpointException(
                        file, "is empty; it was probably not downloaded completely. Download it again.");
            }
            GitLfs.refusePointer(file, bytes);
            return bytes;
        } catch (IOException e) {
            throw CheckpointException.unreadable(file, e);
        }
    }

    /** Strict UTF-8; a byte order mark is dropped. */
    static String decode(Path file, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CheckpointException(
                    file, "is not UTF-8. Save it as UTF-8 without a byte order mark, or download it again.", e);
        }
    }

    static JsonParser parser(String text) throws IOException {
        return FACTORY.createParser(text);
    }

    /** What a parse failure means to the user. */
    static CheckpointException invalid(Path file, String what, JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        if (e instanceof StreamConstraintsException && e.getOriginalMessage().contains("nesting depth")) {
            return new CheckpointException(
                    file,
                    what + " is nested too deeply" + place + " (more than " + DEEPEST
                            + " levels); it is damaged or forged. Download it again.",
                    e);
        }
        if (e instanceof StreamConstraintsException && e.getOriginalMessage().contains("Token count")) {
            return new CheckpointException(
                    file,
                    what + " holds more than " + MOST_TOKENS
                            + " names and values, which is not plausible; it is damaged or forged. Download it again.",
                    e);
        }
        return new CheckpointException(
                file, what + " is not valid JSON" + place + ": " + e.getOriginalMessage() + ". Download it again.", e);
    }
}
