package org.comptrust.api.model;

import java.util.Objects;

/**
 * One message of a dialogue.
 *
 * @param role who says it
 * @param name {@code ""}, or a name such as {@code example_user}
 * @param text the text, met by no template
 * @param shot the demonstration it belongs to, from 0; -1: never dropped
 * @since 0.1
 */
public record Message(Role role, String name, String text, int shot) {
    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
    }

    public static Message of(Role role, String text) {
        return new Message(role, "", text, -1);
    }

    /** A message of demonstration {@code shot}. */
    public static Message shot(Role role, String text, int shot) {
        return new Message(role, "", text, shot);
    }
}
