package org.comptrust.host.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.comptrust.api.trust.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Values that are written out: strings, also several in a row, numbers, lists, tuples, sets, dictionaries, {@code +} and {@code *} of
 * them, names and subscripts of such values, lists made of lists ({@code ["x " + p for p in PHRASES]}), and formatted strings, in which
 * what is not written out stays in its braces. Lists, tuples and sets are JSON lists; keys of dictionaries are text.
 */
final class PythonLiterals {
    /** Names in one place that together make more text than this are an attack, or a mistake. */
    static final int MAX_CHARACTERS = 4 << 20;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final List<PythonToken> tokens;
    private final Function<String, Optional<JsonNode>> names;
    private final int end;
    private int at;

    /**
     * @param names values of names
     * @param start index of the first token
     * @param end index after the last one
     */
    PythonLiterals(List<PythonToken> tokens, Function<String, Optional<JsonNode>> names, int start, int end) {
        this.tokens = tokens;
        this.names = names;
        this.at = start;
        this.end = end;
    }

    /** The value that all of the tokens are. */
    JsonNode whole() throws NotLiteralException {
        PythonToken first = tokens.get(Math.min(at, tokens.size() - 1));
        JsonNode value = elements();
        checkSize(size(value), first);
        if (at < end) {
            throw new NotLiteralException(tokens.get(at), "\"" + shown(tokens.get(at)) + "\" after a literal");
        }
        return value;
    }

    /** The longest value that begins here; {@link #position} is then after it. */
    JsonNode next() throws NotLiteralException {
        return sum();
    }

    int position() {
        return at;
    }

    /** A value, or several with commas between them, which are a list. */
    private JsonNode elements() throws NotLiteralException {
        JsonNode first = sum();
        if (!peek(",")) {
            return first;
        }
        ArrayNode list = JSON.arrayNode().add(first);
        while (peek(",")) {
            at++;
            if (at < end) {
                list.add(sum());
            }
        }
        return list;
    }

    private JsonNode sum() throws NotLiteralException {
        JsonNode value = product();
        while (peek("+")) {
            PythonToken plus = tokens.get(at++);
            value = added(value, product(), plus);
        }
        return value;
    }

    private JsonNode product() throws NotLiteralException {
        JsonNode value = signed();
        while (peek("*")) {
            PythonToken times = tokens.get(at++);
            value = repeated(value, signed(), times);
        }
        return value;
    }

    private JsonNode signed() throws NotLiteralException {
        if (!peek("-")) {
            return subscripted(atom());
        }
        PythonToken minus = tokens.get(at++);
        JsonNode value = atom();
        if (!value.isNumber()) {
            throw new NotLiteralException(minus, "a minus before what is no number");
        }
        return value.isIntegralNumber() ? JSON.numberNode(-value.longValue()) : JSON.numberNode(-value.doubleValue());
    }

    private JsonNode subscripted(JsonNode of) throws NotLiteralException {
        JsonNode value = of;
        while (peek("[")) {
            PythonToken bracket = tokens.get(at++);
            JsonNode key = sum();
            expect("]");
            JsonNode found = value.isObject() ? value.get(key.asText()) : value.get(index(key, value));
            if (found == null) {
                throw new NotLiteralException(bracket, "there is no [" + key.asText() + "]");
            }
            value = found;
        }
        if (peek(".") || peek("(")) {
            throw new NotLiteralException(tokens.get(at), "a call or an attribute");
        }
        return value;
    }

    private static int index(JsonNode key, JsonNode list) {
        int index = key.isInt() || key.isLong() ? key.intValue() : -1;
        return index < 0 && key.isIntegralNumber() ? list.size() + index : index;
    }

    private JsonNode atom() throws NotLiteralException {
        if (at >= end) {
            throw new NotLiteralException(tokens.get(Math.max(0, end - 1)), "the expression has no end");
        }
        PythonToken token = tokens.get(at);
        switch (token.kind()) {
            case STRING:
                return strings();
            case NUMBER:
                at++;
                return number(token);
            case NAME:
                at++;
                return named(token);
            default:
                return bracketed(token);
        }
    }

