package org.comptrust.core.option;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a component of an options record may be, and the texts that stand for its values. */
final class OptionType {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,19}");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");

    private final Class<?> scalar;
    private final boolean list;
    private final boolean optional;

    private OptionType(Class<?> scalar, boolean list, boolean optional) {
        this.scalar = scalar;
        this.list = list;
        this.optional = optional;
    }

    /** @throws IllegalArgumentException if options cannot have the component's type: a mistake of the plugin */
    static OptionType of(RecordComponent component) {
        Type type = component.getGenericType();
        boolean optional = isA(type, Optional.class);
        type = optional ? argument(type) : type;
        boolean list = isA(type, List.class);
        type = list ? argument(type) : type;
        if (type instanceof Class<?> scalar && isScalar(scalar)) {
            return new OptionType(scalar, list, optional);
        }
        throw new IllegalArgumentException("option " + component.getName() + " of "
                + component.getDeclaringRecord().getName() + " has the type " + component.getGenericType()
                + "; allowed are int, long, double, boolean, String, enums, and Optional and List of these");
    }

    boolean isList() {
        return list;
    }

    boolean isOptional() {
        return optional;
    }

    /** What a scalar must be, for messages. */
    String describe() {
        if (scalar.isEnum()) {
            return "one of " + String.join(", ", words());
        }
        if (scalar == boolean.class || scalar == Boolean.class) {
            return "true or false";
        }
        if (scalar == double.class || scalar == Double.class) {
            return "a number";
        }
        return scalar == String.class ? "a text" : "a whole number";
    }

    OptionInfo.Kind kind() {
        if (scalar == String.class || scalar.isEnum()) {
            return OptionInfo.Kind.TEXT;
        }
        if (scalar == boolean.class || scalar == Boolean.class) {
            return OptionInfo.Kind.TRUE_OR_FALSE;
        }
        return scalar == double.class || scalar == Double.class ? OptionInfo.Kind.NUMBER : OptionInfo.Kind.WHOLE_NUMBER;
    }

    /** The words of an enum, as specs write them; of other types none. */
    List<String> words() {
        return !scalar.isEnum()
                ? List.of()
                : Arrays.stream(scalar.getEnumConstants()).map(OptionType::word).toList();
    }

    /** The value that a text stands for, or nothing. */
    Optional<Object> parse(String text) {
        if (scalar == String.class) {
            return Optional.of(text);
        }
        if (scalar.isEnum()) {
            return Arrays.stream(scalar.getEnumConstants())
                    .filter(c -> word(c).equals(text))
                    .map(Object.class::cast)
                    .findFirst();
        }
        if (scalar == boolean.class || scalar == Boolean.class) {
            return text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
        }
        if (scalar == double.class || scalar == Double.class) {
            return NUMBER.matcher(text).matches() ? finite(Double.parseDouble(text)) : Optional.empty();
        }
        return WHOLE.matcher(text).matches() ? whole(text) : Optional.empty();
    }

    /** How a spec writes a value. */
    static String word(Object value) {
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : String.valueOf(value);
    }

    private Optional<Object> whole(String text) {
        try {
            return scalar == int.class || scalar == Integer.class
                    ? Optional.of(Integer.parseInt(text))
                    : Optional.of(Long.parseLong(text));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    private static Optional<Object> finite(double value) {
        return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    private static boolean isScalar(Class<?> type) {
        return type.isEnum()
                || List.of(
                                int.class,
                                long.class,
                                double.class,
                                boolean.class,
                                Integer.class,
                                Long.class,
                                Double.class,
                                Boolean.class,
                                String.class)
                        .contains(type);
    }

    private static boolean isA(Type type, Class<?> raw) {
        return type instanceof ParameterizedType generic && generic.getRawType() == raw;
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }
}
