package org.comptrust.core.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as the journal writes it: ASCII only, so that any text that a model can say, half characters included, comes back as it
 * was; doubles come back bit for bit.
 */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can be written", impossible);
        }
    }

    /** @throws JournalException if the text is not what {@link #text} wrote */
    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException damaged) {
            throw new JournalException(
                    "the journal holds what this program did not write: " + damaged.getOriginalMessage()
                            + ". Move its folder away or run with --fresh.",
                    damaged);
        }
    }

    /** A number, or the name of an infinity or NaN, which JSON lacks. */
    static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, Double.toString(value));
        }
    }

    static double number(JsonNode node) {
        return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
    }

    static ObjectNode texts(Map<String, String> map) {
        ObjectNode node = object();
        new TreeMap<>(map).forEach(node::put);
        return node;
    }

    static Map<String, String> texts(JsonNode node) {
        Map<String, String> map = new TreeMap<>();
        node.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().textValue()));
        return map;
    }

    static ObjectNode figures(Map<String, Double> map) {
        ObjectNode node = object();
        new TreeMap<>(map).forEach((name, value) -> put(node, name, value));
        return node;
    }

    static Map<String, Double> figures(JsonNode node) {
        Map<String, Double> map = new TreeMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), number(entry.getValue())));
        return map;
    }
}
