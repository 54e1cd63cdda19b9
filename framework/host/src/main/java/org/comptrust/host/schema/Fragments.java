package org.comptrust.host.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small parts of schemas. */
final class Fragments {
    /** Names that authors give to models, calibration data, methods and dimensions. */
    private static final String NAME = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    private Fragments() {}

    /** A map that keeps the order of its keys, so that the same plugins give the same text. */
    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /** An object with these keys and no other. */
    static Map<String, Object> object(String description, Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    /** An object whose keys are names of the author's choice. */
    static Map<String, Object> named(String description, Map<String, Object> each, int least) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        schema.put("type", "object");
        schema.put("propertyNames", map("pattern", NAME));
        schema.put("additionalProperties", each);
        if (least > 0) {
            schema.put("minProperties", least);
        }
        return schema;
    }

    static Map<String, Object> text(String description) {
        return described(description, map("type", "string", "minLength", 1));
    }

    static Map<String, Object> whole(String description, long min, long max) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "integer");
        schema.put("minimum", min);
        if (max != Long.MAX_VALUE) {
            schema.put("maximum", max);
        }
        return described(description, schema);
    }

    static Map<String, Object> flag(String description) {
        return described(description, map("type", "boolean", "default", false));
    }

    /** One of some words; the first is the default. */
    static Map<String, Object> word(String description, List<String> words) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("enum", words);
        schema.put("default", words.get(0));
        return described(description, schema);
    }

    /** One value, or a list of several. */
    static Map<String, Object> orListOf(Map<String, Object> one) {
        return map("anyOf", List.of(one, map("type", "array", "items", one, "minItems", 1)));
    }

    static Map<String, Object> described(String description, Map<String, Object> schema) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("description", description);
        all.putAll(schema);
        return all;
    }
}
