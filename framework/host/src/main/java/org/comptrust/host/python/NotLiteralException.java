package org.comptrust.host.python;

/** An expression that is not written out: a call, a name without a literal value, an operator that is not followed. */
final class NotLiteralException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param at where
     * @param what stands there
     */
    NotLiteralException(PythonToken at, String what) {
        super(at.line() + ":" + at.column() + ": " + what);
    }
}
