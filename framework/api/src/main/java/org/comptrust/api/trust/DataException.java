package org.comptrust.api.trust;

/** Benchmark data that cannot be read. The message says where and what. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DataException(String where, String what) {
        super(where + ": " + what);
    }

    public DataException(String where, String what, Throwable cause) {
        super(where + ": " + what, cause);
    }
}
