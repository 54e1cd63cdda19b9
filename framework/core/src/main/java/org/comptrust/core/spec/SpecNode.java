package org.comptrust.core.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a spec with its place. Scalars keep the text that was written: {@code 2:4}, {@code 1e-3} and {@code yes} mean what
 * the option they are for makes of them, and nothing before.
 */
public sealed interface SpecNode {
    Place place();

    /** How messages call the value. */
    String describe();

    /** A scalar, without its quotes. */
    record Text(Place place, String text) implements SpecNode {
        @Override
        public String describe() {
            return '"' + Suggestion.shorten(text) + '"';
        }
    }

    /** A list. */
    record Items(Place place, List<SpecNode> items) implements SpecNode {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /** Keys with values, in the order they were written. */
    record Fields(Place place, Map<String, Field> fields) implements SpecNode {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /** A key without a value, or {@code null}. */
    record Nothing(Place place) implements SpecNode {
        @Override
        public String describe() {
            return "no value";
        }
    }

    /**
     * A key and what it stands for.
     *
     * @param key place of the key
     * @param value the value
     */
    record Field(Place key, SpecNode value) {}
}
