package org.comptrust.api.kernel;

/** A kernel text that does not parse, or a kernel method that failed. The message names the text and the method. */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public KernelException(String message, Throwable cause) {
        super(message, cause);
    }
}
