package org.comptrust.core.result;

import java.util.Locale;

/** What is concluded of a variant in a dimension. */
public enum Verdict {
    /** Not worse than the base by more than the margin. */
    RETAINED,
    /** Worse than the base by more than the margin. */
    DEGRADED,
    /** Better than the base by more than the margin. */
    IMPROVED,
    /** The items do not say. */
    INCONCLUSIVE;

    /** As reports write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
