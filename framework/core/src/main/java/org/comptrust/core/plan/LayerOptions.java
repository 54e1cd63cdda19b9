package org.comptrust.core.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.option.CanonicalOptions;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.spec.ExperimentSpec.LayerEntry;
import org.comptrust.core.spec.ExperimentSpec.Named;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.Suggestion;

/**
 * The options of each linear: those of the step, with what its entries for single linears say laid over them, key by key, the last
 * entry that says something counting.
 *
 * @param <O> the options record
 */
final class LayerOptions<O extends Record> {
    private final O usual;
    private final Map<String, SpecNode.Field> fields;
    private final List<LayerEntry> entries;
    private final List<List<NamePattern>> patterns;
    private final Map<BitSet, Optional<O>> bound = new HashMap<>();
    private final Set<LinearShape> asked = ConcurrentHashMap.newKeySet();
    private final List<CanonicalOptions.Override> canonical = new ArrayList<>();

    private LayerOptions(O usual, Map<String, SpecNode.Field> fields, List<LayerEntry> entries) {
        this.usual = usual;
        this.fields = fields;
        this.entries = entries;
        this.patterns = entries.stream()
                .map(entry -> entry.match().stream()
                        .map(named -> new NamePattern(named.id()))
                        .toList())
                .toList();
    }

    /**
     * Binds the options of all linears. Problems are noted where they stand: values as those of the step, sweeps, patterns that no
     * linear of the model has.
     *
     * @param usual the options of the step
     * @param fields the values that they were bound from
     * @param suffix names the model in problems, or {@code ""}
     * @return options to be used only if no problem was noted
     */
    static <O extends Record> LayerOptions<O> bind(
            O usual,
            Map<String, SpecNode.Field> fields,
            List<LayerEntry> entries,
            Class<O> type,
            Optional<ModelShape> shape,
            Problems problems,
            String suffix) {
        LayerOptions<O> options = new LayerOptions<>(usual, fields, entries);
        OptionBinder<O> binder = new OptionBinder<>(type, problems);
        if (entries.stream().noneMatch(entry -> sweeps(entry, type, problems))) {
            entries.forEach(entry -> options.canonical.add(new CanonicalOptions.Override(
                    entry.match().stream().map(Named::id).toList(), entry.skip(), binder.values(entry.with()))));
            shape.ifPresent(
                    known -> known.linears().forEach(linear -> options.bind(options.entriesOf(linear), binder)));
        }
        shape.ifPresent(known -> options.refusePatternsWithoutLinear(known, problems, suffix));
        return options;
    }

    /** Whether an entry has lists of values, each of which is a problem. */
    private static boolean sweeps(LayerEntry entry, Class<? extends Record> type, Problems problems) {
        boolean found = false;
        for (Map.Entry<String, SpecNode.Field> option : entry.with().entrySet()) {
            if (option.getValue().value() instanceof SpecNode.Items list
                    && (!OptionBinder.isList(type, option.getKey())
                            || list.items().stream().anyMatch(SpecNode.Items.class::isInstance))) {
                problems.add(
                        list.place(),
                        "what single linears get cannot be swept",
                        "Give one value here, or write an entry of methods for each.");
                found = true;
            }
        }
        return found;
    }

    private void refusePatternsWithoutLinear(ModelShape shape, Problems problems, String suffix) {
        for (int i = 0; i < entries.size(); i++) {
            for (int j = 0; j < patterns.get(i).size(); j++) {
                NamePattern pattern = patterns.get(i).get(j);
                if (shape.linears().stream().noneMatch(linear -> pattern.matches(linear.name()))) {
                    Named written = entries.get(i).match().get(j);
                    problems.add(
                            written.place(),
                            "no linear is called \"" + Suggestion.shorten(written.id()) + '"' + suffix,
                            Suggestion.of(written.id(), patternsOf(shape)));
                }
            }
        }
    }

    /** The names of all linears, {@code *} standing for the number of a block. */
    private static Set<String> patternsOf(ModelShape shape) {
        Set<String> names = new LinkedHashSet<>();
        shape.linears().forEach(linear -> names.add(linear.name().replaceAll("(?<=\\.)\\d+(?=\\.)", "*")));
        return names;
    }

    private BitSet entriesOf(LinearShape linear) {
        BitSet matching = new BitSet();
        for (int i = 0; i < entries.size(); i++) {
            if (patterns.get(i).stream().anyMatch(pattern -> pattern.matches(linear.name()))) {
                matching.set(i);
            }
        }
        return matching;
    }

    private void bind(BitSet matching, OptionBinder<O> binder) {
        if (bound.containsKey(matching)) {
            return;
        }
        Map<String, SpecNode.Field> all = new LinkedHashMap<>(fields);
        boolean skip = false;
        Optional<Place> last = Optional.empty();
        for (int i : matching.stream().toArray()) {
            LayerEntry entry = entries.get(i);
            all.putAll(entry.with());
            skip = entry.skip().orElse(skip);
            last = entry.with().isEmpty() ? last : Optional.of(entry.place());
        }
        if (skip) {
            bound.put(matching, Optional.empty());
        } else {
            Optional<O> options = last.isEmpty() ? Optional.of(usual) : binder.bind(all, last.get());
            options.ifPresent(value -> bound.put(matching, Optional.of(value)));
        }
    }

    /** The options of a linear; nothing if it is left as it is. */
    Optional<O> of(LinearShape linear) {
        asked.add(linear);
        Optional<O> options = bound.get(entriesOf(linear));
        return options == null ? Optional.of(usual) : options; // a linear that the model does not have
    }

    /** Where an option of a linear is written, if it is not that of the step. */
    Optional<SpecNode.Field> field(LinearShape linear, String component) {
        return entriesOf(linear).stream()
                .mapToObj(i -> Optional.ofNullable(entries.get(i).with().get(component)))
                .flatMap(Optional::stream)
                .reduce((earlier, later) -> later);
    }

    /** Whether an entry is for this linear, and nobody ever asked for its options. */
    boolean isOverlooked(LinearShape linear) {
        return !asked.contains(linear) && !entriesOf(linear).isEmpty();
    }

    boolean skips(LinearShape linear) {
        return Optional.empty().equals(bound.get(entriesOf(linear)));
    }

    /** For the canonical text of the options. */
    List<CanonicalOptions.Override> canonical() {
        return List.copyOf(canonical);
    }
}
