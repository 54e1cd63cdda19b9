package org.comptrust.host.python;

import java.util.List;

/**
 * A logical line: what stands between brackets, and what a backslash joins, is one.
 *
 * @param indent blanks before it; a tab goes to the next multiple of eight
 * @param tokens at least one
 */
record PythonLine(int indent, List<PythonToken> tokens) {
    PythonLine {
        tokens = List.copyOf(tokens);
    }

    PythonToken first() {
        return tokens.get(0);
    }
}
