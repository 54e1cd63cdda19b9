package org.comptrust.models.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into tokens. White space follows Jinja with {@code trim_blocks} and {@code lstrip_blocks}: the line end after a
 * block or comment goes, and so do blanks before one that begins its line; {@code -} takes all white space on its side, {@code +}
 * keeps it; one line end at the end of the template goes.
 */
final class Lexer {
    private static final List<String> OPERATORS = List.of(
            "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<",
            "=", ".", ":", "|", ",", ";");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    /** Where {@link #line} was last counted to. */
    private int counted;

    private int line = 1;
    /** Whether what precedes the current text ended a line. */
    private boolean lineStarts = true;

    private Lexer(String source) {
        String unified = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = unified.endsWith("\n") ? unified.substring(0, unified.length() - 1) : unified;
    }

    /** @throws ChatTemplateException if the template is not Jinja */
    static List<Token> tokens(String source) {
        return new Lexer(source).run();
    }

    private List<Token> run() {
        while (at < source.length()) {
            int tag = nextTag();
            if (tag < 0) {
                data(source.substring(at), ' ', false);
                break;
            }
            char kind = source.charAt(tag + 1);
            int body = tag + 2;
            char sign = body < source.length() ? source.charAt(body) : ' ';
            if (sign == '-' || sign == '+') {
                body++;
            } else {
                sign = ' ';
            }
            data(source.substring(at, tag), sign, kind != '{');
            at = body;
            if (kind == '#') {
                comment();
            } else if (kind == '%') {
                block(tag);
            } else {
                add(Token.Kind.PRINT_BEGIN, "{{");
                inside(Token.Kind.PRINT_END, "}}");
            }
        }
        add(Token.Kind.END, "");
        return tokens;
    }

    private int nextTag() {
        for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            if ("%#{".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void data(String text, char sign, boolean strips) {
        String kept = text;
        if (sign == '-') {
            kept = PythonText.strip(text, false, true);
        } else if (sign != '+' && strips) {
            int lineStart = text.lastIndexOf('\n') + 1;
            if ((lineStart > 0 || lineStarts) && PythonText.isBlank(text.substring(lineStart))) {
                kept = text.substring(0, lineStart);
            }
        }
        if (!kept.isEmpty()) {
            add(Token.Kind.DATA, kept);
        }
    }

    private void comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw ChatTemplateException.refused("the comment does not end").at(lineOf(at));
        }
        char sign = end > at ? source.charAt(end - 1) : ' ';
        at = end + 2;
        skipAfterTag(sign, true);
    }

    private void block(int tag) {
        int word = at;
        while (word < source.length() && PythonText.isSpace(source.charAt(word))) {
            word++;
        }
        if (source.startsWith("raw", word)) {
            int end = closing(word + 3, false);
            if (end >= 0) {
                raw(tag, end);
                return;
            }
        }
        add(Token.Kind.BLOCK_BEGIN, "{%");
        inside(Token.Kind.BLOCK_END, "%}");
    }

    /** Where a tag ends whose name ends at {@code from}; -1 if something else follows the name. */
    private int closing(int from, boolean plus) {
        int i = from;
        while (i < source.length() && PythonText.isSpace(source.charAt(i))) {
            i++;
        }
        if (i < source.length() && (source.charAt(i) == '-' || plus && source.charAt(i) == '+')) {
            i++;
        }
        return source.startsWith("%}", i) ? i + 2 : -1;
    }

    private void raw(int tag, int begin) {
        at = begin;
        skipAfterTag(source.charAt(begin - 3), false);
        for (int i = source.indexOf("{%", at); i >= 0; i = source.indexOf("{%", i + 1)) {
            int word = i + 2;
            char sign = ' ';
            if (word < source.length() && (source.charAt(word) == '-' || source.charAt(word) == '+')) {
                sign = source.charAt(word++);
            }
            while (word < source.length() && PythonText.isSpace(source.charAt(word))) {
                word++;
            }
            int end = source.startsWith("endraw", word) ? closing(word + 6, true) : -1;
            if (end >= 0) {
                data(source.substring(at, i), sign, true);
                at = end;
                skipAfterTag(source.charAt(end - 3), true);
                return;
            }
        }
        throw ChatTemplateException.refused("the raw block does not end").at(lineOf(tag));
    }

    /** White space behind a tag goes with it. */
    private void skipAfterTag(char sign, boolean trims) {
        int from = at;
        if (sign == '-') {
            while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
                at++;
            }
        } else if (trims && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarts = at > from && source.charAt(at - 1) == '\n';
    }

