package org.comptrust.core.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.comptrust.core.spec.ExperimentSpec.Named;

/** A mapping of a spec whose keys are known. Values of another kind are reported and then count as absent. */
public final class Section {
    private static final Pattern WHOLE = Pattern.compile("[-+]?\\d{1,18}");

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d{1,18}(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");

    private final Place place;
    private final Map<String, SpecNode.Field> fields;
    private final Problems problems;

    Section(Place place, Map<String, SpecNode.Field> fields, Problems problems) {
        this.place = place;
        this.fields = fields;
        this.problems = problems;
    }

    /**
     * Takes a node as a mapping and reports its unknown keys.
     *
     * @param known all keys that are allowed
     * @param later keys that a later version will know
     */
    public static Section of(Place key, SpecNode node, Set<String> known, Set<String> later, Problems problems) {
        Section section = open(key, node, problems);
        section.fields.forEach((name, field) -> {
            if (later.contains(name)) {
                problems.add(field.key(), "this version does not support it yet", "Leave it out.");
            } else if (!known.contains(name)) {
                problems.add(field.key(), "no such key", Suggestion.of(name, known));
            }
        });
        return section;
    }

    /** Takes a node as a mapping with keys of the author's choice. */
    public static Section open(Place key, SpecNode node, Problems problems) {
        if (node instanceof SpecNode.Fields fields) {
            return new Section(key, fields.fields(), problems);
        }
        if (!(node instanceof SpecNode.Nothing)) {
            problems.add(
                    node.place(), "must be a mapping (key: value), found " + node.describe(), "Indent keys below it.");
        }
        return new Section(key, Map.of(), problems);
    }

    public Place place() {
        return place;
    }

    public Map<String, SpecNode.Field> fields() {
        return fields;
    }

    /** The value of a key, if there is one. */
    public Optional<SpecNode> node(String key) {
        return Optional.ofNullable(fields.get(key))
                .map(SpecNode.Field::value)
                .filter(node -> !(node instanceof SpecNode.Nothing));
    }

    /** The place of a key's value, or the place of this section. */
    public Place placeOf(String key) {
        SpecNode.Field field = fields.get(key);
        return field == null ? place.missing(key) : field.value().place();
    }

    /** A section below, empty if it is not written. */
    public Section section(String key, Set<String> known, Set<String> later) {
        SpecNode.Field field = fields.get(key);
        return field == null
                ? new Section(place.missing(key), Map.of(), problems)
                : of(field.key(), field.value(), known, later, problems);
    }

    /** The sections below a key by their names, in order. */
    public Map<String, Section> sections(String key, Set<String> known, Set<String> later) {
        Map<String, Section> sections = new LinkedHashMap<>();
        node(key).ifPresent(node -> open(placeOf(key), node, problems).fields.forEach((name, field) -> {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
                problems.add(
                        field.key(),
                        "a name has letters, digits, '.', '_' and '-', found \"" + Suggestion.shorten(name) + '"',
                        "Rename it.");
            }
            sections.put(name, of(field.key(), field.value(), known, later, problems));
        }));
        return sections;
    }

    /** A required text; {@code ""} after a problem. */
    public String required(String key, String wayOut) {
        if (node(key).isEmpty()) {
            problems.add(place.missing(key), "is missing", wayOut);
        }
        return text(key).orElse("");
    }

    public Optional<String> text(String key) {
        return scalar(key, "one value", Optional::of);
    }

    /** A whole number in a range. */
    public OptionalLong whole(String key, long min, long max) {
        Optional<Long> value = scalar(key, "a whole number", Section::whole);
        if (value.isPresent() && (value.get() < min || value.get() > max)) {
            String range = max == Long.MAX_VALUE ? "Use at least " + min + "." : "Use " + min + " to " + max + ".";
            problems.add(placeOf(key), value.get() + " is out of range", range);
            return OptionalLong.empty();
        }
        return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** A number in a range. */
    public OptionalDouble number(String key, double min, double max) {
        Optional<Double> value = scalar(key, "a number", Section::decimal);
        if (value.isPresent() && !(value.get() >= min && value.get() <= max)) {
            problems.add(placeOf(key), value.get() + " is out of range", "Use " + min + " to " + max + ".");
            return OptionalDouble.empty();
        }
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /** {@code true} or {@code false}; {@code false} if absent. */
    public boolean flag(String key) {
        return scalar(key, "true or false", Section::bool).orElse(false);
    }

    /** One of some words. */
    public Optional<String> word(String key, List<String> words) {
        Optional<String> word = text(key);
        if (word.isPresent() && !words.contains(word.get())) {
            problems.add(
                    placeOf(key),
                    "\"" + Suggestion.shorten(word.get()) + "\" is not allowed",
                    "Use " + String.join(" or ", words) + ".");
            return Optional.empty();
        }
        return word;
    }

    /** A text, or a list of texts. */
    public List<SpecNode.Text> texts(String key) {
        List<SpecNode.Text> texts = new ArrayList<>();
        for (SpecNode node : alternatives(key)) {
            if (node instanceof SpecNode.Text text) {
                texts.add(text);
            } else {
                problems.add(node.place(), "must be one value, found " + node.describe(), "Write a plain word here.");
            }
        }
        return texts;
    }

    /** The value of a key, or the values of the list that it is. */
    public List<SpecNode> alternatives(String key) {
        Optional<SpecNode> node = node(key);
        if (node.isPresent() && node.get() instanceof SpecNode.Items list) {
            if (list.items().isEmpty()) {
                problems.add(list.place(), "an empty list leaves nothing", "Put a value into it or remove the key.");
            }
            return list.items();
        }
        return node.map(List::of).orElse(List.of());
    }

    /** The values of a list; none if it is not written. */
    public List<SpecNode> list(String key) {
        Optional<SpecNode> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof SpecNode.Items items) {
            return items.items();
        }
        problems.add(
                node.get().place(), "must be a list, found " + node.get().describe(), "Put it into brackets: [ ... ].");
        return List.of();
    }

    /** The keys below a key. */
    public Set<String> keys(String key) {
        return node(key)
                .filter(SpecNode.Fields.class::isInstance)
                .map(node -> ((SpecNode.Fields) node).fields().keySet())
                .orElse(Set.of());
    }

    /** The ids of extensions under {@code use}. */
    List<Named> uses(String wayOut) {
        if (node("use").isEmpty()) {
            problems.add(place.missing("use"), "is missing", wayOut);
        }
        return texts("use").stream()
                .map(text -> new Named(text.text(), text.place()))
                .toList();
    }

    /** The options under {@code with}. */
    Map<String, SpecNode.Field> with() {
        return node("with")
                .map(node -> open(fields.get("with").key(), node, problems).fields())
                .orElse(Map.of());
    }

    static Optional<Double> decimal(String text) {
        return DECIMAL.matcher(text).matches() ? Optional.of(Double.parseDouble(text)) : Optional.empty();
    }

    static Optional<Long> whole(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    static Optional<Boolean> bool(String text) {
        return text.equals("true") || text.equals("false") ? Optional.of(text.equals("true")) : Optional.empty();
    }

    private <T> Optional<T> scalar(String key, String expected, Function<String, Optional<T>> reader) {
        Optional<SpecNode> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = node.get() instanceof SpecNode.Text text ? reader.apply(text.text()) : Optional.empty();
        if (value.isEmpty()) {
            problems.add(
                    node.get().place(),
                    "must be " + expected + ", found " + node.get().describe(),
                    "Write " + expected + " here.");
        }
        return value;
    }
}
