package org.comptrust.core.journal;

import java.util.List;
import java.util.Map;
import org.comptrust.api.trust.Grade;

/**
 * A graded item with the place of its last answer.
 *
 * @param ordinal its position among the items of its cell, from 0
 * @param scenario id of its scenario
 * @param item its id
 * @param tags its tags
 * @param grade what was read
 * @param group key of the group in which the last question was asked
 * @param position of that question in the group
 * @param stratum the item's stratum, {@code ""} if its benchmark has none
 * @param droppedShots demonstrations that did not fit into its prompts
 * @param earlier where the answers to the item's earlier questions lie, in order; empty for an item that was asked once
 */
public record GradedAnswer(
        int ordinal,
        String scenario,
        String item,
        Map<String, String> tags,
        Grade grade,
        String group,
        int position,
        String stratum,
        int droppedShots,
        List<AnswerPlace> earlier) {
    public GradedAnswer {
        tags = Map.copyOf(tags);
        earlier = List.copyOf(earlier);
    }
}
