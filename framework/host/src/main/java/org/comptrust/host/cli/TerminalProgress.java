package org.comptrust.host.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.comptrust.core.port.Progress;
import org.comptrust.host.text.Escaped;

/**
 * Shows progress on standard error: to a person as one line that is redrawn, once the work has taken two seconds; to a log as a
 * line every ten seconds and when a piece of work is done.
 */
final class TerminalProgress implements Progress, AutoCloseable {
    private static final long PATIENCE = 2_000;
    private static final long REDRAW = 100;
    private static final long LOG = 10_000;
    private static final int WIDTH = 79;
    private static final int BAR = 20;
    private static final String CLEAR = "\r\u001b[K";

    private final Terminal terminal;
    private final LongSupplier clock;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private boolean drawn;

    TerminalProgress(Terminal terminal) {
        this(terminal, () -> System.nanoTime() / 1_000_000);
    }

    /** @param clock milliseconds that never go back */
    TerminalProgress(Terminal terminal, LongSupplier clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public synchronized void step(String what, long done, long total) {
        long now = clock.getAsLong();
        Work work = works.computeIfAbsent(what, name -> new Work(now, done));
        if (done >= total) {
            works.remove(what);
            complete(what, total, now - work.start);
        } else if (terminal.interactive()) {
            if (now - work.start >= PATIENCE && now - work.shown >= REDRAW) {
                work.shown = now;
                draw(bar(what, done, total, work, now));
            }
        } else if (now - work.shown >= LOG) {
            work.shown = now;
            terminal.say(what + ": " + done + " of " + total + " (" + percent(done, total) + " %)"
                    + left(done, total, work, now));
        }
    }

    @Override
    public void close() {
        clear();
    }

    /** Takes an unfinished line away. */
    synchronized void clear() {
        if (drawn) {
            terminal.err().print(CLEAR);
            terminal.err().flush();
            drawn = false;
        }
    }

    private void complete(String what, long total, long took) {
        clear();
        if (took >= PATIENCE || !terminal.interactive()) {
            terminal.say(what + ": done, " + total + " in " + duration(took));
        }
    }

    private void draw(String line) {
        terminal.err().print(CLEAR + line);
        terminal.err().flush();
        drawn = true;
    }

    private static String bar(String what, long done, long total, Work work, long now) {
        int filled = (int) (BAR * done / total);
        String tail = " [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + percent(done, total) + " %"
                + left(done, total, work, now);
        String name = Escaped.line(what);
        int room = WIDTH - tail.length();
        return (name.length() <= room ? name : name.substring(0, Math.max(0, room - 3)) + "...") + tail;
    }

    private static long percent(long done, long total) {
        return 100 * done / total;
    }

    private static String left(long done, long total, Work work, long now) {
        long since = done - work.doneAtStart;
        if (since <= 0) {
            return "";
        }
        return ", about " + duration((now - work.start) * (total - done) / since) + " left";
    }

    /** As {@code 7 s}, {@code 3:05} or {@code 2:03:05}. */
    static String duration(long millis) {
        long seconds = (millis + 500) / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format("%d:%02d", seconds / 60, seconds % 60)
                : String.format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static final class Work {
        private final long start;
        private final long doneAtStart;
        private long shown;

        Work(long start, long doneAtStart) {
            this.start = start;
            this.doneAtStart = doneAtStart;
            this.shown = start;
        }
    }
}
