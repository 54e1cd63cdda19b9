package org.comptrust.models.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.models.chat.Python.Callable;
import org.comptrust.models.chat.Python.None;
import org.comptrust.models.chat.Python.Stream;
import org.comptrust.models.chat.Python.Tuple;
import org.comptrust.models.chat.Python.Undefined;
import org.comptrust.models.chat.Python.View;

/** {@code value is test}. */
final class Tests {
    private static final Map<String, String> COMPARISONS = Map.ofEntries(
            Map.entry("equalto", "=="),
            Map.entry("eq", "=="),
            Map.entry("ne", "!="),
            Map.entry("lt", "<"),
            Map.entry("lessthan", "<"),
            Map.entry("le", "<="),
            Map.entry("gt", ">"),
            Map.entry("greaterthan", ">"),
            Map.entry("ge", ">="),
            Map.entry("in", "in"));
    private static final Set<String> SIMPLE = Set.of(
            "boolean",
            "callable",
            "defined",
            "even",
            "false",
            "float",
            "integer",
            "iterable",
            "mapping",
            "none",
            "number",
            "odd",
            "sequence",
            "string",
            "true",
            "undefined");

    private Tests() {}

    static boolean holds(Frame frame, String name, Object value, Given given) {
        String comparison = name.matches("==|!=|<|<=|>|>=") ? name : COMPARISONS.getOrDefault(name, "");
        boolean holds = comparison.isEmpty()
                ? simple(name, value)
                : Expression.Compare.holds(comparison, value, given.required("other"), frame.limits());
        given.done();
        return holds;
    }

    private static boolean simple(String name, Object value) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == None.NONE;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "true" -> value.equals(true);
            case "false" -> value.equals(false);
            case "number" -> Python.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "mapping" -> value instanceof Map;
            case "callable" -> value instanceof Callable || value instanceof Undefined; // whose call is an error
            case "sequence" -> isSequence(value) || value instanceof Undefined;
            case "iterable" ->
                isSequence(value)
                        || value instanceof Undefined
                        || value instanceof View
                        || value instanceof Stream
                        || value instanceof Loop;
            case "even", "odd" -> {
                if (value instanceof Undefined undefined) {
                    throw undefined.failure();
                }
                yield Math.floorMod(Python.whole(value), 2L) == (name.equals("odd") ? 1 : 0);
            }
            default -> throw ChatTemplateException.unsupported("test `" + name + "`");
        };
    }

    private static boolean isSequence(Object value) {
        return value instanceof String || value instanceof List || value instanceof Tuple || value instanceof Map;
    }

    static void require(String name) {
        if (!SIMPLE.contains(name) && !COMPARISONS.containsKey(name) && !name.matches("==|!=|<|<=|>|>=")) {
            throw ChatTemplateException.unsupported("test `" + name + "`");
        }
    }
}
