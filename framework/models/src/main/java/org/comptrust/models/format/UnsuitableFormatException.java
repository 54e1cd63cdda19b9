package org.comptrust.models.format;

/** A format cannot hold a model. The message names the linear, why, and the formats that can where they are known. */
public final class UnsuitableFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsuitableFormatException(String message) {
        super(message);
    }
}
