package org.comptrust.core.option;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Options as JSON with sorted keys, defaults included: equal options give equal text. */
public final class CanonicalOptions {
    private static final String LAYERS = "layers";

    private CanonicalOptions() {}

    /**
     * What some linears get instead.
     *
     * @param match patterns of their names
     * @param skip whether they are left as they are, if that is said
     * @param values those that are said, by option
     */
    public record Override(List<String> match, Optional<Boolean> skip, Map<String, Object> values) {}

    /** The options that can change a result. */
    public static String of(Record options) {
        return json(options).toString();
    }

    /**
     * The options and overrides that can change a result, these under {@code layers}, in their order.
     *
     * @throws IllegalArgumentException if there are overrides, and the record has an option of that name
     */
    public static String of(Record options, List<Override> overrides) {
        ObjectNode json = json(options);
        if (overrides.isEmpty()) {
            return json.toString();
        }
        List<String> relevant =
                relevant(options.getClass()).map(RecordComponent::getName).toList();
        if (relevant.contains(LAYERS)) {
            throw new IllegalArgumentException("an option of a compression method cannot be called " + LAYERS);
        }
        ArrayNode layers = json.putArray(LAYERS);
        for (Override override : overrides) {
            ObjectNode entry = layers.addObject();
            override.match().forEach(entry.putArray("match")::add);
            override.skip().ifPresent(skip -> entry.put("skip", skip));
            ObjectNode with = JsonNodeFactory.instance.objectNode();
            relevant.stream()
                    .filter(override.values()::containsKey)
                    .forEach(name -> put(with, name, override.values().get(name)));
            if (!with.isEmpty()) {
                entry.set("with", with);
            }
        }
        return json.toString();
    }

    private static Stream<RecordComponent> relevant(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> OptionBinder.annotation(component).changesResult())
                .sorted(Comparator.comparing(RecordComponent::getName));
    }

    private static ObjectNode json(Record options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        relevant(options.getClass()).forEach(component -> put(json, component.getName(), read(options, component)));
        return json;
    }

    private static void put(ObjectNode json, String name, Object value) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresentOrElse(present -> put(json, name, present), () -> json.putNull(name));
        } else if (value instanceof List<?> list) {
            ArrayNode array = json.putArray(name);
            list.forEach(item -> {
                ObjectNode holder = JsonNodeFactory.instance.objectNode();
                put(holder, "", item);
                array.add(holder.get(""));
            });
        } else if (value instanceof Integer || value instanceof Long) {
            json.put(name, ((Number) value).longValue());
        } else if (value instanceof Double number) {
            json.put(name, number);
        } else if (value instanceof Boolean flag) {
            json.put(name, flag);
        } else {
            json.put(name, OptionType.word(value));
        }
    }

    private static Object read(Record options, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(options);
        } catch (ReflectiveOperationException faulty) {
            throw new IllegalArgumentException(
                    "option " + component.getName() + " of "
                            + options.getClass().getName() + " cannot be read",
                    faulty);
        }
    }
}
