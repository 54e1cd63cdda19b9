package org.comptrust.host.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much is logged: what is worth a look, or with {@code --debug} every stage. */
final class Logging {
    private Logging() {}

    static void set(boolean debug) {
        if (debug) {
            System.setProperty("comptrust.log.trace", "%ex"); // read by logback.xml when the first logger is made
        }
        level("org.comptrust", debug ? Level.INFO : Level.WARN);
        // Its messages repeat, with stack traces, what the catalogue tells of refused jars.
        level("org.pf4j", debug ? Level.INFO : Level.OFF);
    }

    private static void level(String logger, Level level) {
        if (LoggerFactory.getLogger(logger) instanceof Logger logback) {
            logback.setLevel(level);
        }
    }
}
