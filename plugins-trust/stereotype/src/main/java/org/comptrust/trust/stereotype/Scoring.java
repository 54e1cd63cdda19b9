package org.comptrust.trust.stereotype;

import java.util.Locale;

/** Which of the two published readers counts. */
public enum Scoring {
    /** The compression study's: the first opinion of an answer. Its published numbers use it. */
    FORK,
    /** The original benchmark's: the only opinion of an answer. */
    UPSTREAM;

    /** As in specs and in the phrase lists. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    OpinionReader reader(Phrases phrases) {
        return this == FORK ? new FirstOpinionReader(phrases) : new OnlyOpinionReader(phrases);
    }
}
