package org.comptrust.core.result;

/** Who must act on a failure. */
public enum FailureKind {
    /** The maintainer of a plugin. */
    PLUGIN,
    /** The operator: a checkpoint or the machine. */
    MODEL,
    /** The operator: benchmark data. */
    DATA,
    /** The operator: a service that rates texts. */
    SCORER,
    /** We. */
    BUG
}
