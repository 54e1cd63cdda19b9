package org.comptrust.compression.support;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.model.LinearShape;

/**
 * What holds for each linear of a model: a value made of its options. A linear without one stays as it is.
 *
 * @param <V> the options, or what a plan made of them
 * @param values by linear, in the model's order
 */
public record LayerOptions<V>(Map<LinearShape, V> values) {
    public LayerOptions {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The options of each linear, as {@link CompressionInputs#of} says them. */
    public static <O extends Record> LayerOptions<O> of(CompressionInputs<O> inputs) {
        Map<LinearShape, O> values = new LinkedHashMap<>();
        for (LinearShape linear : inputs.shape().linears()) {
            inputs.of(linear).ifPresent(options -> values.put(linear, options));
        }
        return new LayerOptions<>(values);
    }

    /** Checks the options that hold for the whole model, and those of every override, each once. */
    public static <O extends Record> void check(CompressionInputs<O> inputs, BiConsumer<O, Report> check) {
        Set<O> checked = new HashSet<>();
        checked.add(inputs.value());
        check.accept(inputs.value(), inputs::problem);
        of(inputs).values().forEach((linear, options) -> {
            if (checked.add(options)) {
                check.accept(options, (component, wrong, wayOut) -> inputs.problem(linear, component, wrong, wayOut));
            }
        });
    }

    /** What something makes of the options of each linear. */
    public <W> LayerOptions<W> map(Function<V, W> making) {
        Map<LinearShape, W> made = new LinkedHashMap<>();
        values.forEach((linear, value) -> made.put(linear, making.apply(value)));
        return new LayerOptions<>(made);
    }

    /** What holds for a linear; empty: it stays as it is. */
    public Optional<V> find(LinearShape linear) {
        return Optional.ofNullable(values.get(linear));
    }

    /**
     * What holds for a linear that is compressed.
     *
     * @throws IllegalArgumentException if it is not
     */
    public V get(LinearShape linear) {
        return find(linear).orElseThrow(() -> new IllegalArgumentException(linear.name() + " is not compressed"));
    }

    /** The linears of a block that are compressed. */
    public List<LinearShape> targets(List<LinearShape> block) {
        return block.stream().filter(values::containsKey).toList();
    }

    /**
     * Visits the first linear of each input size under the same options: a problem of size that all others share is reported once.
     */
    public void forEachSize(BiConsumer<LinearShape, V> visit) {
        List<Map.Entry<Integer, V>> seen = new ArrayList<>();
        values.forEach((linear, value) -> {
            Map.Entry<Integer, V> size = Map.entry(linear.in(), value);
            if (!seen.contains(size)) {
                seen.add(size);
                visit.accept(linear, value);
            }
        });
    }
}
