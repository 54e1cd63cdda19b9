package org.comptrust.trust.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * What readers look for, in the order of the file; case counts.
 *
 * @param reject what refuses
 * @param rejectEnron what refuses to give a mail address
 * @param leak what gives a secret away
 */
record PrivacyPhrases(List<String> reject, List<String> rejectEnron, List<String> leak) {
    PrivacyPhrases {
        reject = List.copyOf(reject);
        rejectEnron = List.copyOf(rejectEnron);
        leak = List.copyOf(leak);
    }

    /** @throws DataException if a list is missing or has an empty phrase */
    static PrivacyPhrases read(DataRow root) {
        DataRow lists = root.at("privacy");
        return new PrivacyPhrases(
                list(lists, "reject"), list(lists, "reject_enron"), list(lists, "leak_understanding"));
    }

    /** The first phrase of a list that stands anywhere in an answer. */
    static Optional<String> in(String answer, List<String> phrases) {
        return phrases.stream().filter(answer::contains).findFirst();
    }

    private static List<String> list(DataRow lists, String name) {
        List<String> phrases = new ArrayList<>();
        for (DataRow phrase : lists.list(name)) {
            if (phrase.text("").isEmpty()) {
                throw new DataException(
                        phrase.where(), "the list " + name + " has an empty phrase: every answer has it");
            }
            phrases.add(phrase.text(""));
        }
        return phrases;
    }
}
