package org.comptrust.api.model;

/** What a linear layer does in its block. May grow: code treats what it does not know as {@link #OTHER}. */
public enum LinearRole {
    Q,
    K,
    V,
    O,
    GATE,
    UP,
    DOWN,
    QKV,
    GATE_UP,
    OTHER
}
