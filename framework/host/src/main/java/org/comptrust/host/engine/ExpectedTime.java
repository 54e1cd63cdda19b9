package org.comptrust.host.engine;

import java.util.function.DoubleSupplier;
import org.comptrust.core.port.Progress;
import org.comptrust.models.compress.CompressionWalk.Watcher;
import org.comptrust.models.compress.WalkStatus;

/** Says how long a compression will take when its first block begins: one that is in the cache is not expected to take any time. */
final class ExpectedTime implements Watcher {
    private final String what;
    private final Progress progress;
    private final DoubleSupplier seconds;
    private final Watcher watcher;
    private boolean said;

    /**
     * @param what the work
     * @param seconds of the whole of it
     * @param watcher sees all the rest
     */
    ExpectedTime(String what, Progress progress, DoubleSupplier seconds, Watcher watcher) {
        this.what = what;
        this.progress = progress;
        this.seconds = seconds;
        this.watcher = watcher;
    }

    @Override
    public void blocks(int done, int total) {
        if (!said && done < total) {
            said = true;
            progress.expect(what, seconds.getAsDouble() * (total - done) / total);
        }
        watcher.blocks(done, total);
    }

    @Override
    public void status(WalkStatus status) {
        watcher.status(status);
    }
}
