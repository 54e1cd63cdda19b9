package org.comptrust.models.chat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's values and what operators do with them. A value is a {@code String}, {@code Boolean}, {@code Long}, {@code Double},
 * {@link None}, {@link Undefined}, {@code List}, {@link Tuple}, {@code Map} with text as keys, {@link View}, {@link Stream},
 * {@link Namespace}, {@link Loop} or {@link Callable}. No other Java object can be reached.
 */
final class Python {
    private Python() {}

    /** The value that stands for nothing. */
    enum None {
        NONE
    }

    /** What a missing variable or member gives; it prints as nothing, and most uses of it fail. */
    record Undefined(String why) {
        ChatTemplateException failure() {
            return ChatTemplateException.failed(why);
        }
    }

    record Tuple(List<Object> items) {
        Tuple {
            items = List.copyOf(items);
        }
    }

    /** The bounds of {@code a[start:stop:step]}; {@link None} where one is left out. */
    record Slice(Object start, Object stop, Object step) {}

    /** Values with a length but no places, such as {@code dict.items()} or a range. */
    record View(String name, List<Object> items) {}

    /** Values that can be walked through once, as filters give them. */
    record Stream(Iterator<Object> items) {}

    /** What {@code namespace()} makes: the one thing that a template can change. */
    static final class Namespace {
        final Map<String, Object> members = new LinkedHashMap<>();
    }

    /** A function, macro or method. */
    interface Callable {
        Object call(Frame frame, Given given);
    }

