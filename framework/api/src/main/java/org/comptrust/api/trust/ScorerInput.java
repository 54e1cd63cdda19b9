package org.comptrust.api.trust;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A text to be rated.
 *
 * @param scorer role of the scorer, as the dimension's {@link DimensionNeeds} name it
 * @param question what the text answers, where that matters to the rating; or {@code ""}: then equal answers are rated once
 * @param answer the text
 * @param fields what else the scorer asks for
 * @since 0.1
 */
public record ScorerInput(String scorer, String question, String answer, Map<String, String> fields) {
    public ScorerInput {
        Objects.requireNonNull(scorer, "scorer");
        Objects.requireNonNull(question, "question");
        Objects.requireNonNull(answer, "answer");
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** A text by itself. */
    public static ScorerInput of(String scorer, String text) {
        return new ScorerInput(scorer, "", text, Map.of());
    }
}
