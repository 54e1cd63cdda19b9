package org.comptrust.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.comptrust.core.port.Progress;
import org.comptrust.models.compress.WalkStatus;
import org.junit.jupiter.api.Test;

/** What a person reads of a walk. */
class BlockProgressTest {
    private final List<String> seen = new ArrayList<>();
    private final BlockProgress progress = new BlockProgress("compressing", new Progress() {
        @Override
        public void step(String what, long done, long total) {
            seen.add(what + " " + done + "/" + total);
        }

        @Override
        public void within(String what, long done, long total, double fraction, String note) {
            seen.add(note);
        }
    });

    @Test
    void countsBlocksFromOneAndSaysTheLossOfTheLast() {
        progress.blocks(4, 22);
        progress.status(status(4, OptionalDouble.of(0.03125)));
        progress.status(status(0, OptionalDouble.empty()));
        progress.status(status(22, OptionalDouble.empty())); // done: the last step said so

        assertEquals(List.of("compressing 4/22", "block 5/22, loss 0.0313, 1:02:03", "block 1/22, 1:02:03"), seen);
    }

    private static WalkStatus status(int done, OptionalDouble loss) {
        return new WalkStatus(done, 22, 0.5, loss, Duration.ofSeconds(3723), Optional.empty());
    }
}
