package org.comptrust.trust.perspective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of JSON (RFC 8259) as the service's answers need: objects become maps, arrays lists, strings texts, numbers doubles, and true,
 * false and null their words.
 */
final class JsonText {
    private static final int DEEPEST = 32;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if the text is not JSON */
    static Object read(String text) {
        JsonText json = new JsonText(text);
        Object value = json.value(0);
        json.blanks();
        if (json.at != text.length()) {
            throw json.wrong();
        }
        return value;
    }

    /** What is at a path of keys; an empty map if nothing is. */
    static Object at(Object value, String... path) {
        Object found = value;
        for (String key : path) {
            found = found instanceof Map<?, ?> map && map.containsKey(key) ? map.get(key) : Map.of();
        }
        return found;
    }

    /** A text in quotes. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private Object value(int depth) {
        blanks();
        if (at == text.length() || depth > DEEPEST) {
            throw wrong();
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        if (ends('}')) {
            return object;
        }
        do {
            blanks();
            String key = string();
            expect(':');
            object.put(key, value(depth + 1));
        } while (follows(','));
        expect('}');
        return object;
    }

    private List<Object> array(int depth) {
        List<Object> array = new ArrayList<>();
        at++;
        if (ends(']')) {
            return array;
        }
        do {
            array.add(value(depth + 1));
        } while (follows(','));
        expect(']');
        return array;
    }

    private String string() {
        if (at >= text.length() || text.charAt(at) != '"') {
            throw wrong();
        }
        StringBuilder string = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            string.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
        }
        if (at == text.length()) {
            throw wrong();
        }
        at++;
        return string.toString();
    }

    private char escaped() {
        at++;
        if (at == text.length()) {
            throw wrong();
        }
        return switch (text.charAt(at)) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                if (at + 4 >= text.length()) {
                    throw wrong();
                }
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
            }
            default -> text.charAt(at);
        };
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return List.of("true", "false", "null").contains(word) ? word : Double.valueOf(word);
    }

    private boolean ends(char end) {
        blanks();
        return follows(end);
    }

    private boolean follows(char c) {
        blanks();
        boolean follows = at < text.length() && text.charAt(at) == c;
        at += follows ? 1 : 0;
        return follows;
    }

    private void expect(char c) {
        if (!follows(c)) {
            throw wrong();
        }
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("no JSON at character " + at);
    }
}
