package org.comptrust.host.python;

import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.trust.DataException;

/**
 * Splits a source into logical lines of tokens, as "The Python Language Reference", chapter 2, has it. Comments are dropped; strings
 * stay as they are written.
 */
final class PythonTokens {
    /** Sources are small; what is not is no source. */
    static final int MAX_CHARACTERS = 4 << 20;

    private static final int MAX_BRACKETS = 100;
    private static final int TAB = 8;
    private static final String[] LONG_OPERATORS = {
        "**=", "//=", ">>=", "<<=", "...", "->", ":=", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
        "^=", "@=", "**", "//", "<<", ">>"
    };

    private final String file;
    private final String text;
    private final List<PythonLine> lines = new ArrayList<>();
    private List<PythonToken> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;
    private int brackets;
    private int indent;

    private PythonTokens(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /**
     * The logical lines of a source that are not empty.
     *
     * @param file how messages call it
     * @throws DataException if it is no Python, with line and column
     */
    static List<PythonLine> of(String file, String source) {
        if (source.length() > MAX_CHARACTERS) {
            throw new DataException(file, "has " + source.length() + " characters, too many for a source");
        }
        return new PythonTokens(file, source.replace("\r\n", "\n").replace('\r', '\n')).read();
    }

    private List<PythonLine> read() {
        indent();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                newLine();
            } else if (c == '#') {
                comment();
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at += 2;
                nextLine();
            } else if (c == ' ' || c == '\t' || c == '\f') {
                at++;
            } else {
                token(c);
            }
        }
        if (brackets > 0) {
            throw fault("a bracket is open at the end of the file");
        }
        endLine();
        return List.copyOf(lines);
    }

    private void newLine() {
        at++;
        nextLine();
        if (brackets == 0) {
            endLine();
            indent();
        }
    }

    private void nextLine() {
        line++;
        lineStart = at;
    }

    private void endLine() {
        if (!tokens.isEmpty()) {
            lines.add(new PythonLine(indent, tokens));
            tokens = new ArrayList<>();
        }
    }

    private void indent() {
        indent = 0;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            indent = text.charAt(at) == '\t' ? (indent / TAB + 1) * TAB : indent + 1;
            at++;
        }
    }

    private void comment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void token(char c) {
        int quote = quote();
        if (quote >= 0) {
            string(quote);
        } else if (Character.isUnicodeIdentifierStart(text.codePointAt(at)) || c == '_') {
            word(PythonToken.Kind.NAME);
        } else if (Character.isDigit(c)
                || c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))) {
            word(PythonToken.Kind.NUMBER);
        } else {
            operator(c);
        }
    }

    /** Where the quote of a string stands that begins here, after its prefix; -1 if none does. */
    private int quote() {
        int end = at;
        while (end < text.length() && end - at < 2 && "rRbBuUfF".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end < text.length() && (text.charAt(end) == '"' || text.charAt(end) == '\'') ? end : -1;
    }

    private void string(int quote) {
        int start = at;
        int startLine = line;
        int column = start - lineStart + 1;
        char mark = text.charAt(quote);
        String triple = String.valueOf(mark).repeat(3);
        boolean isTriple = text.startsWith(triple, quote);
        String end = isTriple ? triple : String.valueOf(mark);
        at = quote + end.length();
        while (!text.startsWith(end, at)) {
            if (at >= text.length() || !isTriple && text.charAt(at) == '\n') {
                throw new DataException(file + ":" + startLine + ":" + column, "the string has no end");
            }
            boolean escaped = text.charAt(at) == '\\' && at + 1 < text.length();
            at += escaped ? 2 : 1;
            if (text.charAt(at - 1) == '\n') {
                nextLine();
            }
        }
        at += end.length();
        tokens.add(new PythonToken(PythonToken.Kind.STRING, text.substring(start, at), startLine, column));
    }

    private void word(PythonToken.Kind kind) {
        int start = at;
        at++;
        while (at < text.length()
                && (Character.isUnicodeIdentifierPart(text.codePointAt(at))
                        || kind == PythonToken.Kind.NUMBER && text.charAt(at) == '.')) {
            at++;
        }
        tokens.add(new PythonToken(kind, text.substring(start, at), line, start - lineStart + 1));
    }

    private void operator(char c) {
        String operator = String.valueOf(c);
        for (String known : LONG_OPERATORS) {
            if (text.startsWith(known, at)) {
                operator = known;
                break;
            }
        }
        if ("([{".indexOf(c) >= 0) {
            brackets++;
            if (brackets > MAX_BRACKETS) {
                throw fault("brackets are nested more than " + MAX_BRACKETS + " deep");
            }
        } else if (")]}".indexOf(c) >= 0) {
            if (brackets == 0) {
                throw fault("\"" + c + "\" closes nothing");
            }
            brackets--;
        } else if (operator.length() == 1 && "+-*/%@&|^~<>=,:.;!$?`".indexOf(c) < 0) {
            throw fault(String.format("U+%04X stands where no Python has it", (int) c));
        }
        tokens.add(new PythonToken(PythonToken.Kind.OPERATOR, operator, line, at - lineStart + 1));
        at += operator.length();
    }

    private DataException fault(String what) {
        return new DataException(file + ":" + line + ":" + (at - lineStart + 1), what);
    }
}
