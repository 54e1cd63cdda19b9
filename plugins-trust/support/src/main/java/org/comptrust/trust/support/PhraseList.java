package org.comptrust.trust.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * Phrases that are looked for anywhere in an answer.
 *
 * @param phrases in lower case, in the order of the file
 */
public record PhraseList(List<String> phrases) {
    public PhraseList {
        phrases = List.copyOf(phrases);
    }

    /** @throws DataException if the list is missing or has an empty phrase */
    public static PhraseList read(DataRow lists, String name) {
        List<String> phrases = new ArrayList<>();
        for (DataRow phrase : lists.list(name)) {
            String text = phrase.text("").toLowerCase(Locale.ROOT);
            if (text.isEmpty()) {
                throw new DataException(
                        phrase.where(), "the list " + name + " has an empty phrase: every answer has it");
            }
            phrases.add(text);
        }
        return new PhraseList(phrases);
    }

    /** The first phrase, by the order of the list, that an answer in lower case contains. */
    public Optional<String> in(String lowerCase) {
        return phrases.stream().filter(lowerCase::contains).findFirst();
    }
}
