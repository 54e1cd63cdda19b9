package org.comptrust.api.compression;

/** A layer that the method cannot compress. The message says which and why; the model is left unchanged. */
public final class UnsupportedLayerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsupportedLayerException(String why) {
        super(why);
    }
}
