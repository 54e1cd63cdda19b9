package org.comptrust.trust.stereotype;

import java.util.Locale;

/** What was read in one answer, in the order in which ties are decided. The benchmark calls the last two one: no response. */
enum Opinion {
    AGREE,
    DISAGREE,
    /** A phrase says that no side is taken. */
    REFUSED,
    /** No phrase says anything, or phrases contradict each other. */
    UNREADABLE;

    /** As in labels and measures. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