    private JsonNode strings() throws NotLiteralException {
        StringBuilder text = new StringBuilder();
        while (at < end && tokens.get(at).isString()) {
            PythonToken token = tokens.get(at++);
            String one = PythonStrings.text(token);
            text.append(PythonStrings.isFormatted(token) ? formatted(one) : one);
        }
        return JSON.textNode(text.toString());
    }

    /** A formatted string; fields of text or numbers are filled in, other fields stay as they are written. */
    private String formatted(String text) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        while (from < text.length()) {
            char c = text.charAt(from);
            boolean twice = from + 1 < text.length() && text.charAt(from + 1) == c;
            if ((c == '{' || c == '}') && twice) {
                filled.append(c);
                from += 2;
            } else if (c == '{' && text.indexOf('}', from) > 0) {
                int close = text.indexOf('}', from);
                filled.append(field(text.substring(from + 1, close)));
                from = close + 1;
            } else {
                filled.append(c);
                from++;
            }
        }
        return filled.toString();
    }

    private String field(String expression) {
        try {
            List<PythonLine> lines = PythonTokens.of("", expression);
            if (lines.size() == 1) {
                List<PythonToken> words = lines.get(0).tokens();
                JsonNode value = new PythonLiterals(words, names, 0, words.size()).whole();
                if (value.isTextual() || value.isIntegralNumber()) {
                    return value.asText();
                }
            }
        } catch (NotLiteralException | DataException notWrittenOut) {
            return "{" + expression + "}";
        }
        return "{" + expression + "}";
    }

    private JsonNode number(PythonToken token) throws NotLiteralException {
        String digits = token.text().replace("_", "");
        try {
            return digits.matches("[0-9]+")
                    ? JSON.numberNode(Long.parseLong(digits))
                    : JSON.numberNode(Double.parseDouble(digits));
        } catch (NumberFormatException e) {
            throw new NotLiteralException(token, "a number that is not read");
        }
    }

    private JsonNode named(PythonToken name) throws NotLiteralException {
        switch (name.text()) {
            case "None":
                return JSON.nullNode();
            case "True":
                return JSON.booleanNode(true);
            case "False":
                return JSON.booleanNode(false);
            default:
                return names.apply(name.text())
                        .orElseThrow(() -> new NotLiteralException(
                                name, "\"" + name.text() + "\" is no name of something that is written out"));
        }
    }

    private JsonNode bracketed(PythonToken open) throws NotLiteralException {
        if (open.is("(")) {
            at++;
            if (peek(")")) {
                at++;
                return JSON.arrayNode();
            }
            JsonNode first = sum();
            if (peek(")")) {
                at++;
                return first;
            }
            return list(first, ")");
        }
        if (open.is("[")) {
            at++;
            return peek("]") ? list(null, "]") : listOrComprehension();
        }
        if (open.is("{")) {
            at++;
            return braces();
        }
        throw new NotLiteralException(open, "\"" + shown(open) + "\"");
    }

    private ArrayNode list(@Nullable JsonNode first, String close) throws NotLiteralException {
        ArrayNode list = JSON.arrayNode();
        long characters = first == null ? 0 : size(first);
        if (first != null) {
            list.add(first);
        }
        while (!peek(close)) {
            if (first != null || !list.isEmpty()) {
                expect(",");
            }
            if (!peek(close)) {
                JsonNode element = sum();
                characters += size(element);
                checkSize(characters, tokens.get(at - 1));
                list.add(element);
            }
        }
        at++;
        return list;
    }

    private JsonNode listOrComprehension() throws NotLiteralException {
        int start = at;
        int loop = loop(start);
        if (loop < 0) {
            return list(sum(), "]");
        }
        at = loop + 1;
        PythonToken variable = tokens.get(at++);
        expect("in");
        JsonNode over = sum();
        expect("]");
        if (!variable.isName() || !over.isArray()) {
            throw new NotLiteralException(variable, "a list made of what is no list");
        }
        ArrayNode list = JSON.arrayNode();
        long characters = 0;
        for (JsonNode one : over) {
            Function<String, Optional<JsonNode>> inside =
                    name -> name.equals(variable.text()) ? Optional.of(one) : names.apply(name);
            JsonNode element = new PythonLiterals(tokens, inside, start, loop).whole();
            characters += size(element);
            checkSize(characters, variable);
            list.add(element);
        }
        return list;
    }

    /** Index of the {@code for} that belongs to the bracket that was just opened; -1 if there is none. */
    private int loop(int start) {
        int depth = 0;
        for (int i = start; i < end; i++) {
            PythonToken token = tokens.get(i);
            if (depth == 0 && (token.is("for") || token.is("]"))) {
                return token.is("for") ? i : -1;
            }
            depth += token.is("[") || token.is("(") || token.is("{") ? 1 : 0;
            depth -= token.is("]") || token.is(")") || token.is("}") ? 1 : 0;
        }
        return -1;
    }

    private JsonNode braces() throws NotLiteralException {
        if (peek("}")) {
            at++;
            return JSON.objectNode();
        }
        JsonNode first = sum();
        if (!peek(":")) {
            return list(first, "}");
        }
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        expect(":");
        fields.put(first.asText(), sum());
        while (!peek("}")) {
            expect(",");
            if (!peek("}")) {
                JsonNode key = sum();
                expect(":");
                fields.put(key.asText(), sum());
            }
        }
        at++;
        ObjectNode object = JSON.objectNode();
        object.setAll(fields);
        return object;
    }

    private static JsonNode added(JsonNode left, JsonNode right, PythonToken plus) throws NotLiteralException {
        if (left.isTextual() && right.isTextual()) {
            checkSize(size(left) + size(right), plus);
            return JSON.textNode(left.textValue() + right.textValue());
        }
        if (left.isArray() && right.isArray()) {
            checkSize(size(left) + size(right), plus);
            return JSON.arrayNode().addAll((ArrayNode) left).addAll((ArrayNode) right);
        }
        if (left.isIntegralNumber() && right.isIntegralNumber()) {
            return JSON.numberNode(left.longValue() + right.longValue());
        }
        throw new NotLiteralException(plus, "a sum of values that are neither two texts nor two lists");
    }

    private static JsonNode repeated(JsonNode what, JsonNode times, PythonToken at) throws NotLiteralException {
        if (!times.isIntegralNumber()) {
            throw new NotLiteralException(at, "a product that repeats nothing");
        }
        long count = Math.min(Math.max(0, times.longValue()), MAX_CHARACTERS + 1L);
        checkSize(count * size(what), at);
        if (what.isTextual()) {
            return JSON.textNode(what.textValue().repeat((int) count));
        }
        if (what.isArray()) {
            ArrayNode list = JSON.arrayNode();
            for (long i = 0; i < count; i++) {
                list.addAll((ArrayNode) what);
            }
            return list;
        }
        throw new NotLiteralException(at, "a product that repeats neither text nor a list");
    }

    /** About as many characters as it takes to write a value; at least 1. */
    private static long size(JsonNode value) {
        long size = 1 + (value.isTextual() ? value.textValue().length() : 0);
        for (JsonNode part : value) {
            size += size(part);
        }
        return size;
    }

    private static void checkSize(long characters, PythonToken at) throws NotLiteralException {
        if (characters < 0 || characters > MAX_CHARACTERS) {
            throw new NotLiteralException(at, "a value of more than " + MAX_CHARACTERS + " characters");
        }
    }

    private boolean peek(String operator) {
        return at < end && tokens.get(at).is(operator);
    }

    private void expect(String operator) throws NotLiteralException {
        if (!peek(operator)) {
            PythonToken found = tokens.get(Math.min(at, end - 1));
            throw new NotLiteralException(found, "\"" + shown(found) + "\" where \"" + operator + "\" was expected");
        }
        at++;
    }

    private static String shown(PythonToken token) {
        return token.text().length() > 40 ? token.text().substring(0, 40) + "..." : token.text();
    }
}
