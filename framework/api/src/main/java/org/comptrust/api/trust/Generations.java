package org.comptrust.api.trust;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answers of one run of a benchmark, as its file holds them. They are answers to the items of a scenario that have all of the tags:
 * to the first, the second, and so on, unless each says what it is about. The host pairs them, and refuses what does not fit.
 *
 * @param scenario id
 * @param tags that the items have in common; empty: all items of the scenario
 * @param answers in the file's order
 * @param mayEnd whether the benchmark's runs may stop early: fewer answers are then those to the first items
 * @since 0.1
 */
public record Generations(String scenario, Map<String, String> tags, List<Answer> answers, boolean mayEnd) {
    public Generations {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        answers = List.copyOf(answers);
    }

    /** In {@code about}: the text of the last message of the item's first question. */
    public static final String PROMPT = "prompt";

    /** Answers to all the items, or each about what it says. */
    public Generations(String scenario, Map<String, String> tags, List<Answer> answers) {
        this(scenario, tags, answers, false);
    }

    /**
     * One answer, or the samples of one.
     *
     * @param texts at least one
     * @param about tags or gold values by which its item is known, or {@link #PROMPT}; empty: its place tells
     * @param where file and line, for messages
     * @param gold gold values that the benchmark drew by chance when it asked; they are read with in place of the item's
     * @param ratings what was said of its texts where they were rated already, by what the scenario consults scorers on; a text
     *     that is not among them is rated by the scorer
     */
    public record Answer(
            List<String> texts,
            Map<String, String> about,
            String where,
            Map<String, String> gold,
            Map<ScorerInput, ScorerOutput> ratings) {
        public Answer {
            texts = List.copyOf(texts);
            about = Collections.unmodifiableSortedMap(new TreeMap<>(about));
            gold = Collections.unmodifiableSortedMap(new TreeMap<>(gold));
            ratings = Collections.unmodifiableMap(new LinkedHashMap<>(ratings));
            if (texts.isEmpty()) {
                throw new IllegalArgumentException("an answer needs a text");
            }
        }

        /** Texts alone. */
        public Answer(List<String> texts, Map<String, String> about, String where) {
            this(texts, about, where, Map.of(), Map.of());
        }

        /** An answer whose place tells what it is about. */
        public static Answer inOrder(String text, String where) {
            return new Answer(List.of(text), Map.of(), where);
        }
    }
}
