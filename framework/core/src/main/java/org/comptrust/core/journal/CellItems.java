package org.comptrust.core.journal;

import java.util.List;

/**
 * Items of a cell that are done.
 *
 * @param graded those that were answered and graded
 * @param unanswerable those that are too long for the model
 */
public record CellItems(List<GradedAnswer> graded, List<UnanswerableItem> unanswerable) {
    public CellItems {
        graded = List.copyOf(graded);
        unanswerable = List.copyOf(unanswerable);
    }

    /** Items that were all answered. */
    public static CellItems graded(List<GradedAnswer> graded) {
        return new CellItems(graded, List.of());
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return graded.isEmpty() && unanswerable.isEmpty();
    }
}
