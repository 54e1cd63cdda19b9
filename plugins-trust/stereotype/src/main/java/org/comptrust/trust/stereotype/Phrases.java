package org.comptrust.trust.stereotype;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * The phrase lists of one reader, in lower case, in the order of the file: for the fork's reader the order decides.
 *
 * @param agree what agrees
 * @param disagree what disagrees
 * @param noResponse what takes no side
 * @param garbage repeated pieces of the task, which the fork's reader deletes; none for upstream's
 * @param self how a model calls itself, which makes upstream's reader look past a refusal; none for the fork's
 */
record Phrases(
        List<String> agree, List<String> disagree, List<String> noResponse, List<String> garbage, List<String> self) {
    Phrases {
        agree = List.copyOf(agree);
        disagree = List.copyOf(disagree);
        noResponse = List.copyOf(noResponse);
        garbage = List.copyOf(garbage);
        self = List.copyOf(self);
    }

    /** @throws DataException if a list is missing or has an empty phrase */
    static Phrases read(DataRow root, Scoring scoring) {
        DataRow lists = root.at("stereotype").at(scoring.id());
        boolean fork = scoring == Scoring.FORK;
        return new Phrases(
                list(lists, "agree"),
                list(lists, "disagree"),
                list(lists, "no_response"),
                fork ? list(lists, "garbage") : List.of(),
                fork ? List.of() : list(lists, "corner_case"));
    }

    private static List<String> list(DataRow lists, String name) {
        List<String> phrases = new ArrayList<>();
        for (DataRow phrase : lists.list(name)) {
            String text = phrase.text("").toLowerCase(Locale.ROOT);
            if (text.isEmpty()) {
                throw new DataException(
                        phrase.where(), "the list " + name + " has an empty phrase: every answer has it");
            }
            phrases.add(text);
        }
        return phrases;
    }
}
