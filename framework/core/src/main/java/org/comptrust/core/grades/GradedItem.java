package org.comptrust.core.grades;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.comptrust.api.trust.Grade;

/**
 * An item with what was read in the answer to it.
 *
 * @param scenario id of the scenario it belongs to
 * @param itemId unique in the scenario
 * @param tags the item's own
 * @param grade what was read
 */
public record GradedItem(String scenario, String itemId, Map<String, String> tags, Grade grade) {
    public GradedItem {
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(itemId, "itemId");
        Objects.requireNonNull(grade, "grade");
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        if (tags.containsKey(GradeTable.SCENARIO) || tags.containsKey(GradeTable.LABEL)) {
            throw new IllegalArgumentException("item " + scenario + "/" + itemId + " has a tag called "
                    + GradeTable.SCENARIO + " or " + GradeTable.LABEL + "; these names are the table's own");
        }
    }
}
