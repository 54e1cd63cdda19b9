package org.comptrust.models.decoder;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
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
        try {
            work.accept(batch);
        } catch (KernelException e) {
            if (batch.size() < 2 || !isOutOfMemory(e)) {
                throw e;
            }
            int half = batch.size() / 2;
            LOG.warn("a batch of {} does not fit into memory; its halves are tried", batch.size());
            work.accept(batch.subList(0, half));
            work.accept(batch.subList(half, batch.size()));
            notes.accept(NOTE);
        }
    }

    /** libtorch tells it in words only, other ones for each device. */
    static boolean isOutOfMemory(KernelException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("not enough memory") || message.contains("out of memory");
    }
}
