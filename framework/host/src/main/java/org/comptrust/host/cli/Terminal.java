package org.comptrust.host.cli;

import java.io.PrintWriter;
import org.comptrust.host.text.Escaped;

/**
 * Where commands write: results to the standard output, everything else to standard error.
 *
 * @param out results
 * @param err messages and progress
 * @param interactive whether a person watches {@code err}
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean interactive) {
    /** A result, with unsafe characters escaped. */
    public void print(String text) {
        out.println(Escaped.lines(text));
        out.flush();
    }

    /** A message, with unsafe characters escaped. */
    public void say(String text) {
        err.println(Escaped.lines(text));
        err.flush();
    }

    /** Whether standard error is a terminal: what the start script found out, or else the JVM's guess. */
    public static boolean isWatched() {
        String known = System.getProperty("comptrust.terminal", "");
        return known.isEmpty() ? System.console() != null : Boolean.parseBoolean(known);
    }
}
