package org.comptrust.core.plan;

/** A file that a run leaves. */
public enum Publication {
    /** A page for people. */
    HTML,
    /** A table for programs. */
    CSV
}
