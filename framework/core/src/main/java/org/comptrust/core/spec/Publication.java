package org.comptrust.core.spec;

/** A file that a run leaves. */
public enum Publication {
    /** A page for people. */
    HTML,
    /** A table for programs. */
    CSV
}
