package org.comptrust.host.engine;

import java.time.Duration;
import java.util.Locale;
import org.comptrust.core.port.Progress;
import org.comptrust.models.compress.CompressionWalk.Watcher;
import org.comptrust.models.compress.WalkStatus;

/**
 * A walk as progress: {@code block 5/22, loss 0.031, 1:12}. The bar moves within blocks; the time left is told by whoever shows it.
 *
 * @param what the work, such as {@code compressing chat with gptq}
 */
record BlockProgress(String what, Progress progress) implements Watcher {
    @Override
    public void blocks(int done, int total) {
        progress.step(what, done, total);
    }

    @Override
    public void status(WalkStatus status) {
        if (status.done() < status.total()) {
            progress.within(what, status.done(), status.total(), status.fraction(), note(status));
        }
    }

    private static String note(WalkStatus status) {
        String loss = status.loss().isPresent()
                ? ", loss " + String.format(Locale.ROOT, "%.3g", status.loss().getAsDouble())
                : "";
        return "block " + (status.done() + 1) + "/" + status.total() + loss + ", " + clock(status.elapsed());
    }

    private static String clock(Duration elapsed) {
        return elapsed.toHours() > 0
                ? String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        elapsed.toHours(),
                        elapsed.toMinutesPart(),
                        elapsed.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    }
}
