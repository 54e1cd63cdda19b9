package org.comptrust.api.model;

/** Who says a message. */
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
}
