package org.comptrust.host.schema;

import static org.comptrust.host.schema.Fragments.map;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.core.option.OptionInfo;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecReader;

/** What {@code with:} may hold for one method or dimension. A list where the option takes one value is a sweep. */
final class OptionSchema {
    private OptionSchema() {}

    /** A schema of the whole record. */
    static Map<String, Object> of(List<OptionInfo> options) {
        Map<String, Object> properties = new LinkedHashMap<>();
        options.forEach(option -> properties.put(option.name(), of(option)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        List<String> required = options.stream()
                .filter(OptionInfo::required)
                .map(OptionInfo::name)
                .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    /** A schema of some of the record's options, each with one value. */
    static Map<String, Object> ofLayer(List<OptionInfo> options) {
        Map<String, Object> properties = new LinkedHashMap<>();
        options.forEach(option -> {
            Map<String, Object> schema = new LinkedHashMap<>();
            schema.put("description", option.help());
            schema.putAll(one(option));
            properties.put(option.name(), schema);
        });
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> one(OptionInfo option) {
        Map<String, Object> scalar = scalar(option);
        return option.list() ? map("type", "array", "items", scalar) : scalar;
    }

    private static Map<String, Object> of(OptionInfo option) {
        Map<String, Object> schema = new LinkedHashMap<>();
        String range = option.range();
        schema.put("description", range.isEmpty() ? option.help() : option.help() + " (" + range + ")");
        option.absent().ifPresent(text -> schema.put("default", value(option, text)));
        schema.putAll(Fragments.orListOf(one(option)));
        return schema;
    }

    private static Map<String, Object> scalar(OptionInfo option) {
        if (!option.allowed().isEmpty()) {
            return map(
                    "enum",
                    option.allowed().stream().map(text -> typed(option, text)).toList());
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        switch (option.kind()) {
            case WHOLE_NUMBER -> schema.put("type", "integer");
            case NUMBER -> schema.put("type", "number");
            case TRUE_OR_FALSE -> schema.put("type", "boolean");
            case TEXT -> schema.put("type", List.of("string", "number", "boolean")); // the text of any plain value
        }
        if (Double.isFinite(option.min())) {
            schema.put("minimum", BigDecimal.valueOf(option.min()).stripTrailingZeros());
        }
        if (Double.isFinite(option.max())) {
            schema.put("maximum", BigDecimal.valueOf(option.max()).stripTrailingZeros());
        }
        return schema;
    }

    /** A default, as the value that its YAML text means for the option. */
    private static Object value(OptionInfo option, String yaml) {
        SpecNode node = SpecReader.parse(yaml, new Problems(option.name()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "the default of option " + option.name() + " is not YAML: " + yaml));
        if (node instanceof SpecNode.Items items) {
            return items.items().stream().map(item -> typed(option, text(item))).toList();
        }
        return typed(option, text(node));
    }

    private static String text(SpecNode node) {
        return node instanceof SpecNode.Text text ? text.text() : "";
    }

    private static Object typed(OptionInfo option, String text) {
        return switch (option.kind()) {
            case WHOLE_NUMBER -> Long.valueOf(text);
            case NUMBER -> new BigDecimal(text);
            case TRUE_OR_FALSE -> Boolean.valueOf(text);
            case TEXT -> text;
        };
    }
}