    /** @throws IllegalArgumentException if it has no counterpart in Python */
    static Object of(@Nullable Object java) {
        if (java == null) {
            return None.NONE;
        } else if (java instanceof Integer number) {
            return number.longValue();
        } else if (java instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(of(item)));
            return items;
        } else if (java instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((key, value) -> members.put((String) key, of(value)));
            return members;
        } else if (java instanceof String
                || java instanceof Boolean
                || java instanceof Long
                || java instanceof Double
                || java instanceof Callable) {
            return java;
        }
        throw new IllegalArgumentException("templates have no values of " + java.getClass());
    }

    static String type(Object value) {
        if (value instanceof String) {
            return "text";
        } else if (value instanceof Boolean) {
            return "a truth value";
        } else if (value instanceof Number) {
            return "a number";
        } else if (value instanceof Map) {
            return "a mapping";
        } else if (value == None.NONE) {
            return "none";
        } else if (value instanceof List || value instanceof Tuple) {
            return "a list";
        }
        if (value instanceof Callable) {
            return "a function";
        }
        return "a " + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    static boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        } else if (value instanceof Long number) {
            return number != 0;
        } else if (value instanceof Double number) {
            return number != 0;
        } else if (value instanceof Namespace || value instanceof Stream || value instanceof Callable) {
            return true;
        }
        return value != None.NONE && length(value) != 0;
    }

    static long length(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        } else if (value instanceof Map<?, ?> map) {
            return map.size();
        } else if (value instanceof List<?> list) {
            return list.size();
        } else if (value instanceof Tuple tuple) {
            return tuple.items().size();
        } else if (value instanceof View view) {
            return view.items().size();
        } else if (value instanceof Undefined) {
            return 0;
        } else if (value instanceof Loop loop) {
            return loop.length();
        }
        throw ChatTemplateException.failed(type(value) + " has no length");
    }

    @SuppressWarnings("unchecked") // lists and maps come from `of` and literals alone
    static Iterator<Object> iterate(Object value) {
        if (value instanceof String text) {
            return text.codePoints().<Object>mapToObj(Character::toString).iterator();
        } else if (value instanceof Map<?, ?> map) {
            return ((Map<Object, Object>) map).keySet().iterator();
        } else if (value instanceof List<?> list) {
            return ((List<Object>) list).iterator();
        } else if (value instanceof Tuple tuple) {
            return tuple.items().iterator();
        } else if (value instanceof View view) {
            return view.items().iterator();
        } else if (value instanceof Stream stream) {
            return stream.items();
        } else if (value instanceof Undefined) {
            return List.of().iterator();
        }
        throw ChatTemplateException.failed("one cannot loop over " + type(value));
    }

    static List<Object> list(Object value, Limits limits) {
        List<Object> items = new ArrayList<>();
        iterate(value).forEachRemaining(item -> {
            limits.step();
            items.add(item);
        });
        return items;
    }

    /** As {@code str} does. */
    static String text(Object value) {
        return value instanceof String text ? text : value instanceof Undefined ? "" : shown(value);
    }

    /** As {@code repr} does. */
    private static String shown(Object value) {
        if (value instanceof String text) {
            return PythonText.quoted(text);
        } else if (value instanceof Boolean truth) {
            return truth ? "True" : "False";
        } else if (value instanceof Long number) {
            return number.toString();
        } else if (value instanceof Double number) {
            return decimal(number);
        } else if (value == None.NONE) {
            return "None";
        } else if (value instanceof Undefined) {
            return "Undefined";
        } else if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(Python::shown).toList()) + "]";
        } else if (value instanceof Tuple tuple) {
            String items =
                    String.join(", ", tuple.items().stream().map(Python::shown).toList());
            return "(" + items + (tuple.items().size() == 1 ? ",)" : ")");
        } else if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((key, member) -> members.add(shown(key) + ": " + shown(member)));
            return "{" + String.join(", ", members) + "}";
        } else if (value instanceof View view && !view.name().equals("range")) {
            return view.name() + "(" + shown(view.items()) + ")";
        }
        throw ChatTemplateException.unsupported("printing " + type(value));
    }

    /** The shortest decimal that reads back as the same number, written as Python does. */
    static String decimal(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
        } else if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(number);
        for (int digits = 1; digits <= 17; digits++) {
            BigDecimal rounded = shortest.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                shortest = rounded.stripTrailingZeros();
                break;
            }
        }
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    static boolean equal(Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return compareNumbers(a, b) == 0;
        } else if (a instanceof Undefined && b instanceof Undefined) {
            return true;
        } else if (a instanceof List<?> left && b instanceof List<?> right) {
            return equalItems(left, right);
        } else if (a instanceof Tuple left && b instanceof Tuple right) {
            return equalItems(left.items(), right.items());
        } else if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            return left.keySet().equals(right.keySet())
                    && left.entrySet().stream()
                            .allMatch(entry -> equal(
                                    entry.getValue(), java.util.Objects.requireNonNull(right.get(entry.getKey()))));
        } else if (a instanceof String || a == None.NONE) {
            return a.equals(b);
        }
        return a == b;
    }

    private static boolean equalItems(List<?> left, List<?> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code item in container}. */
    static boolean contains(Object container, Object item, Limits limits) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                limits.search(text, part);
                return text.contains(part);
            }
            throw failed(item, "in", container);
        } else if (container instanceof Map<?, ?> map) {
            if (item instanceof List || item instanceof Map) {
                throw ChatTemplateException.failed(type(item) + " cannot be a key");
            }
            return item instanceof String && map.containsKey(item);
        }
        for (Iterator<Object> items = iterate(container); items.hasNext(); ) {
            limits.step();
            if (equal(items.next(), item)) {
                return true;
            }
        }
        return false;
    }

    /** Less than, equal, greater. */
    static int compare(String operator, Object a, Object b) {
        if (isNumber(a) && isNumber(b)) {
            return compareNumbers(a, b);
        } else if (a instanceof String left && b instanceof String right) {
            return PythonText.compare(left, right);
        } else if (a instanceof List && b instanceof List || a instanceof Tuple && b instanceof Tuple) {
            throw ChatTemplateException.unsupported("the order of lists");
        }
        throw failed(a, operator, b);
    }

    private static int compareNumbers(Object a, Object b) {
        if (a instanceof Double left && left.isNaN() || b instanceof Double right && right.isNaN()) {
            throw ChatTemplateException.unsupported("comparing what is not a number");
        }
        return a instanceof Double || b instanceof Double
                ? new BigDecimal(real(a)).compareTo(new BigDecimal(real(b)))
                : Long.compare(whole(a), whole(b));
    }

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    /** Of a whole number or truth value. */
    static long whole(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        } else if (value instanceof Long number) {
            return number;
        }
        throw ChatTemplateException.failed("a whole number is wanted, not " + type(value));
    }

    static double real(Object value) {
        return value instanceof Double number ? number : whole(value);
    }

    static Object arithmetic(String operator, Object a, Object b, Limits limits) {
        if (isNumber(a) && isNumber(b)) {
            return numbers(operator, a, b);
        } else if (operator.equals("+") && a instanceof String left && b instanceof String right) {
            limits.made(left.length() + (long) right.length());
            return left + right;
        } else if (operator.equals("+") && a instanceof List<?> left && b instanceof List<?> right) {
            return joined(left, right, limits);
        } else if (operator.equals("+") && a instanceof Tuple left && b instanceof Tuple right) {
            return new Tuple(joined(left.items(), right.items(), limits));
        } else if (operator.equals("*") && a instanceof String text && isWhole(b)) {
            return repeated(text, whole(b), limits);
        } else if (operator.equals("*") && b instanceof String text && isWhole(a)) {
            return repeated(text, whole(a), limits);
        } else if (operator.equals("%") && a instanceof String) {
            throw ChatTemplateException.unsupported("formatting with `%`");
        } else if (operator.equals("*") && (isSequence(a) && isWhole(b) || isWhole(a) && isSequence(b))) {
            throw ChatTemplateException.unsupported("repeating a list with `*`");
        }
        throw failed(a, operator, b);
    }

    private static boolean isSequence(Object value) {
        return value instanceof List || value instanceof Tuple;
    }

    private static List<Object> joined(List<?> left, List<?> right, Limits limits) {
        limits.made(left.size() + (long) right.size());
        List<Object> all = new ArrayList<>(left);
        all.addAll(right);
        return all;
    }

    private static String repeated(String text, long times, Limits limits) {
        long count = Math.max(0, times);
        limits.made(text.isEmpty() ? 0 : Math.multiplyExact(Math.min(count, Integer.MAX_VALUE), (long) text.length()));
        return text.repeat((int) Math.min(count, Integer.MAX_VALUE));
    }

    private static Object numbers(String operator, Object a, Object b) {
        boolean divides = "/ // %".contains(operator);
        if (divides && real(b) == 0) {
            throw ChatTemplateException.failed("division by zero");
        }
        try {
            if (operator.equals("/")) {
                return real(a) / real(b);
            } else if (isWhole(a) && isWhole(b)) {
                return wholeNumbers(operator, whole(a), whole(b));
            }
            return switch (operator) {
                case "+" -> real(a) + real(b);
                case "-" -> real(a) - real(b);
                case "*" -> real(a) * real(b);
                default -> throw ChatTemplateException.unsupported("`" + operator + "` of numbers with a fraction");
            };
        } catch (ArithmeticException e) {
            throw ChatTemplateException.unsupported("a whole number beyond 64 bits");
        }
    }

    private static long wholeNumbers(String operator, long a, long b) {
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDiv(a, b);
            case "%" -> Math.floorMod(a, b);
            default -> throw ChatTemplateException.unsupported("`" + operator + "`");
        };
    }

    static ChatTemplateException failed(Object a, String operator, Object b) {
        if (a instanceof Undefined undefined) {
            return undefined.failure();
        } else if (b instanceof Undefined undefined) {
            return undefined.failure();
        }
        return ChatTemplateException.failed("`" + operator + "` does not work for " + type(a) + " and " + type(b));
    }
}
