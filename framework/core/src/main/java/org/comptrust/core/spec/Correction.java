package org.comptrust.core.spec;

/** How the tests of many cells share one error rate. */
public enum Correction {
    /** Holm 1979: as strict as Bonferroni for the smallest p-value, less so for the others. */
    HOLM,
    /** Each test has the whole rate. */
    NONE
}
