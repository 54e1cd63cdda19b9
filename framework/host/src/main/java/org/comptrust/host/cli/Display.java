package org.comptrust.host.cli;

import java.util.OptionalLong;
import org.comptrust.core.port.Progress;

/** Shows progress in one of the forms of {@code --progress}. Thread-safe. */
interface Display extends Progress, AutoCloseable {
    /** The forms. */
    enum Form {
        /** A bar for a person who watches, plain lines otherwise. */
        AUTO,
        /** One line that is redrawn. */
        BAR,
        /** A line now and then. */
        PLAIN,
        /** Events for programs, one JSON object on a line; messages too. */
        JSON,
        /** Nothing. */
        NONE
    }

    /** The display of a form on standard error. */
    static Display of(Form form, Terminal terminal) {
        return switch (form) {
            case AUTO -> new TerminalProgress(terminal, terminal.interactive());
            case BAR -> new TerminalProgress(terminal, true);
            case PLAIN -> new TerminalProgress(terminal, false);
            case JSON -> new JsonProgress(terminal);
            case NONE -> new NoProgress();
        };
    }

    /**
     * The same with what is known of the whole run.
     *
     * @param part which part of the run this is, such as {@code 5/24}, or {@code ""}
     * @param runLeft milliseconds until the whole run is done, about
     */
    void step(String part, String what, long done, long total, OptionalLong runLeft);

    @Override
    default void step(String what, long done, long total) {
        step("", what, done, total, OptionalLong.empty());
    }

    /** Says to a person who waits what is going on, until the next step or {@link #clear}. */
    default void hint(String what) {}

    /** Takes an unfinished line away. */
    void clear();

    @Override
    void close();

    /** Shows nothing. */
    final class NoProgress implements Display {
        @Override
        public void step(String part, String what, long done, long total, OptionalLong runLeft) {}

        @Override
        public void clear() {}

        @Override
        public void close() {}
    }
}
