package org.comptrust.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.comptrust.api.option.Option;

/**
 * Makes options records from text by name of the component, also of records that another class loader loaded. What is not given takes
 * the value of {@link Option#absent()}. For tests: it neither checks ranges nor knows places in files.
 */
public final class OptionsRecords {
    private OptionsRecords() {}

    /**
     * @param values text of each component that is given, written as in a spec; lists separated by commas
     * @throws IllegalArgumentException if a name or a text fits no component, or a required one is missing
     */
    public static <O extends Record> O of(Class<O> type, Map<String, String> values) {
        RecordComponent[] components = type.getRecordComponents();
        TreeSet<String> unknown = new TreeSet<>(values.keySet());
        Object[] arguments = new Object[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            unknown.remove(name);
            parameters[i] = components[i].getType();
            arguments[i] = value(type, components[i], Optional.ofNullable(values.get(name)));
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " has no option " + unknown);
        }
        try {
            Constructor<O> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(type.getName() + " refuses " + values, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot construct " + type.getName(), e);
        }
    }

    private static Object value(Class<?> owner, RecordComponent component, Optional<String> given) {
        Type type = component.getGenericType();
        Option option = component.getAnnotation(Option.class);
        String absent = option == null ? "" : option.absent();
        if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            Type element = optional.getActualTypeArguments()[0];
            return given.or(() -> Optional.of(absent).filter(text -> !text.isEmpty()))
                    .map(text -> parse(element, text));
        }
        if (given.isEmpty() && absent.isEmpty()) {
            throw new IllegalArgumentException(owner.getName() + " requires " + component.getName());
        }
        return parse(type, given.orElse(absent));
    }

    private static Object parse(Type type, String text) {
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        } else if (type == long.class || type == Long.class) {
            return Long.valueOf(text);
        } else if (type == double.class || type == Double.class) {
            return Double.valueOf(text);
        } else if (type == boolean.class || type == Boolean.class) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(text + " is neither true nor false");
            };
        } else if (type == String.class) {
            return text;
        } else if (type instanceof Class<?> constants && constants.isEnum()) {
            return Arrays.stream(constants.getEnumConstants())
                    .filter(each -> written((Enum<?>) each).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(text + " is no " + constants.getSimpleName()));
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Type element = list.getActualTypeArguments()[0];
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .map(each -> parse(element, each))
                    .toList();
        }
        throw new IllegalArgumentException("options cannot be of type " + type);
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
