package org.comptrust.models.chat;

import java.util.List;

/** A place in a list of tokens. */
final class Tokens {
    private final List<Token> tokens;
    private int at;

    /** @param tokens the last is the end */
    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token following() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = current();
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    Token expect(Token.Kind kind) {
        if (current().kind() != kind) {
            throw unexpected();
        }
        return take();
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw ChatTemplateException.refused(
                    "expected `" + name + "`, found " + current().describe());
        }
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw ChatTemplateException.refused(
                    "expected `" + operator + "`, found " + current().describe());
        }
    }

    boolean skipName(String name) {
        return skip(current().isName(name));
    }

    boolean skipOperator(String operator) {
        return skip(current().isOperator(operator));
    }

    private boolean skip(boolean matches) {
        if (matches) {
            take();
        }
        return matches;
    }

    ChatTemplateException unexpected() {
        return ChatTemplateException.refused("unexpected " + current().describe());
    }
}
