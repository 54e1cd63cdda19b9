package org.comptrust.models.chat;

import java.util.Objects;

/** A chat template cannot be used, or does not want this dialogue. The message names line and construct. */
public final class ChatTemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who must act. */
    public enum Kind {
        /** The template uses what this renderer does not have, or is not Jinja. */
        REFUSED,
        /** The template itself refuses the dialogue, by {@code raise_exception}. */
        RAISED,
        /** An operation failed, as it would in Python, or a limit was met. */
        FAILED
    }

    private final Kind kind;

    private ChatTemplateException(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    static ChatTemplateException refused(String what) {
        return new ChatTemplateException(Kind.REFUSED, what);
    }

    static ChatTemplateException unsupported(String construct) {
        return refused(construct + " is not supported");
    }

    static ChatTemplateException raised(String text) {
        return new ChatTemplateException(Kind.RAISED, text);
    }

    static ChatTemplateException failed(String what) {
        return new ChatTemplateException(Kind.FAILED, what);
    }

    ChatTemplateException at(int line) {
        return new ChatTemplateException(kind, "line " + line + ": " + getMessage());
    }

    public Kind kind() {
        return kind;
    }
}
