package org.comptrust.models.chat;

/**
 * A piece of a template.
 *
 * @param text of a string: what it stands for; else as written
 * @param line from 1
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        DATA,
        PRINT_BEGIN,
        PRINT_END,
        BLOCK_BEGIN,
        BLOCK_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind wanted, String written) {
        return kind == wanted && text.equals(written);
    }

    boolean isName(String name) {
        return is(Kind.NAME, name);
    }

    boolean isOperator(String operator) {
        return is(Kind.OPERATOR, operator);
    }

    String describe() {
        return switch (kind) {
            case DATA -> "text";
            case END -> "the end of the template";
            default -> "`" + text + "`";
        };
    }
}