    private void inside(Token.Kind end, String close) {
        Deque<Character> open = new ArrayDeque<>();
        int begin = at;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (open.isEmpty()) {
                boolean signed = c == '-' || c == '+' && end == Token.Kind.BLOCK_END;
                if (source.startsWith(close, signed ? at + 1 : at)) {
                    add(end, close);
                    at += signed ? 3 : 2;
                    skipAfterTag(signed ? c : ' ', end == Token.Kind.BLOCK_END);
                    return;
                }
            }
            if (PythonText.isSpace(c)) {
                at++;
            } else if (c == '\'' || c == '"') {
                string(c);
            } else if (c >= '0' && c <= '9') {
                number();
            } else if (c == '_' || Character.isLetter(c)) {
                name();
            } else {
                operator(open);
            }
        }
        throw ChatTemplateException.refused("the tag does not end: no `" + close + "`")
                .at(lineOf(begin));
    }

    private void operator(Deque<Character> open) {
        String operator = OPERATORS.stream()
                .filter(o -> source.startsWith(o, at))
                .findFirst()
                .orElseThrow(() -> ChatTemplateException.refused("unexpected `" + source.charAt(at) + "`")
                        .at(lineOf(at)));
        char c = operator.charAt(0);
        if ("([{".indexOf(c) >= 0) {
            open.push(c == '(' ? ')' : c == '[' ? ']' : '}');
        } else if (")]}".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
            throw ChatTemplateException.refused("`" + c + "` closes nothing").at(lineOf(at));
        }
        add(Token.Kind.OPERATOR, operator);
        at += operator.length();
    }

    private void name() {
        int from = at;
        while (at < source.length() && (source.charAt(at) == '_' || Character.isLetterOrDigit(source.charAt(at)))) {
            if (source.charAt(at) > 127) {
                throw ChatTemplateException.unsupported("a name beyond ASCII").at(lineOf(at));
            }
            at++;
        }
        add(Token.Kind.NAME, source.substring(from, at));
    }

    private void number() {
        int from = at;
        digits();
        boolean afterDot = from > 0 && source.charAt(from - 1) == '.';
        boolean real = !afterDot && at + 1 < source.length() && source.charAt(at) == '.' && isDigit(at + 1);
        if (real) {
            at++;
            digits();
        }
        if (at < source.length() && (source.charAt(at) == '_' || Character.isLetter(source.charAt(at)))) {
            throw ChatTemplateException.unsupported("a number written like " + source.substring(from, at + 1))
                    .at(lineOf(from));
        }
        String text = source.substring(from, at);
        if (!real && (text.length() > 18 || text.length() > 1 && text.charAt(0) == '0')) {
            throw ChatTemplateException.unsupported("the number " + text).at(lineOf(from));
        }
        add(real ? Token.Kind.FLOAT : Token.Kind.INTEGER, text);
    }

    private void digits() {
        while (at < source.length() && isDigit(at)) {
            at++;
        }
    }

    private boolean isDigit(int index) {
        return source.charAt(index) >= '0' && source.charAt(index) <= '9';
    }

    private void string(char quote) {
        int from = at++;
        StringBuilder text = new StringBuilder();
        while (at < source.length() && source.charAt(at) != quote) {
            if (source.charAt(at) == '\\') {
                at++;
                escape(text, from);
            } else {
                text.append(source.charAt(at++));
            }
        }
        if (at >= source.length()) {
            throw ChatTemplateException.refused("the string does not end").at(lineOf(from));
        }
        tokens.add(new Token(Token.Kind.STRING, text.toString(), lineOf(from)));
        at++;
    }

    /** Python's escapes; one that Python does not know stays as it is written. */
    private void escape(StringBuilder text, int string) {
        char c = at < source.length() ? source.charAt(at++) : ' ';
        int plain = "\\'\"abfnrtv".indexOf(c);
        if (plain >= 0) {
            text.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(plain));
        } else if (c == 'x' || c == 'u' || c == 'U') {
            int digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            String hex = source.substring(at, Math.min(source.length(), at + digits));
            if (!hex.matches("[0-9a-fA-F]{" + digits + "}") || Long.parseLong(hex, 16) > Character.MAX_CODE_POINT) {
                throw ChatTemplateException.refused("bad escape \\" + c + hex).at(lineOf(string));
            }
            text.appendCodePoint(Integer.parseInt(hex, 16));
            at += digits;
        } else if (c >= '0' && c <= '7' || c == 'N' || c > 127) {
            throw ChatTemplateException.unsupported("the escape \\" + c).at(lineOf(string));
        } else if (c != '\n') { // a backslash before a line end joins the lines
            text.append('\\').append(c);
        }
    }

    private void add(Token.Kind kind, String text) {
        tokens.add(new Token(kind, text, lineOf(at)));
    }

    private int lineOf(int index) {
        for (; counted < Math.min(index, source.length()); counted++) {
            if (source.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
