package org.comptrust.host.python;

/**
 * A word of a source.
 *
 * @param kind what it is
 * @param text as it is written; of strings with prefix and quotes
 * @param line from 1
 * @param column from 1, in characters
 */
record PythonToken(Kind kind, String text, int line, int column) {
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        OPERATOR
    }

    boolean is(String operatorOrName) {
        return kind != Kind.STRING && text.equals(operatorOrName);
    }

    boolean isName() {
        return kind == Kind.NAME;
    }

    boolean isString() {
        return kind == Kind.STRING;
    }
}
