package org.comptrust.core.spec;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads YAML into {@link SpecNode}s by way of the parser's tokens, the only form that still knows lines and columns. Aliases, tags
 * and several documents in one file are refused: a spec should read the same to a person and to the program.
 */
public final class SpecReader {
    private static final long LARGEST = 1 << 20;
    private static final int DEEPEST = 32;
    private static final YAMLFactory YAML = new YAMLFactory();

    private final YAMLParser parser;
    private final String name;
    private final Problems problems;

    private SpecReader(YAMLParser parser, String name, Problems problems) {
        this.parser = parser;
        this.name = name;
        this.problems = problems;
    }

    /** The whole file; empty after a problem that leaves nothing to go on with. */
    public static Optional<SpecNode> read(Path file, Problems problems) {
        return read(file, "", problems);
    }

    /**
     * An included file.
     *
     * @param name of the file in the places of its values
     */
    static Optional<SpecNode> read(Path file, String name, Problems problems) {
        Place start = new Place(name, 1, 1, "");
        try {
            if (Files.size(file) > LARGEST) {
                problems.add(start, "the file has more than 1 MiB", "A spec is a page of text; is this the file?");
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString(), name, problems);
        } catch (NoSuchFileException missing) {
            problems.add(start, "no such file", "Give the path of an experiment's YAML file.");
        } catch (CharacterCodingException notText) {
            problems.add(start, "the file is not UTF-8 text", "Save it as UTF-8.");
        } catch (IOException unreadable) {
            problems.add(start, "the file cannot be read: " + unreadable, "Give the path of a readable YAML file.");
        }
        return Optional.empty();
    }

    /** A text; empty after a problem that leaves nothing to go on with. */
    public static Optional<SpecNode> parse(String yaml, Problems problems) {
        return parse(yaml, "", problems);
    }

    private static Optional<SpecNode> parse(String yaml, String name, Problems problems) {
        try (YAMLParser parser = YAML.createParser(yaml)) {
            SpecReader reader = new SpecReader(parser, name, problems);
            if (parser.nextToken() == null) {
                problems.add(new Place(name, 1, 1, ""), "the file is empty", "Start with apiVersion: comptrust/v1.");
                return Optional.empty();
            }
            SpecNode node = reader.node("", 0);
            if (parser.nextToken() != null) {
                problems.add(reader.place(""), "a second document begins", "Keep one experiment in one file.");
            }
            return Optional.of(node);
        } catch (TooDeepException deep) {
            return Optional.empty();
        } catch (JsonProcessingException syntax) {
            String what = syntax.getCause() instanceof MarkedYAMLException marked
                    ? marked.getProblem()
                    : syntax.getOriginalMessage().lines().findFirst().orElse("");
            problems.add(
                    place(name, syntax.getLocation(), ""),
                    "not YAML: " + what,
                    "Check quotes, brackets and indentation.");
        } catch (IOException impossible) {
            throw new IllegalStateException("reading from memory failed", impossible);
        }
        return Optional.empty();
    }

    private SpecNode node(String path, int depth) throws IOException {
        Place place = place(path);
        if (depth > DEEPEST) {
            problems.add(place, "values are nested more than " + DEEPEST + " deep", "A spec needs five levels.");
            throw new TooDeepException();
        }
        if (parser.isCurrentAlias()) {
            problems.add(place, "an alias (*" + parser.getText() + ") is not supported here", "Write the value out.");
            return new SpecNode.Nothing(place);
        }
        if (parser.getTypeId() != null) {
            problems.add(place, "a tag (!" + parser.getTypeId() + ") is not supported here", "Leave the tag out.");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return fields(place, depth);
        }
        if (token == JsonToken.START_ARRAY) {
            List<SpecNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(node(path + "[" + items.size() + "]", depth + 1));
            }
            return new SpecNode.Items(place, items);
        }
        if (token == JsonToken.VALUE_NULL || token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return new SpecNode.Nothing(place);
        }
        return new SpecNode.Text(place, parser.getText());
    }

    private SpecNode fields(Place place, int depth) throws IOException {
        Map<String, SpecNode.Field> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place at = place(place.below(key));
            parser.nextToken();
            SpecNode.Field field = new SpecNode.Field(at, node(at.path(), depth + 1));
            SpecNode.Field first = fields.putIfAbsent(key, field);
            if (first != null) {
                problems.add(
                        at,
                        "the key is there twice, first in line " + first.key().line(),
                        "Remove one of the two.");
            }
        }
        return new SpecNode.Fields(place, fields);
    }

    private Place place(String path) {
        return place(name, parser.currentTokenLocation(), path);
    }

    private static Place place(String file, JsonLocation location, String path) {
        return new Place(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()), path);
    }

    /** Ends the reading after its problem was noted. */
    private static final class TooDeepException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
