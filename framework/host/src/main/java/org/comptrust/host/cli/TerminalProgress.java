package org.comptrust.host.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.comptrust.host.text.Escaped;

/**
 * Shows progress on standard error: to a person as one line that is redrawn, once the work has taken two seconds; to a log as a
 * line every ten seconds and when a piece of work is done.
 */
final class TerminalProgress implements Display {
    private static final long PATIENCE = 2_000;
    private static final long REDRAW = 100;
    private static final long LOG = 10_000;
    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;
    private static final int MOST_WIDTH = 120;
    private static final int BAR = 20;
    private static final String CLEAR = "\r\u001b[K";

    private final Terminal terminal;
    private final LongSupplier clock;
    private final boolean bar;
    private final int width;
    private final Map<String, Work> works = new LinkedHashMap<>();
    private long began = -1;
    private long drawnAt;
    private boolean drawn;

    /** @param bar whether one line is redrawn */
    TerminalProgress(Terminal terminal, boolean bar) {
        this(terminal, bar, columns() - 1, () -> System.nanoTime() / 1_000_000);
    }

    /**
     * @param width of the line that is redrawn, in characters
     * @param clock milliseconds that never go back
     */
    TerminalProgress(Terminal terminal, boolean bar, int width, LongSupplier clock) {
        this.terminal = terminal;
        this.bar = bar;
        this.width = width;
        this.clock = clock;
    }

    /** What the start script found out. */
    private static int columns() {
        int columns = Integer.getInteger("comptrust.columns", USUAL_WIDTH);
        return Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, columns));
    }

    @Override
    public synchronized void step(String part, String what, long done, long total, OptionalLong runLeft) {
        long now = clock.getAsLong();
        began = began < 0 ? now : began;
        Work work = works.computeIfAbsent(what, name -> new Work(now, done));
        if (done >= total) {
            works.remove(what);
            complete(part, what, total, now - work.start);
        } else {
            show(name(part, what), "", done + " of " + total, done, total, work, now, runLeft);
        }
    }

    @Override
    public synchronized void within(String what, long done, long total, double fraction, String note) {
        long now = clock.getAsLong();
        began = began < 0 ? now : began;
        Work work = works.computeIfAbsent(what, name -> new Work(now, done));
        if (done < total) {
            show(what, note, note, done + fraction, total, work, now, OptionalLong.empty());
        }
    }

    /**
     * @param note beside a bar
     * @param where behind the name in a log
     */
    private void show(
            String name,
            String note,
            String where,
            double done,
            long total,
            Work work,
            long now,
            OptionalLong runLeft) {
        if (bar) {
            if (now - began >= PATIENCE && now - drawnAt >= REDRAW) {
                drawnAt = now;
                draw(bar(name, note, done, total, work, now, runLeft));
            }
        } else if (now - work.shown >= LOG) {
            work.shown = now;
            terminal.say(name + ": " + where + " (" + percent(done, total) + " %)" + left(done, total, work, now)
                    + ofRun(runLeft));
        }
    }

    /** Says so only of work that a person notices. */
    @Override
    public synchronized void expect(String what, double seconds) {
        if (1000 * seconds > PATIENCE) {
            clear();
            terminal.say(what + ": about " + duration(Math.round(1000 * seconds)) + " expected");
        }
    }

    @Override
    public void close() {
        clear();
    }

    @Override
    public synchronized void hint(String what) {
        if (bar) {
            draw(Escaped.line(what));
        }
    }

    @Override
    public synchronized void clear() {
        if (drawn) {
            terminal.err().print(CLEAR);
            terminal.err().flush();
            drawn = false;
        }
    }

    private void complete(String part, String what, long total, long took) {
        clear();
        if (took >= PATIENCE || !bar) {
            terminal.say(name(part, what) + ": done, " + total + " in " + duration(took));
        }
    }

    private void draw(String line) {
        terminal.err().print(CLEAR + line);
        terminal.err().flush();
        drawn = true;
    }

    private String bar(String full, String note, double done, long total, Work work, long now, OptionalLong runLeft) {
        int length = note.isEmpty() ? BAR : BAR / 2;
        int filled = (int) (length * done / total);
        String tail = (note.isEmpty() ? "" : " " + Escaped.line(note))
                + " [" + "#".repeat(filled) + ".".repeat(length - filled) + "] " + percent(done, total) + " %"
                + left(done, total, work, now) + ofRun(runLeft);
        String name = Escaped.line(full);
        int room = width - tail.length();
        return (name.length() <= room ? name : name.substring(0, Math.max(0, room - 3)) + "...") + tail;
    }

    private static String name(String part, String what) {
        return part.isEmpty() ? what : part + " " + what;
    }

    private static String ofRun(OptionalLong left) {
        return left.isPresent() ? ", run: " + duration(left.getAsLong()) : "";
    }

    private static long percent(double done, long total) {
        return (long) (100 * done / total);
    }

    private static String left(double done, long total, Work work, long now) {
        double since = done - work.doneAtStart;
        if (since <= 0) {
            return "";
        }
        return ", about " + duration((long) ((now - work.start) * (total - done) / since)) + " left";
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
