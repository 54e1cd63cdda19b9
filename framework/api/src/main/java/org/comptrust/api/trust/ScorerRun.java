package org.comptrust.api.trust;

/**
 * What a scorer at work may ask of the host. Implemented by the host; valid only during the call it was passed to, on the calling
 * thread.
 *
 * @since 0.1
 */
public interface ScorerRun {
    /**
     * To be called several times a second, also while waiting.
     *
     * @throws org.comptrust.api.CancelledException if the user stopped the run
     */
    void throwIfCancelled();

    /** Reports how many of the call's inputs are rated. */
    void progress(int rated);
}
