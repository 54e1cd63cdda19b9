package org.comptrust.core.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.Suggestion;

/**
 * Expands options with several values into all combinations. A list is a sweep where the option is a scalar; where the option is
 * a list, a list of lists is.
 */
public final class Sweep {
    /** More combinations than anyone means; stops the cartesian product before it fills the memory. */
    private static final int MOST = 10_000;

    private Sweep() {}

    /**
     * One combination.
     *
     * @param fields a value for each option that is written
     * @param label the swept ones, such as {@code bits=4}, in the order they are written
     */
    public record Choice(Map<String, SpecNode.Field> fields, List<String> label) {
        public Choice {
            label = List.copyOf(label);
        }

        /** A name with the swept options in brackets, or just the name. */
        public String name(String name) {
            return label.isEmpty() ? name : name + "[" + String.join(",", label) + "]";
        }
    }

    /** All combinations, the last option varying fastest. */
    public static List<Choice> expand(
            Map<String, SpecNode.Field> fields, Class<? extends Record> options, Problems problems) {
        List<Choice> choices = List.of(new Choice(Map.of(), List.of()));
        for (Map.Entry<String, SpecNode.Field> entry : fields.entrySet()) {
            SpecNode.Field field = entry.getValue();
            List<SpecNode> values = values(field.value(), OptionBinder.isList(options, entry.getKey()), problems);
            boolean swept = values.size() != 1 || values.get(0) != field.value();
            if ((long) choices.size() * values.size() > MOST) {
                problems.add(field.key(), "the sweep has more than " + MOST + " combinations", "Sweep fewer options.");
                return List.of();
            }
            List<Choice> longer = new ArrayList<>();
            for (Choice choice : choices) {
                for (SpecNode value : values) {
                    longer.add(with(choice, entry.getKey(), new SpecNode.Field(field.key(), value), swept));
                }
            }
            choices = longer;
        }
        return choices;
    }

    private static List<SpecNode> values(SpecNode value, boolean optionIsList, Problems problems) {
        if (!(value instanceof SpecNode.Items list)) {
            return List.of(value);
        }
        boolean nested = !list.items().isEmpty() && list.items().stream().allMatch(SpecNode.Items.class::isInstance);
        if (optionIsList) {
            return nested ? list.items() : List.of(value);
        }
        if (list.items().isEmpty()) {
            problems.add(list.place(), "an empty list leaves no value", "Put a value into it or remove the key.");
            return List.of();
        }
        return list.items();
    }

    private static Choice with(Choice choice, String key, SpecNode.Field field, boolean swept) {
        Map<String, SpecNode.Field> fields = new LinkedHashMap<>(choice.fields());
        fields.put(key, field);
        List<String> label = new ArrayList<>(choice.label());
        if (swept) {
            label.add(key + "=" + text(field.value()));
        }
        return new Choice(fields, label);
    }

    private static String text(SpecNode value) {
        if (value instanceof SpecNode.Text text) {
            return Suggestion.shorten(text.text());
        }
        return value instanceof SpecNode.Items list
                ? "(" + String.join(" ", list.items().stream().map(Sweep::text).toList()) + ")"
                : "";
    }
}
