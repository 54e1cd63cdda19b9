package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.comptrust.models.chat.Python.Callable;
import org.comptrust.models.chat.Python.None;
import org.comptrust.models.chat.Python.Tuple;

/** Methods of text. */
final class TextMethods {
    /** Those of Python's {@code str}. */
    static final Set<String> PYTHON = Set.of(
            "capitalize",
            "casefold",
            "center",
            "count",
            "encode",
            "endswith",
            "expandtabs",
            "find",
            "format",
            "format_map",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "isidentifier",
            "islower",
            "isnumeric",
            "isprintable",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "maketrans",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "translate",
            "upper",
            "zfill");

    /** Those that are here. */
    static final Set<String> NAMES = Set.of(
            "capitalize",
            "count",
            "endswith",
            "find",
            "join",
            "lower",
            "lstrip",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "title",
            "upper");

    private TextMethods() {}

    static Callable of(String text, String name) {
        if (!NAMES.contains(name)) {
            throw ChatTemplateException.unsupported("the method `" + name + "` of text");
        }
        return (frame, given) -> {
            Object result = call(frame.limits(), text, name, given);
            given.done();
            if (result instanceof String made) {
                frame.limits().made(made.length());
            }
            return result;
        };
    }

    private static Object call(Limits limits, String text, String name, Given given) {
        return switch (name) {
            case "strip", "lstrip", "rstrip" ->
                strip(text, given.text("chars"), !name.equals("rstrip"), !name.equals("lstrip"));
            case "split", "rsplit" -> split(limits, text, name.equals("rsplit"), given);
            case "splitlines" -> new ArrayList<Object>(lines(text));
            case "startswith", "endswith" -> affixed(text, name.equals("startswith"), given.required("prefix"));
            case "removeprefix" -> {
                String prefix = given.requiredText("prefix");
                yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            }
            case "removesuffix" -> {
                String suffix = given.requiredText("suffix");
                yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            }
            case "upper" -> PythonText.upper(text);
            case "lower" -> PythonText.lower(text);
            case "capitalize" -> PythonText.capitalize(text);
            case "title" -> PythonText.title(text, "");
            case "replace" ->
                replace(
                        limits,
                        text,
                        given.requiredText("old"),
                        given.requiredText("new"),
                        given.whole("count").orElse(-1L));
            case "count" ->
                (long) parts(limits, text, given.requiredText("sub")).size() - 1;
            case "find", "rfind" -> {
                String part = given.requiredText("sub");
                limits.search(text, part);
                int at = name.equals("find") ? text.indexOf(part) : text.lastIndexOf(part);
                yield at < 0 ? -1L : (long) text.codePointCount(0, at);
            }
            default -> join(limits, text, given.required("iterable"));
        };
    }

    private static String strip(String text, java.util.Optional<String> characters, boolean left, boolean right) {
        if (characters.isPresent() && characters.get().isEmpty()) {
            return text; // nothing is to go; without the argument, white space is
        }
        return PythonText.strip(text, characters.orElse(""), left, right);
    }

    private static List<String> parts(Limits limits, String text, String separator) {
        if (separator.isEmpty()) {
            throw ChatTemplateException.failed("the separator is empty");
        }
        limits.search(text, separator);
        List<String> parts = PythonText.split(text, separator, -1);
        limits.made(parts.size());
        return parts;
    }

    private static List<Object> split(Limits limits, String text, boolean right, Given given) {
        Object separator = given.next("sep").orElse(None.NONE);
        long most = given.whole("maxsplit").orElse(-1L);
        if (separator == None.NONE) {
            if (most >= 0) {
                throw ChatTemplateException.unsupported("splitting at white space with `maxsplit`");
            }
            return new ArrayList<>(PythonText.words(text));
        } else if (!(separator instanceof String)) {
            throw ChatTemplateException.failed("text is split at text, not at " + Python.type(separator));
        }
        String at = (String) separator;
        parts(limits, text, at);
        return new ArrayList<>(right ? PythonText.splitRight(text, at, most) : PythonText.split(text, at, most));
    }

    static String replace(Limits limits, String text, String old, String with, long most) {
        if (!old.isEmpty()) { // an empty one is refused below
            long count = parts(limits, text, old).size() - 1L;
            limits.made((most < 0 ? count : Math.min(count, most)) * with.length());
        }
        return PythonText.replace(text, old, with, most);
    }

    private static boolean affixed(String text, boolean start, Object affix) {
        if (affix instanceof Tuple choices) {
            return choices.items().stream().anyMatch(choice -> affixed(text, start, choice));
        } else if (affix instanceof String part) {
            return start ? text.startsWith(part) : text.endsWith(part);
        }
        throw ChatTemplateException.failed("text starts or ends with text, not with " + Python.type(affix));
    }

    private static String join(Limits limits, String separator, Object items) {
        List<String> parts = new ArrayList<>();
        for (Object item : Python.list(items, limits)) {
            if (!(item instanceof String)) {
                throw ChatTemplateException.failed("join needs text, found " + Python.type(item));
            }
            parts.add((String) item);
            limits.made(((String) item).length() + (long) separator.length());
        }
        return String.join(separator, parts);
    }

    /** As {@code str.splitlines}. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(i)) >= 0) {
                lines.add(text.substring(from, i));
                i += text.startsWith("\r\n", i) ? 1 : 0;
                from = i + 1;
            }
        }
        if (from < text.length()) {
            lines.add(text.substring(from));
        }
        return lines;
    }
}
