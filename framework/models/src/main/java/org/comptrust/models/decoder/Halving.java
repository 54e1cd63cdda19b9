package org.comptrust.models.decoder;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.comptrust.api.kernel.KernelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with half a batch where the whole one does not fit into memory; once, since a second time would not be chance. */
final class Halving {
    private static final Logger LOG = LoggerFactory.getLogger(Halving.class);

    /** No figure in it: the same note of several batches is one. */
    static final String NOTE =
            "memory was short and a batch was halved, so last bits may differ from those of a run with room enough.";

    private Halving() {}

    /**
     * Does the work of a batch, or of its two halves.
     *
     * @param work has no effect where it fails
     * @param notes told what must be known of the answers where it was halved
     * @throws KernelException if the work fails for another reason, or half of it does not fit either
     */
    static void run(List<Integer> batch, Consumer<List<Integer>> work, Consumer<String> notes) {
        int half = batch.size() / 2;
        run(
                batch.size(),
                () -> work.accept(batch),
                () -> {
                    work.accept(batch.subList(0, half));
                    work.accept(batch.subList(half, batch.size()));
                },
                notes);
    }

    /**
     * Does some work with so many rows at a time, or with half of them.
     *
     * @param work has no effect where it fails
     * @param notes as above
     * @throws KernelException as above
     */
    static void run(int rows, IntConsumer work, Consumer<String> notes) {
        run(rows, () -> work.accept(rows), () -> work.accept(rows / 2), notes);
    }

    private static void run(int rows, Runnable whole, Runnable halves, Consumer<String> notes) {
        try {
            whole.run();
        } catch (KernelException e) {
            if (rows < 2 || !isOutOfMemory(e)) {
                throw e;
            }
            LOG.warn("a batch of {} does not fit into memory; half as many are tried at a time", rows);
            halves.run();
            notes.accept(NOTE);
        }
    }

    /** libtorch tells it in words only, other ones for each device. */
    static boolean isOutOfMemory(KernelException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("not enough memory") || message.contains("out of memory");
    }
}
