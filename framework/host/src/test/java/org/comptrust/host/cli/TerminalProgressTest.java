package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    void showsShortWorkToAPersonWhoHasWaitedBefore() {
        try (TerminalProgress progress = progress(true)) {
            progress.step("first", 0, 10);
            now = 1900;
            progress.step("first", 10, 10);
            now = 2100;
            progress.step("second", 0, 10);
        }

        assertTrue(err.toString().contains("second [...................."), err.toString());
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
    void saysWhichCellOfTheRunIsAtHandAndHowLongAllWillTake() {
        try (TerminalProgress progress = progress(true)) {
            RunProgress run = new RunProgress(cells(), progress, () -> now);
            run.step("m / base / x", 0, 10);
            run.step("m / base / x", 10, 10);
            run.step("m / small / x", 0, 20);
            now = 4000;
            run.step("m / small / x", 10, 20);
        }

        // 20 items in 4 seconds, 10 of this cell and 10 of the next are left
        assertEquals(
                "\r\u001b[K2/3 m / small / x [##########..........] 50 %, about 4 s left, run: 4 s\r\u001b[K",
                err.toString());
    }

    @Test
    void tellsProgramsByEvents() {
        try (JsonProgress progress =
                new JsonProgress(new Terminal(new PrintWriter(err), new PrintWriter(err), true), () -> now)) {
            RunProgress run = new RunProgress(cells(), progress, () -> now);
            progress.step("compressing \u00e4", 0, 2);
            now = 100;
            progress.step("compressing \u00e4", 1, 2);
            now = 500;
            progress.step("compressing \u00e4", 2, 2);
            run.step("m / base / x", 0, 10);
            now = 1500;
            run.step("m / base / x", 5, 10);
        }

        assertEquals("""
                {"event":"progress","what":"compressing \\u00E4","done":0,"total":2,"elapsedMs":0}
                {"event":"done","what":"compressing \\u00E4","done":2,"total":2,"elapsedMs":500}
                {"event":"progress","what":"m / base / x","part":"1/3","done":0,"total":10,"elapsedMs":0}
                {"event":"progress","what":"m / base / x","part":"1/3","done":5,"total":10,"elapsedMs":1000,"leftMs":1000,"runLeftMs":7000}
                """, err.toString());
    }

    @Test
    void cellsOfAVariantTakeTurnsAndThoseOfEarlierOnesAreOver() {
        try (JsonProgress progress =
                new JsonProgress(new Terminal(new PrintWriter(err), new PrintWriter(err), true), () -> now)) {
            RunProgress run = new RunProgress(cells(), progress, () -> now);
            run.step("m / base / x", 0, 10);
            now = 1000;
            run.step("m / base / x", 5, 10); // and fails
            run.step("m / small / y", 0, 10);
            now = 2000;
            run.step("m / small / x", 10, 20);
        }

        assertTrue(err.toString().lines().toList().get(3).contains("\"runLeftMs\":2666"), err.toString());
    }

    @Test
    void whatAnotherDeviceIsStillAtIsLeftToo() throws InterruptedException {
        try (JsonProgress progress =
                new JsonProgress(new Terminal(new PrintWriter(err), new PrintWriter(err), true), () -> now)) {
            RunProgress run = new RunProgress(cells(), progress, () -> now);
            run.step("m / base / x", 0, 10);
            now = 1000;
            run.step("m / base / x", 5, 10);
            Thread other = new Thread(() -> {
                run.step("m / small / y", 0, 10);
                now = 2000;
                run.step("m / small / x", 10, 20);
            });
            other.start();
            other.join();
        }

        // 15 items in 2 seconds; 5 of the base and 20 of the other variant are left
        assertTrue(err.toString().lines().toList().get(3).contains("\"runLeftMs\":3333"), err.toString());
    }

    /** Of two variants. */
    private static List<Map<String, Long>> cells() {
        Map<String, Long> small = new LinkedHashMap<>();
        small.put("m / small / x", 20L);
        small.put("m / small / y", 10L);
        return List.of(Map.of("m / base / x", 10L), small);
    }

    @Test
    void showsHowFarALongUnitIsAndShortensTheNameForIt() {
        try (TerminalProgress progress = progress(true)) {
            progress.step("compressing chat with gptq", 0, 22);
            now = 72_000;
            progress.within("compressing chat with gptq", 5, 22, 0.5, "block 6/22, loss 0.031, 1:12");
        }

        assertEquals(
                "\r\u001b[Kcompressing ... block 6/22, loss 0.031, 1:12 [##........] 25 %, about 3:36 left\r\u001b[K",
                err.toString());
    }

    @Test
    void writesHowFarALongUnitIsIntoALog() {
        try (TerminalProgress progress = progress(false)) {
            progress.step("compressing chat with gptq", 0, 22);
            now = 72_000;
            progress.within("compressing chat with gptq", 5, 22, 0.5, "block 6/22, loss 0.031, 1:12");
        }

        assertEquals(
                "compressing chat with gptq: block 6/22, loss 0.031, 1:12 (25 %), about 3:36 left\n", err.toString());
    }

    @Test
    void saysHowLongALongCompressionWillTake() {
        try (TerminalProgress progress = progress(true)) {
            progress.expect("compressing chat with rtn", 1.9);
            progress.expect("compressing chat with gptq", 200);
        }

        assertEquals("compressing chat with gptq: about 3:20 expected\n", err.toString());
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
        return new TerminalProgress(
                new Terminal(new PrintWriter(err), new PrintWriter(err), interactive), interactive, 79, () -> now);
    }
}
