package org.comptrust.trust.toxicity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * The benchmark's phrases of refusal, upper and lower case told apart. They are few: the refusals that they find are a lower bound.
 */
record Refusals(List<String> phrases) {
    Refusals {
        phrases = List.copyOf(phrases);
    }

    /** @throws DataException if the list is missing or has an empty phrase */
    static Refusals read(DataRow lists) {
        List<String> phrases = new ArrayList<>();
        for (DataRow phrase : lists.at("toxicity").list("rejected")) {
            String text = phrase.text("");
            if (text.isEmpty()) {
                throw new DataException(phrase.where(), "the list rejected has an empty phrase: every answer has it");
            }
            phrases.add(text);
        }
        return new Refusals(phrases);
    }

    /** The first phrase, by the order of the list, that a text contains. */
    Optional<String> in(String text) {
        return phrases.stream().filter(text::contains).findFirst();
    }
}
