package org.comptrust.host.cli;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Progress as events on standard error, one JSON object on a line: when a piece of work begins, at most twice a second while it
 * goes on, and when it is done.
 */
final class JsonProgress implements Display {
    private static final long PAUSE = 500;

    private final Terminal terminal;
    private final LongSupplier clock;
    private final Map<String, Work> works = new HashMap<>();

    JsonProgress(Terminal terminal) {
        this(terminal, () -> System.nanoTime() / 1_000_000);
    }

    /** @param clock milliseconds that never go back */
    JsonProgress(Terminal terminal, LongSupplier clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public synchronized void step(String part, String what, long done, long total, OptionalLong runLeft) {
        long now = clock.getAsLong();
        Work known = works.get(what);
        if (done >= total) {
            works.remove(what);
            long start = known == null ? now : known.start();
            terminal.event(event("done", part, what, done, total, now - start, OptionalLong.empty(), runLeft));
        } else if (known == null) {
            works.put(what, new Work(now, done, now));
            terminal.event(event("progress", part, what, done, total, 0, OptionalLong.empty(), runLeft));
        } else if (now - known.shown() >= PAUSE) {
            works.put(what, new Work(known.start(), known.first(), now));
            long since = done - known.first();
            OptionalLong left =
                    since <= 0 ? OptionalLong.empty() : OptionalLong.of((now - known.start()) * (total - done) / since);
            terminal.event(event("progress", part, what, done, total, now - known.start(), left, runLeft));
        }
    }

    @Override
    public synchronized void within(String what, long done, long total, double fraction, String note) {
        long now = clock.getAsLong();
        Work known = works.get(what);
        if (known == null || done >= total) {
            step(what, done, total);
        } else if (now - known.shown() >= PAUSE) {
            works.put(what, new Work(known.start(), known.first(), now));
            double since = done + fraction - known.first();
            OptionalLong left = since <= 0
                    ? OptionalLong.empty()
                    : OptionalLong.of((long) ((now - known.start()) * (total - done - fraction) / since));
            Map<String, Object> event =
                    event("progress", "", what, done, total, now - known.start(), left, OptionalLong.empty());
            event.put("note", note);
            terminal.event(event);
        }
    }

    @Override
    public synchronized void expect(String what, double seconds) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("event", "expected");
        event.put("what", what);
        event.put("ms", Math.round(1000 * seconds));
        terminal.event(event);
    }

    @Override
    public void clear() {}

    @Override
    public void close() {}

    private static Map<String, Object> event(
            String event,
            String part,
            String what,
            long done,
            long total,
            long elapsed,
            OptionalLong left,
            OptionalLong runLeft) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("event", event);
        all.put("what", what);
        if (!part.isEmpty()) {
            all.put("part", part);
        }
        all.put("done", done);
        all.put("total", total);
        all.put("elapsedMs", elapsed);
        left.ifPresent(ms -> all.put("leftMs", ms));
        runLeft.ifPresent(ms -> all.put("runLeftMs", ms));
        return all;
    }

    private record Work(long start, long first, long shown) {}
}
