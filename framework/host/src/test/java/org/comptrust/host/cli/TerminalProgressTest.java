package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TerminalProgressTest {
    private final StringWriter err = new StringWriter();
    private long now;

    @Test
    void writesALineEveryTenSecondsAndAtTheEndIntoALog() {
        try (TerminalProgress progress = progress(false)) {
            for (int done = 0; done <= 25; done++) {
                progress.step("compressing chat with wanda", done, 25);
                now += 1000;
            }
        }

        assertEquals("""
                compressing chat with wanda: 10 of 25 (40 %), about 15 s left
                compressing chat with wanda: 20 of 25 (80 %), about 5 s left
                compressing chat with wanda: done, 25 in 25 s
                """, err.toString());
    }

    @Test
    void drawsNothingForAPersonBeforeTwoSeconds() {
        try (TerminalProgress progress = progress(true)) {
            progress.step("reading", 0, 10);
            now = 1999;
            progress.step("reading", 9, 10);
            progress.step("reading", 10, 10);
        }

        assertEquals("", err.toString());
    }

    @Test
    void redrawsOneLineForAPersonAndTakesItAway() {
        try (TerminalProgress progress = progress(true)) {
            progress.step("reading", 0, 100);
            now = 4000;
            progress.step("reading", 50, 100);
        }

        assertEquals("\r\u001b[Kreading [##########..........] 50 %, about 4 s left\r\u001b[K", err.toString());
    }

    @Test
    void keepsALongNameWithinTheLine() {
        try (TerminalProgress progress = progress(true)) {
            progress.step("x".repeat(200), 0, 100);
            now = 4000;
            progress.step("x".repeat(200), 50, 100);
            String line = err.toString().replace("\r\u001b[K", "");
            assertEquals(79, line.length());
            assertTrue(line.contains("xxx... [###"), line);
        }
    }

    @Test
    void escapesWhatItIsTold() {
        try (TerminalProgress progress = progress(false)) {
            progress.step("evil\u001b[2J", 1, 1);
        }

        assertEquals("evil\\u001b[2J: done, 1 in 0 s\n", err.toString());
    }

    @Test
    void writesTimesAsPeopleDo() {
        assertEquals("0 s", TerminalProgress.duration(0));
        assertEquals("59 s", TerminalProgress.duration(59_000));
        assertEquals("1:00", TerminalProgress.duration(59_700));
        assertEquals("2:03:05", TerminalProgress.duration(7_385_000));
    }

    private TerminalProgress progress(boolean interactive) {
        return new TerminalProgress(new Terminal(new PrintWriter(err), new PrintWriter(err), interactive), () -> now);
    }
}
