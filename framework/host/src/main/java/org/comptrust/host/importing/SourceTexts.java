package org.comptrust.host.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.comptrust.api.trust.DataException;
import org.comptrust.host.python.PythonSource;

/**
 * The fixed texts and phrases of DecodingTrust, taken from its sources by {@code decodingtrust-texts.yaml}, which says where each one
 * stands. The sources are read, never executed.
 */
final class SourceTexts {
    /** The two files that plugins read. */
    static final List<String> FILES = List.of("prompt-texts.json", "phrase-lists.json");

    private static final String TABLE = "decodingtrust-texts.yaml";
    private static final String SOURCES = "src/dt/";
    private static final List<String> TEMPLATE_FIELDS =
            List.of("system", "roles", "sep_style", "sep", "sep2", "stop_str", "stop_token_ids");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final JsonNode table = table();
    private final Function<String, Optional<String>> files;
    private final Map<String, Optional<PythonSource>> sources = new HashMap<>();
    private final List<String> missing = new ArrayList<>();

    /** @param files the text of a file of the clone; empty if it has none of that name */
    SourceTexts(Function<String, Optional<String>> files) {
        this.files = files;
    }

    /** Which variant the sources are of; empty if the one that tells it is not there. */
    Optional<Variant> variant() {
        JsonNode tell = table.get("variant");
        return source(tell.get("in").asText()).map(source -> {
            try {
                source.assigned("", tell.get("value").asText());
                return Variant.FORK;
            } catch (DataException onlyInTheFork) {
                return Variant.UPSTREAM;
            }
        });
    }

    /** The study's own sources, or those of the benchmark that they come from. */
    enum Variant {
        FORK,
        UPSTREAM
    }

    /** One of {@link #FILES}, with what was found; see {@link #missing}. */
    ObjectNode texts(String file) {
        ObjectNode texts = JSON.objectNode();
        Optional<Variant> variant = variant();
        for (JsonNode entry : table.get(file)) {
            boolean ours = !entry.has("variant")
                    || variant.isPresent()
                            && variant.get()
                                    .name()
                                    .equalsIgnoreCase(entry.get("variant").asText());
            if (ours) {
                take(entry, texts);
            }
        }
        return texts;
    }

    /** What could not be taken: the key and the reason, with file, line and column where there is one. */
    List<String> missing() {
        return List.copyOf(missing);
    }

    /** All keys of one of {@link #FILES}, of both variants. */
    static List<String> keys(String file) {
        return StreamSupport.stream(table().get(file).spliterator(), false)
                .map(SourceTexts::key)
                .distinct()
                .toList();
    }

    /** The names on the way to a key; the last may have dots in it. */
    static List<String> steps(String key) {
        String templates = "templates.";
        return key.startsWith(templates)
                ? List.of("templates", key.substring(templates.length()))
                : List.of(key.split("\\."));
    }

    private static String key(JsonNode entry) {
        return entry.get("key").asText()
                + (entry.has("name") ? "." + entry.get("name").asText() : "");
    }

    private void take(JsonNode entry, ObjectNode texts) {
        String key = entry.get("key").asText();
        String in = entry.get("in").asText();
        try {
            PythonSource source = source(in).orElseThrow(() -> new DataException(SOURCES + in, "is not there"));
            JsonNode value = found(entry, source);
            if (entry.has("name")) {
                at(texts, key).set(entry.get("name").asText(), value);
            } else {
                put(texts, key, value);
            }
        } catch (DataException e) {
            missing.add(key(entry) + ": " + e.getMessage());
        }
    }

    private static JsonNode found(JsonNode entry, PythonSource source) {
        if (entry.has("value")) {
            return value(entry, source);
        }
        if (entry.has("said")) {
            return said(entry, source);
        }
        if (entry.has("searched")) {
            return searched(entry, source);
        }
        if (entry.has("list")) {
            return source.literals(entry.get("list").asText()).stream()
                    .filter(literal -> literal.isArray()
                            && !literal.isEmpty()
                            && literal.get(0).isTextual())
                    .findFirst()
                    .orElseThrow(() ->
                            new DataException(source.file(), entry.get("list").asText() + " has no list of texts"));
        }
        return entry.has("secrets")
                ? SecretTexts.of(source, entry.get("secrets").asText())
                : template(entry, source);
    }

