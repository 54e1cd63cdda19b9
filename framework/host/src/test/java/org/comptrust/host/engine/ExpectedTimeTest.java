package org.comptrust.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.core.port.Progress;
import org.junit.jupiter.api.Test;

class ExpectedTimeTest {
    private final List<String> seen = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void step(String what, long done, long total) {
            seen.add(what + " " + done + "/" + total);
        }

        @Override
        public void expect(String what, double seconds) {
            seen.add(what + " takes " + seconds);
        }
    };

    @Test
    void isToldOnceBeforeTheFirstBlock() {
        ExpectedTime watcher = watcher();
        watcher.blocks(0, 4);
        watcher.blocks(1, 4);

        assertEquals(List.of("compressing takes 20.0", "compressing 0/4", "compressing 1/4"), seen);
    }

    @Test
    void blocksThatAreDoneTakeNoTime() {
        watcher().blocks(3, 4);

        assertEquals(List.of("compressing takes 5.0", "compressing 3/4"), seen);
    }

    private ExpectedTime watcher() {
        return new ExpectedTime("compressing", progress, () -> 20, new BlockProgress("compressing", progress));
    }
}
