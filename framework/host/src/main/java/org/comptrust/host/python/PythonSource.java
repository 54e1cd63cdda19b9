package org.comptrust.host.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.DataException;

/**
 * The values that a source writes out, by where they stand. A scope is named by the classes and functions around it, with dots: {@code
 * Chat.do_classification}; {@code ""} is the module. Values that code assigns elsewhere, or computes, are not followed: of two
 * assignments to one name both are found, in order, whatever the code around them does.
 */
public final class PythonSource {
    private final String file;
    private final List<Scoped> lines = new ArrayList<>();
    private final Map<String, Map<String, JsonNode>> names = new HashMap<>();
    private final Map<String, List<Assigned>> assigned = new LinkedHashMap<>();
    private final Map<String, String> refused = new HashMap<>();

    private PythonSource(String file) {
        this.file = file;
    }

    /**
     * Reads a source.
     *
     * @param file how messages call it
     * @throws DataException if it is no Python, with line and column
     */
    public static PythonSource of(String file, String text) {
        PythonSource source = new PythonSource(file);
        source.read(PythonTokens.of(file, text));
        return source;
    }

    /**
     * The values that a name is assigned in a scope, in order; those that are not written out are missing.
     *
     * @throws DataException if there is none, with the reason
     */
    public List<JsonNode> assigned(String scope, String name) {
        String key = scope.isEmpty() ? name : scope + "." + name;
        List<Assigned> found = assigned.getOrDefault(key, List.of());
        if (found.isEmpty()) {
            String why = refused.get(key);
            throw new DataException(
                    file + (why == null ? "" : ":" + why.substring(0, second(why))),
                    why == null
                            ? "assigns nothing to " + key
                            : key + " is not written out: " + why.substring(second(why) + 2));
        }
        return found.stream().map(Assigned::value).toList();
    }

    /** All lists, dictionaries and texts in a scope, in order; the longest ones where one is part of another. */
    public List<JsonNode> literals(String scope) {
        List<JsonNode> found = new ArrayList<>();
        for (Scoped line : in(scope)) {
            List<PythonToken> tokens = line.line.tokens();
            int at = 0;
            while (at < tokens.size()) {
                PythonToken token = tokens.get(at);
                if (token.isString() || token.is("[") || token.is("{")) {
                    PythonLiterals literals =
                            new PythonLiterals(tokens, name -> value(line.scope, name), at, tokens.size());
                    try {
                        found.add(literals.next());
                        at = literals.position();
                        continue;
                    } catch (NotLiteralException partOfSomethingElse) {
                        at++;
                        continue;
                    }
                }
                at++;
            }
        }
        return found;
    }

    /**
     * The texts that each line of a scope looks for within a name, of the lines that look for some: {@code "a" in x}, {@code "a" not in
     * x}, {@code x.find("a")}.
     */
    public List<List<String>> searched(String scope, String within) {
        List<List<String>> found = new ArrayList<>();
        for (Scoped line : in(scope)) {
            List<String> texts = searched(line.line.tokens(), within);
            if (!texts.isEmpty()) {
                found.add(texts);
            }
        }
        return found;
    }

    /**
     * The named arguments of each call of a function, wherever it is called, as far as they are written out; of a dotted name, such as
     * {@code Style.PLAIN}, its last part.
     */
    public List<Map<String, JsonNode>> calls(String function) {
        List<Map<String, JsonNode>> calls = new ArrayList<>();
        for (Scoped line : lines) {
            List<PythonToken> tokens = line.line.tokens();
            for (int i = 0; i + 1 < tokens.size(); i++) {
                if (tokens.get(i).isName()
                        && tokens.get(i).is(function)
                        && tokens.get(i + 1).is("(")
                        && (i == 0
                                || !tokens.get(i - 1).is("def")
                                        && !tokens.get(i - 1).is("class"))) {
                    calls.add(arguments(tokens, i + 2, line.scope));
                }
            }
        }
        return calls;
    }

    /**
     * What a name stands for at the end of a scope, also as a parameter's default; empty if that is not written out. Names of the scopes
     * around are seen too.
     */
    public Optional<JsonNode> value(String scope, String name) {
        String at = scope;
        while (true) {
            JsonNode value = names(at).get(name);
            if (value != null || at.isEmpty()) {
                return Optional.ofNullable(value);
            }
            at = at.contains(".") ? at.substring(0, at.lastIndexOf('.')) : "";
        }
    }

    /** How messages call it. */
    public String file() {
        return file;
    }

    private void read(List<PythonLine> all) {
        List<Integer> indents = new ArrayList<>();
        List<String> scopes = new ArrayList<>();
        for (PythonLine line : all) {
            while (!indents.isEmpty() && line.indent() <= indents.get(indents.size() - 1)) {
                indents.remove(indents.size() - 1);
                scopes.remove(scopes.size() - 1);
            }
            String scope = String.join(".", scopes);
            lines.add(new Scoped(scope, line));
            Optional<String> opened = opened(line);
            if (opened.isPresent()) {
                indents.add(line.indent());
                scopes.add(opened.get());
                defaults(line.tokens(), String.join(".", scopes));
            } else {
                statement(line.tokens(), scope);
            }
        }
    }

    /** The class or function that a line begins. */
    private static Optional<String> opened(PythonLine line) {
        List<PythonToken> tokens = line.tokens();
        int at = line.first().is("async") ? 1 : 0;
        return tokens.size() > at + 1
                        && (tokens.get(at).is("def") || tokens.get(at).is("class"))
                ? Optional.of(tokens.get(at + 1).text())
                : Optional.empty();
    }

