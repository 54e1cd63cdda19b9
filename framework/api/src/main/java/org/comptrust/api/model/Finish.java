package org.comptrust.api.model;

/** Why a completion ends. */
public enum Finish {
    /** An end token or a stop string. */
    STOP,
    /** The token limit. */
    LENGTH,
    /** It was given, not generated. */
    SCORED
}
