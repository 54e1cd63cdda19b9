package org.comptrust.api;

import ai.djl.ndarray.NDManager;
import java.util.random.RandomGenerator;
import org.comptrust.api.kernel.Kernels;

/**
 * What running plugin code may ask of the host. Implemented by the host; valid only during the call it was passed to, on
 * the calling thread.
 *
 * @since 0.1
 */
public interface RunContext {
    /** Kernels on the device of the model at hand; their results belong to {@link #arrays()}. */
    Kernels kernels();

    /** Scratch memory: closed by the host when the call returns or throws. Arrays in the returned result are kept. */
    NDManager arrays();

    /** Seeded by the seed of the experiment cell and the place (block, stage), never by time: a resumed run draws the same. */
    RandomGenerator random();

    /**
     * To be called between kernels, at least once per linear.
     *
     * @throws CancelledException if the user stopped the run
     */
    void throwIfCancelled();

    /** Reports the fraction of the current call that is done, in [0, 1]. */
    void progress(double fraction);
}