    /** Default values of parameters count as values of their names. */
    private void defaults(List<PythonToken> tokens, String scope) {
        int open = 0;
        while (open < tokens.size() && !tokens.get(open).is("(")) {
            open++;
        }
        arguments(tokens, open + 1, scope).forEach((name, value) -> names(scope).put(name, value));
    }

    private void statement(List<PythonToken> tokens, String scope) {
        if (tokens.get(0).is("for") && tokens.size() > 1) {
            forget(tokens, 1, "in", scope);
            return;
        }
        int from = 0;
        List<String> targets = new ArrayList<>();
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            PythonToken token = tokens.get(i);
            depth += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
            depth -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
            if (depth == 0 && (token.is("=") || token.is("+="))) {
                boolean plain = tokens.get(from).isName()
                        && (i == from + 1 || tokens.get(from + 1).is(":"));
                if (!plain) {
                    forget(tokens, from, token.text(), scope);
                    return;
                }
                targets.add(tokens.get(from).text());
                from = i + 1;
                if (token.is("+=")) {
                    extend(tokens, from, scope, targets.get(0));
                    return;
                }
            }
        }
        if (!targets.isEmpty()) {
            assign(tokens, from, scope, targets);
        }
    }

    private void assign(List<PythonToken> tokens, int from, String scope, List<String> targets) {
        for (String target : targets) {
            String key = scope.isEmpty() ? target : scope + "." + target;
            try {
                JsonNode value = new PythonLiterals(tokens, name -> value(scope, name), from, tokens.size()).whole();
                names(scope).put(target, value);
                assigned.computeIfAbsent(key, first -> new ArrayList<>()).add(new Assigned(value));
            } catch (NotLiteralException e) {
                names(scope).remove(target);
                refused.put(key, e.getMessage());
            }
        }
    }

    private void extend(List<PythonToken> tokens, int from, String scope, String target) {
        JsonNode before = names(scope).get(target);
        List<PythonToken> sum = new ArrayList<>(tokens.subList(from, tokens.size()));
        sum.add(
                0,
                new PythonToken(
                        PythonToken.Kind.OPERATOR,
                        "+",
                        sum.get(0).line(),
                        sum.get(0).column()));
        sum.add(
                0,
                new PythonToken(
                        PythonToken.Kind.NAME,
                        target,
                        sum.get(0).line(),
                        sum.get(0).column()));
        if (before != null) {
            assign(sum, 0, scope, List.of(target));
        }
    }

    /** Names that are bound to something that is not written out. */
    private void forget(List<PythonToken> tokens, int from, String until, String scope) {
        for (int i = from; i < tokens.size() && !tokens.get(i).is(until); i++) {
            if (tokens.get(i).isName()) {
                names(scope).remove(tokens.get(i).text());
            }
        }
    }

    private Map<String, JsonNode> arguments(List<PythonToken> tokens, int open, String scope) {
        Map<String, JsonNode> arguments = new LinkedHashMap<>();
        int start = open;
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            PythonToken token = tokens.get(i);
            boolean ends = depth == 0 && (token.is(",") || token.is(")"));
            if (ends) {
                argument(tokens, start, i, scope).ifPresent(one -> arguments.put(one.name, one.value));
                start = i + 1;
                if (token.is(")")) {
                    return arguments;
                }
            }
            depth += token.is("(") || token.is("[") || token.is("{") ? 1 : 0;
            depth -= token.is(")") || token.is("]") || token.is("}") ? 1 : 0;
        }
        return arguments;
    }

    private Optional<Argument> argument(List<PythonToken> tokens, int start, int end, String scope) {
        int equals = start + 1;
        while (equals < end && !tokens.get(equals).is("=")) {
            equals++;
        }
        if (equals + 1 >= end || !tokens.get(start).isName()) {
            return Optional.empty();
        }
        String name = tokens.get(start).text();
        try {
            return Optional.of(new Argument(
                    name, new PythonLiterals(tokens, other -> value(scope, other), equals + 1, end).whole()));
        } catch (NotLiteralException e) {
            boolean dotted = end - equals > 3
                    && tokens.get(end - 2).is(".")
                    && tokens.get(end - 1).isName();
            return dotted
                    ? Optional.of(new Argument(
                            name,
                            JsonNodeFactory.instance.textNode(
                                    tokens.get(end - 1).text())))
                    : Optional.empty();
        }
    }

    private static List<String> searched(List<PythonToken> tokens, String within) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            boolean searched = words(tokens, i + 1, "in", within)
                    || words(tokens, i + 1, "not", "in", within)
                    || words(tokens, i - 4, within, ".", "find", "(");
            if (tokens.get(i).isString() && searched) {
                try {
                    texts.add(PythonStrings.text(tokens.get(i)));
                } catch (NotLiteralException bytes) {
                    continue;
                }
            }
        }
        return texts;
    }

    private static boolean words(List<PythonToken> tokens, int from, String... words) {
        for (int i = 0; i < words.length; i++) {
            if (from + i < 0
                    || from + i >= tokens.size()
                    || !tokens.get(from + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    private List<Scoped> in(String scope) {
        List<Scoped> found =
                lines.stream().filter(line -> line.scope.equals(scope)).toList();
        if (found.isEmpty()) {
            throw new DataException(file, "has no " + scope);
        }
        return found;
    }

    private Map<String, JsonNode> names(String scope) {
        return names.computeIfAbsent(scope, first -> new HashMap<>());
    }

    /** Index of the second colon, after line and column. */
    private static int second(String why) {
        return why.indexOf(':', why.indexOf(':') + 1);
    }

    private record Scoped(String scope, PythonLine line) {}

    private record Assigned(JsonNode value) {}

    private record Argument(String name, JsonNode value) {}
}
