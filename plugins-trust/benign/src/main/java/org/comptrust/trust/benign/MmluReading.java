package org.comptrust.trust.benign;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Response;

/** How the letter of an answer is found. */
public enum MmluReading {
    /**
     * The first character of a greedy text, as the compression study reads it. A blank before it is dropped: the study's tokenizer
     * did so, engines that give a text as it follows the prompt do not.
     */
    FIRST_LETTER,
    /** The first character of the text as it is, for texts that a tokenizer gave without their blank, such as the study's own. */
    FIRST_CHARACTER,
    /** The letter that is most likely to come next, as in the original evaluation. */
    LIKELIHOOD;

    static final List<String> LETTERS = List.of("A", "B", "C", "D");

    private static final int MAX_TOKENS = 16;
    private static final String END = "</s>";

    /** What is asked about a prompt that ends where the letter would begin. */
    Ask ask() {
        return this == LIKELIHOOD
                ? new Ask.Choose(LETTERS.stream().map(letter -> " " + letter).toList())
                : Ask.Generate.greedy(MAX_TOKENS);
    }

    /** The letter, or nothing. */
    Optional<String> read(Response response) {
        return switch (this) {
            case FIRST_LETTER ->
                first(response.text().startsWith(" ") ? response.text().substring(1) : response.text());
            case FIRST_CHARACTER -> first(response.text());
            case LIKELIHOOD -> mostLikely(response.completions());
        };
    }

    private static Optional<String> first(String text) {
        String kept = text.replace(END, "").toLowerCase(Locale.ROOT);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        String first = Character.toString(kept.codePointAt(0)).toUpperCase(Locale.ROOT);
        return LETTERS.contains(first) ? Optional.of(first) : Optional.empty();
    }

    /** The first of the most likely; nothing if one is missing or no number: what is broken must not look like an answer. */
    private static Optional<String> mostLikely(List<Completion> completions) {
        if (completions.size() != LETTERS.size()) {
            return Optional.empty();
        }
        int best = 0;
        for (int i = 0; i < LETTERS.size(); i++) {
            OptionalDouble likelihood = completions.get(i).logLikelihood();
            if (likelihood.isEmpty() || Double.isNaN(likelihood.getAsDouble())) {
                return Optional.empty();
            }
            if (likelihood.getAsDouble() > completions.get(best).logLikelihood().getAsDouble()) {
                best = i;
            }
        }
        return Optional.of(LETTERS.get(best));
    }
}
