package org.comptrust.quickstart.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Byte pair encoding on words (Sennrich et al. 2016, arXiv:1508.07909, algorithm 1) over bytes: the most frequent pair of
 * neighbouring symbols becomes a symbol, again and again. Of equally frequent pairs the first in code point order wins, so that the
 * same text gives the same merges.
 */
public final class BpeTrainer {
    /** How the byte-level pre-tokenizer of the Hugging Face library cuts a text into words. */
    private static final Pattern WORD =
            Pattern.compile("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    /** A pair that occurs once is no rule. */
    private static final long FEWEST = 2;

    private final Map<String, Long> words = new HashMap<>();

    /** Two symbols that become one. */
    public record Merge(String left, String right) implements Comparable<Merge> {
        /** The new symbol. */
        public String merged() {
            return left + right;
        }

        @Override
        public int compareTo(Merge other) {
            return Comparator.comparing(Merge::left).thenComparing(Merge::right).compare(this, other);
        }
    }

    /** Counts the words of a text. */
    public BpeTrainer read(String text) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.merge(matcher.group(), 1L, Long::sum);
        }
        return this;
    }

    /** Up to {@code count} merges, in the order in which they are applied; fewer if no pair occurs twice. */
    public List<Merge> merges(int count) {
        Map<String, List<String>> symbols = new LinkedHashMap<>();
        words.keySet().stream().sorted().forEach(word -> symbols.put(word, ByteAlphabet.of(word)));
        List<Merge> merges = new ArrayList<>();
        while (merges.size() < count) {
            Optional<Merge> next = mostFrequent(symbols);
            if (next.isEmpty()) {
                break;
            }
            merges.add(next.get());
            symbols.replaceAll((word, parts) -> apply(next.get(), parts));
        }
        return List.copyOf(merges);
    }

    private Optional<Merge> mostFrequent(Map<String, List<String>> symbols) {
        Map<Merge, Long> counts = new HashMap<>();
        symbols.forEach((word, parts) -> {
            for (int i = 0; i + 1 < parts.size(); i++) {
                counts.merge(new Merge(parts.get(i), parts.get(i + 1)), words.getOrDefault(word, 0L), Long::sum);
            }
        });
        Comparator<Map.Entry<Merge, Long>> order = Map.Entry.comparingByValue();
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= FEWEST)
                .max(order.thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey);
    }

    private static List<String> apply(Merge merge, List<String> parts) {
        List<String> joined = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (i + 1 < parts.size()
                    && parts.get(i).equals(merge.left())
                    && parts.get(i + 1).equals(merge.right())) {
                joined.add(merge.merged());
                i++;
            } else {
                joined.add(parts.get(i));
            }
        }
        return joined;
    }

    /** The symbols that an alphabet of bytes and the merges make, without repetition, in the order of their ids. */
    static List<String> symbols(List<Merge> merges) {
        return Stream.concat(ByteAlphabet.all().stream(), merges.stream().map(Merge::merged))
                .distinct()
                .toList();
    }
}
