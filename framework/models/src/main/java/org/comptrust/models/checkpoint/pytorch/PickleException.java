package org.comptrust.models.checkpoint.pytorch;

/** A pickle is not that of plain weights; the message goes after the file's name. */
final class PickleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PickleException(String problem) {
        super(problem);
    }
}