    private static JsonNode value(JsonNode entry, PythonSource source) {
        String name = entry.get("value").asText();
        int dot = name.lastIndexOf('.');
        List<JsonNode> all = source.assigned(dot < 0 ? "" : name.substring(0, dot), name.substring(dot + 1));
        JsonNode value = number(all, entry, source, name);
        if (entry.has("path")) {
            for (String step : entry.get("path").asText().split("\\.")) {
                JsonNode next = value.isArray() ? value.get(Integer.parseInt(step)) : value.get(step);
                if (next == null) {
                    throw new DataException(source.file(), name + " has no " + step);
                }
                value = next;
            }
        }
        if (entry.has("without")) {
            ObjectNode rest = ((ObjectNode) value).deepCopy();
            rest.remove(entry.get("without").asText());
            return rest;
        }
        return value;
    }

    private static JsonNode said(JsonNode entry, PythonSource source) {
        String scope = entry.get("said").asText();
        List<JsonNode> messages = source.literals(scope).stream()
                .flatMap(literal -> literal.isArray() ? stream(literal) : Stream.of(literal))
                .filter(message ->
                        message.path("role").asText().equals(entry.get("role").asText())
                                && message.path("content").isTextual())
                .map(message -> message.get("content"))
                .toList();
        return number(
                messages,
                entry,
                source,
                scope + " with a message of " + entry.get("role").asText());
    }

    private static JsonNode searched(JsonNode entry, PythonSource source) {
        String scope = entry.get("searched").asText();
        List<List<String>> lines = source.searched(scope, entry.get("within").asText());
        String[] range = entry.get("lines").asText().split("-");
        int first = Integer.parseInt(range[0]);
        int last = range.length == 1 ? first : range[1].equals("last") ? lines.size() : Integer.parseInt(range[1]);
        if (last < first || last > lines.size()) {
            throw new DataException(
                    source.file(), scope + " has only " + lines.size() + " lines that look for phrases");
        }
        ArrayNode phrases = JSON.arrayNode();
        lines.subList(first - 1, last).forEach(line -> line.forEach(phrases::add));
        return phrases;
    }

    private static JsonNode template(JsonNode entry, PythonSource source) {
        String name = entry.get("name").asText();
        Map<String, JsonNode> call = source.calls(entry.get("call").asText()).stream()
                .filter(arguments -> name.equals(
                        arguments.getOrDefault("name", JSON.nullNode()).asText()))
                .findFirst()
                .orElseThrow(() -> new DataException(source.file(), "has no template " + name));
        ObjectNode template = JSON.objectNode();
        TEMPLATE_FIELDS.forEach(field -> template.set(field, call.getOrDefault(field, JSON.nullNode())));
        return template;
    }

    private static JsonNode number(List<JsonNode> all, JsonNode entry, PythonSource source, String what) {
        int number = entry.path("number").asInt(1);
        if (number > all.size()) {
            throw new DataException(
                    source.file(), "there are " + all.size() + " of " + what + ", number " + number + " is wanted");
        }
        return all.get(number - 1);
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private Optional<PythonSource> source(String name) {
        return sources.computeIfAbsent(
                name, first -> files.apply(SOURCES + name).map(text -> PythonSource.of(SOURCES + name, text)));
    }

    private static void put(ObjectNode texts, String key, JsonNode value) {
        int dot = key.lastIndexOf('.');
        if (dot < 0) {
            texts.set(key, value);
        } else {
            at(texts, key.substring(0, dot)).set(key.substring(dot + 1), value);
        }
    }

    private static ObjectNode at(ObjectNode texts, String key) {
        ObjectNode at = texts;
        for (String step : key.split("\\.")) {
            at = at.withObject("/" + step);
        }
        return at;
    }

    private static JsonNode table() {
        try (InputStream in = SourceTexts.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(TABLE + " is missing from the program");
            }
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
