package org.comptrust.core.option;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.option.Option;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecReader;
import org.comptrust.core.spec.Suggestion;

/**
 * Binds the values of a spec to an options record. All problems are noted, each where it stands.
 *
 * @param <O> the options record
 */
public final class OptionBinder<O extends Record> {
    private final Class<O> type;
    private final Problems problems;

    /**
     * @param type the options record
     * @param problems takes what is wrong with the values
     */
    public OptionBinder(Class<O> type, Problems problems) {
        this.type = type;
        this.problems = problems;
    }

    /** Names of the options, in the record's order. */
    public static List<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /** Whether an option is a list, so that a list is its value and no sweep. */
    public static boolean isList(Class<? extends Record> type, String name) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .anyMatch(component -> OptionType.of(component).isList());
    }

    /**
     * The record, or nothing after a problem.
     *
     * @param fields the values, sweeps expanded
     * @param whole where a missing key is reported
     * @throws IllegalArgumentException if the record itself is faulty: a mistake of the plugin
     */
    public Optional<O> bind(Map<String, SpecNode.Field> fields, Place whole) {
        int before = problems.size();
        refuseUnknown(fields);
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            value(component, Optional.ofNullable(fields.get(component.getName())), whole)
                    .ifPresent(values::add);
        }
        return values.size() == type.getRecordComponents().length && problems.size() == before
                ? construct(values, whole)
                : Optional.empty();
    }

    /**
     * The values of those options that are written, by name in the record's order; without those that are wrong.
     *
     * @param fields the values, without sweeps
     */
    public Map<String, Object> values(Map<String, SpecNode.Field> fields) {
        refuseUnknown(fields);
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Optional.ofNullable(fields.get(component.getName()))
                    .flatMap(field -> value(component, Optional.of(field), field.key()))
                    .ifPresent(value -> values.put(component.getName(), value));
        }
        return values;
    }

    private void refuseUnknown(Map<String, SpecNode.Field> fields) {
        List<String> known = names(type);
        fields.forEach((name, field) -> {
            if (!known.contains(name)) {
                problems.add(field.key(), "no such option", Suggestion.of(name, known));
            }
        });
    }

    private Optional<Object> value(RecordComponent component, Optional<SpecNode.Field> field, Place whole) {
        OptionType kind = OptionType.of(component);
        Option option = annotation(component);
        if (field.isPresent() && !(field.get().value() instanceof SpecNode.Nothing)) {
            Optional<Object> value = convert(kind, option, field.get().value());
            return kind.isOptional() ? value.map(Optional::of) : value;
        }
        if (!option.absent().isEmpty()) {
            return absent(component, kind, option);
        }
        if (kind.isOptional()) {
            return Optional.of(Optional.empty());
        }
        Place place = field.map(SpecNode.Field::key).orElse(whole.missing(component.getName()));
        problems.add(
                place,
                field.isPresent() ? "has no value" : "is missing",
                "Give it a value: " + kind.describe() + " (" + option.value() + ").");
        return Optional.empty();
    }

    private Optional<Object> absent(RecordComponent component, OptionType kind, Option option) {
        Problems faults = new Problems(component.getDeclaringRecord().getName());
        Optional<Object> value = SpecReader.parse(option.absent(), faults)
                .flatMap(node -> new OptionBinder<>(type, faults).convert(kind, option, node));
        return Optional.of(value.map(v -> kind.isOptional() ? Optional.of(v) : v)
                .orElseThrow(() -> new IllegalArgumentException("option " + component.getName()
                        + " cannot be what its own default says: " + option.absent() + " " + faults.list())));
    }

    private Optional<Object> convert(OptionType kind, Option option, SpecNode node) {
        if (!kind.isList()) {
            return scalar(kind, option, node);
        }
        if (!(node instanceof SpecNode.Items list)) {
            problems.add(node.place(), "must be a list, found " + node.describe(), "Write [" + option.value() + "].");
            return Optional.empty();
        }
        List<Object> values = new ArrayList<>();
        for (SpecNode item : list.items()) {
            scalar(kind, option, item).ifPresent(values::add);
        }
        return values.size() == list.items().size() ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    private Optional<Object> scalar(OptionType kind, Option option, SpecNode node) {
        Optional<Object> value = node instanceof SpecNode.Text text ? kind.parse(text.text()) : Optional.empty();
        if (value.isEmpty()) {
            problems.add(
                    node.place(),
                    "must be " + kind.describe() + ", found " + node.describe(),
                    "It is: " + option.value() + ".");
            return value;
        }
        List<String> allowed = List.of(option.oneOf());
        if (!allowed.isEmpty()
                && allowed.stream().noneMatch(word -> kind.parse(word).equals(value))) {
            problems.add(
                    node.place(),
                    OptionType.word(value.get()) + " is not allowed",
                    "Use " + String.join(", ", allowed) + " (" + option.value() + ").");
            return Optional.empty();
        }
        if (value.get() instanceof Number number
                && !(number.doubleValue() >= option.min() && number.doubleValue() <= option.max())) {
            problems.add(
                    node.place(),
                    OptionType.word(number) + " is out of range",
                    "Use " + range(option.min(), option.max()) + " (" + option.value() + ").");
            return Optional.empty();
        }
        return value;
    }

    private Optional<O> construct(List<Object> values, Place whole) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<O> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // a plugin's record need not be public
            return Optional.of(constructor.newInstance(values.toArray()));
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException why) {
                problems.add(whole, "the options do not fit together: " + why.getMessage(), "Change one of them.");
                return Optional.empty();
            }
            throw new IllegalArgumentException(type.getName() + " cannot be made", refused.getCause());
        } catch (ReflectiveOperationException faulty) {
            throw new IllegalArgumentException(type.getName() + " cannot be made", faulty);
        }
    }

    static Option annotation(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new IllegalArgumentException("component " + component.getName() + " of "
                    + component.getDeclaringRecord().getName() + " lacks @Option");
        }
        return option;
    }

    static String range(double min, double max) {
        if (max == Double.POSITIVE_INFINITY) {
            return "at least " + number(min);
        }
        if (min == Double.NEGATIVE_INFINITY) {
            return "at most " + number(max);
        }
        return number(min) + " to " + number(max);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
