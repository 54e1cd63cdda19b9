package org.comptrust.core.published;

/** In which unit the refusal columns of a table are. */
public enum RefusalUnit {
    /** As in the study's own tables: percent, except toxicity's and fairness's, which are fractions. */
    STUDY,
    /** All percent. */
    PERCENT,
    /** All fractions of 0 to 1. */
    FRACTION
}
