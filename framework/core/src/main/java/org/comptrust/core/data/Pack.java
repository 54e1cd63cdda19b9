package org.comptrust.core.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.hash.Sha256;

/**
 * What {@code pack.yaml} says of a folder or zip of benchmark data: where the data come from, under which licence, and what each file
 * must be.
 *
 * @param name of the data set
 * @param version of the data set, for people
 * @param licence short name or address
 * @param citation what a paper that uses the data cites
 * @param source where they were taken from; {@code ""} if it is not known
 * @param commit of the source, if it is known
 * @param files by path relative to the pack
 * @param checksum SHA-256 of {@code pack.yaml}, and with it of everything
 */
public record Pack(
        String name,
        String version,
        String licence,
        String citation,
        String source,
        Optional<String> commit,
        Map<String, Entry> files,
        String checksum) {
    /** The file that makes a folder or zip a pack. */
    public static final String FILE = "pack.yaml";

    /** The first line's value. */
    public static final String FORMAT = "comptrust-pack/1";

    /** No file of a pack is larger. */
    public static final long MAX_FILE_BYTES = 1L << 30;

    /**
     * One file.
     *
     * @param sha256 of its bytes, lower-case hex
     * @param bytes how many
     * @param rows lines of JSON Lines, rows of CSV, entries of JSON; empty where that means nothing
     */
    public record Entry(String sha256, long bytes, OptionalLong rows) {
        public Entry {
            if (!sha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits");
            }
            if (bytes < 0 || bytes > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("bytes must be 0 to " + MAX_FILE_BYTES);
            }
        }
    }

    public Pack {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /** Name, version and licence on one line. */
    public String title() {
        return name + " " + version + " (" + licence + ")";
    }

    /**
     * Reads a {@code pack.yaml}.
     *
     * @param where how messages call it
     * @throws DataException if it is none
     */
    static Pack read(String where, Path file) {
        String text = new FileData(file, where, Utf8Lines.MAX_LINE_BYTES, new RowFaults(""), new ParsedFiles()).text();
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new DataException(where + ":" + line, "is not YAML: " + e.getOriginalMessage(), e);
        }
        if (!text(root, "format", where).equals(FORMAT)) {
            throw new DataException(where, "format must be " + FORMAT + ". Import the data again");
        }
        Map<String, Entry> files = new LinkedHashMap<>();
        for (JsonNode listed : root.path("files")) {
            String path = text(listed, "path", where);
            try {
                OptionalLong rows =
                        listed.has("rows") ? OptionalLong.of(listed.get("rows").asLong()) : OptionalLong.empty();
                Entry entry = new Entry(
                        text(listed, "sha256", where), listed.path("bytes").asLong(-1), rows);
                if (files.put(path, entry) != null) {
                    throw new DataException(where, "names " + path + " twice");
                }
            } catch (IllegalArgumentException e) {
                throw new DataException(where, path + ": " + e.getMessage(), e);
            }
        }
        return new Pack(
                text(root, "name", where),
                text(root, "version", where),
                text(root, "licence", where),
                text(root, "citation", where),
                root.path("source").asText(""),
                Optional.of(root.path("commit").asText("")).filter(some -> !some.isEmpty()),
                files,
                Sha256.ofFile(file));
    }

    private static String text(JsonNode node, String key, String where) {
        JsonNode value = node.path(key);
        if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
            throw new DataException(where, key + " is missing or no text");
        }
        return value.asText();
    }
}
