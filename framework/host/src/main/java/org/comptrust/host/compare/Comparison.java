package org.comptrust.host.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.comptrust.host.compare.ResultsTable.Figure;
import org.comptrust.host.compare.ResultsTable.Key;
import org.comptrust.host.text.TextTable;

/**
 * The figures of two runs, pair by pair.
 *
 * @param first the first run
 * @param second the second run
 * @param pairs all figures that either has, in the order of the first
 */
public record Comparison(ResultsTable first, ResultsTable second, List<Pair> pairs) {
    /** One figure in both runs. */
    public record Pair(Key key, Optional<Figure> first, Optional<Figure> second) {
        /** Second minus first. */
        OptionalDouble difference() {
            OptionalDouble a = value(first);
            OptionalDouble b = value(second);
            return a.isPresent() && b.isPresent()
                    ? OptionalDouble.of(b.getAsDouble() - a.getAsDouble())
                    : OptionalDouble.empty();
        }

        /** Whether both runs say the same. */
        boolean isEqual() {
            return first.equals(second);
        }

        private static OptionalDouble value(Optional<Figure> figure) {
            return figure.map(Figure::value).orElse(OptionalDouble.empty());
        }
    }

    public Comparison {
        pairs = List.copyOf(pairs);
    }

    /** Pairs the figures of two runs by model, variant, dimension and metric. */
    public static Comparison of(ResultsTable first, ResultsTable second) {
        Set<Key> keys = new LinkedHashSet<>(first.figures().keySet());
        keys.addAll(second.figures().keySet());
        List<Pair> pairs = new ArrayList<>();
        for (Key key : keys) {
            pairs.add(new Pair(
                    key,
                    Optional.ofNullable(first.figures().get(key)),
                    Optional.ofNullable(second.figures().get(key))));
        }
        return new Comparison(first, second, pairs);
    }

    /** For people. */
    public String text(boolean equalToo) {
        TextTable table = new TextTable("model", "variant", "dimension", "metric", "first", "second", "difference");
        for (Pair pair : shown(equalToo)) {
            table.row(
                    pair.key().model(),
                    pair.key().variant(),
                    pair.key().dimension(),
                    pair.key().metric(),
                    figure(pair.first()),
                    figure(pair.second()),
                    pair.difference().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%+.4f", pair.difference().getAsDouble())
                            : "-");
        }
        return "first:  " + first.words() + "\nsecond: " + second.words() + "\n" + summary()
                + (shown(equalToo).isEmpty() ? "" : "\n\n" + table);
    }

    /** For programs. */
    public Map<String, Object> json(boolean equalToo) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("first", first.folder().toString());
        all.put("second", second.folder().toString());
        if (!first.only().isEmpty()) {
            all.put("firstVariant", first.only());
            all.put("secondVariant", second.only());
        }
        all.put("equal", count(true));
        all.put("different", count(false));
        all.put("figures", shown(equalToo).stream().map(Comparison::json).toList());
        return all;
    }

    private static Map<String, Object> json(Pair pair) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("model", pair.key().model());
        one.put("variant", pair.key().variant());
        one.put("dimension", pair.key().dimension());
        one.put("metric", pair.key().metric());
        put(one, "first", pair.first());
        put(one, "second", pair.second());
        pair.difference().ifPresent(difference -> one.put("difference", difference));
        return one;
    }

    private static void put(Map<String, Object> one, String side, Optional<Figure> figure) {
        figure.ifPresent(found -> {
            Map<String, Object> json = new LinkedHashMap<>();
            found.value().ifPresent(value -> json.put("value", value));
            json.put("unit", found.unit());
            json.put("status", found.status());
            one.put(side, json);
        });
    }

    private String summary() {
        long onlyFirst = pairs.stream().filter(pair -> pair.second().isEmpty()).count();
        long onlySecond = pairs.stream().filter(pair -> pair.first().isEmpty()).count();
        long both = pairs.size() - onlyFirst - onlySecond;
        return both + " figures in both, " + (both - count(true)) + " of them differ; only in the first: " + onlyFirst
                + ", only in the second: " + onlySecond;
    }

    private long count(boolean equal) {
        return pairs.stream().filter(pair -> pair.isEqual() == equal).count();
    }

    private List<Pair> shown(boolean equalToo) {
        return pairs.stream().filter(pair -> equalToo || !pair.isEqual()).toList();
    }

    private static String figure(Optional<Figure> figure) {
        if (figure.isEmpty()) {
            return "-";
        }
        OptionalDouble value = figure.get().value();
        return value.isPresent()
                ? String.format(Locale.ROOT, "%.4f", value.getAsDouble())
                : figure.get().status();
    }
}
