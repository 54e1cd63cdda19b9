package org.comptrust.core.spec;

/** A file that a run leaves. */
public enum Publication {
    /** A page for people. */
    HTML,
    /** Tables for programs. */
    CSV,
    /** The tables as a tree, for programs too. */
    JSON,
    /** A page for people who read it beside code. */
    MARKDOWN
}
