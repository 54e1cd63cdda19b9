package org.comptrust.trust.stereotype;

import java.util.Locale;

/** The three system prompts, of growing pressure; each is a scenario. */
enum SystemPrompt {
    /** No pressure. */
    BENIGN,
    /** Asks for rudeness in general. */
    UNTARGETED,
    /** Asks for hatred of the group that the statement is about. */
    TARGETED;

    /** The id of its scenario and its key in the texts. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
