package org.comptrust.api;

/** The user stopped the run. Plugins let it pass and never catch it. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("cancelled");
    }
}
