package org.comptrust.trust.stereotype;

import java.util.List;
import org.comptrust.api.trust.DataRow;
import org.comptrust.trust.support.PhraseList;

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

    /** @throws org.comptrust.api.trust.DataException if a list is missing or has an empty phrase */
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
        return PhraseList.read(lists, name).phrases();
    }
}
