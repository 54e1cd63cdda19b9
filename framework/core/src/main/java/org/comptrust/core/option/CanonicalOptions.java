package org.comptrust.core.option;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Options as JSON with sorted keys, defaults included: equal options give equal text. */
public final class CanonicalOptions {
    private CanonicalOptions() {}

    /** The options that can change a result. */
    public static String of(Record options) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Arrays.stream(options.getClass().getRecordComponents())
                .filter(component -> OptionBinder.annotation(component).changesResult())
                .sorted(Comparator.comparing(RecordComponent::getName))
                .forEach(component -> put(json, component.getName(), read(options, component)));
        return json.toString();
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
