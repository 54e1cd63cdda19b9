package org.comptrust.host.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.comptrust.host.text.Escaped;
import org.comptrust.host.text.Json;

/**
 * Where commands write: results to the standard output, everything else to standard error.
 *
 * @param out results
 * @param err messages and progress
 * @param interactive whether a person watches {@code err}
 * @param events whether messages are JSON objects on lines of their own, as progress is then
 */
public record Terminal(PrintWriter out, PrintWriter err, boolean interactive, boolean events) {
    public Terminal(PrintWriter out, PrintWriter err, boolean interactive) {
        this(out, err, interactive, false);
    }

    /** The same with messages as JSON. */
    Terminal withEvents() {
        return new Terminal(out, err, false, true);
    }

    /** A JSON object on a line of standard error. */
    void event(Map<String, Object> event) {
        err.println(Json.line(event));
        err.flush();
    }

    /** A result, with unsafe characters escaped. */
    public void print(String text) {
        out.println(Escaped.lines(text));
        out.flush();
    }

    /** A message, with unsafe characters escaped. */
    public void say(String text) {
        if (events) {
            Map<String, Object> event = new LinkedHashMap<>();
            event.put("event", "message");
            event.put("text", text.strip());
            event(event);
            return;
        }
        err.println(Escaped.lines(text));
        err.flush();
    }

    /** Whether standard error is a terminal: what the start script found out, or else the JVM's guess. */
    public static boolean isWatched() {
        String known = System.getProperty("comptrust.terminal", "");
        return known.isEmpty() ? System.console() != null : Boolean.parseBoolean(known);
    }
}
