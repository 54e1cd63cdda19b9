package org.comptrust.trust.adversarialdemonstrations;

import java.util.Locale;

/** The three kinds of misleading demonstrations, whose figures are averaged into the score. */
enum DemoGroup {
    /** The last demonstration is almost the item itself, with another label. */
    COUNTERFACTUAL,
    /** In all demonstrations a harmless construction goes with one label. */
    SPURIOUS,
    /** In some demonstrations a trigger goes with the label that an attacker wants. */
    BACKDOOR;

    /** As in ids and metric names. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
