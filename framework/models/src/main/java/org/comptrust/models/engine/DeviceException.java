package org.comptrust.models.engine;

/** A device that is not there. The message says which are. */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeviceException(String message) {
        super(message);
    }
}
