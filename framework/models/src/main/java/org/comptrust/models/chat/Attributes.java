package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.models.chat.Python.Callable;
import org.comptrust.models.chat.Python.Namespace;
import org.comptrust.models.chat.Python.None;
import org.comptrust.models.chat.Python.Slice;
import org.comptrust.models.chat.Python.Tuple;
import org.comptrust.models.chat.Python.Undefined;
import org.comptrust.models.chat.Python.View;

/**
 * {@code a.b} and {@code a[b]}. A dot means a method first and a member second, brackets the other way round, as in Jinja. Attributes
 * that Python has and this class does not are refused, so that they are never mistaken for missing members.
 */
final class Attributes {
    private static final Set<String> OF_MAP = Set.of(
            "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault", "update", "values");
    private static final Set<String> OF_LIST =
            Set.of("append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort");
    private static final Set<String> OF_NUMBER = Set.of(
            "as_integer_ratio",
            "bit_count",
            "bit_length",
            "conjugate",
            "denominator",
            "from_bytes",
            "fromhex",
            "hex",
            "imag",
            "is_integer",
            "numerator",
            "real",
            "to_bytes");
    private static final Set<String> MAP_METHODS = Set.of("get", "items", "keys", "values");

    private Attributes() {}

    /** Whether some value has a method of this name; what has none can be refused before it is called. */
    static boolean isMethod(String name) {
        return MAP_METHODS.contains(name) || TextMethods.NAMES.contains(name) || name.equals("cycle");
    }

    /** {@code value.name}. */
    static Object attribute(Object value, String name) {
        if (name.startsWith("__")) {
            throw ChatTemplateException.unsupported("the attribute `" + name + "`");
        } else if (value instanceof Undefined undefined) {
            throw undefined.failure();
        } else if (value instanceof Namespace namespace) {
            Object member = namespace.members.get(name);
            return member == null ? missing(value, name) : member;
        } else if (value instanceof Loop loop) {
            return loop.attribute(name);
        } else if (value instanceof Map<?, ?> map) {
            Object member = OF_MAP.contains(name) ? mapMethod(map, name) : map.get(name);
            return member == null ? missing(value, name) : member;
        } else if (value instanceof String text) {
            return TextMethods.PYTHON.contains(name) ? TextMethods.of(text, name) : missing(value, name);
        } else if (value == None.NONE
                || (value instanceof List || value instanceof Tuple) && !OF_LIST.contains(name)
                || Python.isNumber(value) && !OF_NUMBER.contains(name)) {
            return missing(value, name);
        }
        throw ChatTemplateException.unsupported("`." + name + "` of " + Python.type(value));
    }

    /** {@code value[key]}. */
    static Object item(Object value, Object key, Limits limits) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        } else if (key instanceof Slice slice
                && (value instanceof String || value instanceof List || value instanceof Tuple)) {
            return slice(value, slice, limits);
        } else if (value instanceof Map<?, ?> map && key instanceof String name) {
            Object member = map.get(name);
            return member == null ? attribute(value, name) : member;
        } else if (Python.isWhole(key)) {
            return at(value, Python.whole(key));
        } else if (key instanceof String name) {
            return attribute(value, name);
        } else if (key instanceof Undefined || key == None.NONE || value == None.NONE || value instanceof Map) {
            return missing(value, Python.text(key));
        }
        throw ChatTemplateException.unsupported("a subscript that is " + Python.type(key));
    }

    private static Undefined missing(Object value, String name) {
        return new Undefined(Python.type(value) + " has no `" + name + "`");
    }

    private static Object at(Object value, long index) {
        if (value instanceof View
                || value instanceof Python.Stream
                || value instanceof Loop
                || value instanceof Callable) {
            throw ChatTemplateException.unsupported("a subscript of " + Python.type(value));
        } else if (!(value instanceof String || value instanceof List || value instanceof Tuple)) {
            return missing(value, Long.toString(index));
        }
        long length = Python.length(value);
        long place = index < 0 ? index + length : index;
        if (place < 0 || place >= length) {
            return missing(value, Long.toString(index));
        }
        return pick(value, (int) place);
    }

    private static Object pick(Object value, int place) {
        if (value instanceof String text) {
            int at = text.offsetByCodePoints(0, place);
            return Character.toString(text.codePointAt(at));
        }
        return items(value).get(place);
    }

    private static List<?> items(Object value) {
        return value instanceof Tuple tuple ? tuple.items() : (List<?>) value;
    }

    private static Object slice(Object value, Slice slice, Limits limits) {
        long step = slice.step() == None.NONE ? 1 : Python.whole(slice.step());
        if (step == 0) {
            throw ChatTemplateException.failed("a slice cannot have step 0");
        }
        List<Object> all = value instanceof String text ? Python.list(text, limits) : new ArrayList<>(items(value));
        long length = all.size();
        long start = bound(slice.start(), step > 0 ? 0 : length - 1, length, step);
        long stop = bound(slice.stop(), step > 0 ? length : -1, length, step);
        List<Object> picked = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += Math.max(-length - 1, Math.min(length + 1, step))) {
            limits.step();
            picked.add(all.get((int) i));
        }
        if (value instanceof String) {
            StringBuilder text = new StringBuilder();
            picked.forEach(text::append);
            limits.made(text.length());
            return text.toString();
        }
        limits.made(picked.size());
        return value instanceof Tuple ? new Tuple(picked) : picked;
    }

    /** A bound within what the step can reach. */
    private static long bound(Object given, long otherwise, long length, long step) {
        if (given == None.NONE) {
            return otherwise;
        } else if (given instanceof Undefined undefined) {
            throw undefined.failure();
        }
        long place = Python.whole(given);
        long counted = place < 0 ? place + length : place;
        return Math.max(step > 0 ? 0 : -1, Math.min(step > 0 ? length : length - 1, counted));
    }

    private static Object mapMethod(Map<?, ?> map, String name) {
        return switch (name) {
            case "get" ->
                (Callable) (frame, given) -> {
                    Object key = given.required("key");
                    Object otherwise = given.next("default").orElse(None.NONE);
                    given.done();
                    Object member = key instanceof String ? map.get(key) : null;
                    return member == null ? otherwise : member;
                };
            case "items", "keys", "values" ->
                (Callable) (frame, given) -> {
                    given.done();
                    List<Object> items = new ArrayList<>();
                    map.forEach((key, member) -> items.add(
                            name.equals("items")
                                    ? new Tuple(List.of(key, member))
                                    : name.equals("keys") ? key : member));
                    return new View("dict_" + name, items);
                };
            default -> throw ChatTemplateException.unsupported("the method `" + name + "` of a mapping");
        };
    }
}
