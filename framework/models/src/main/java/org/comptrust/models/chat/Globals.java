package org.comptrust.models.chat;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.comptrust.models.chat.Python.Callable;
import org.comptrust.models.chat.Python.Namespace;
import org.comptrust.models.chat.Python.View;

/** Functions that every template can call. */
final class Globals {
    /** Jinja has these, this renderer does not. */
    static final Set<String> REFUSED =
            Set.of("lipsum", "cycler", "joiner", "self", "super", "caller", "varargs", "kwargs");

    private static final int LONGEST_RANGE = 100_000;

    /** {@code strftime} codes that have the same meaning everywhere. */
    private static final Map<Character, String> DATE_FORMATS = Map.ofEntries(
            Map.entry('d', "dd"),
            Map.entry('m', "MM"),
            Map.entry('y', "yy"),
            Map.entry('Y', "yyyy"),
            Map.entry('b', "MMM"),
            Map.entry('B', "MMMM"),
            Map.entry('a', "EEE"),
            Map.entry('A', "EEEE"),
            Map.entry('H', "HH"),
            Map.entry('I', "hh"),
            Map.entry('M', "mm"),
            Map.entry('S', "ss"),
            Map.entry('j', "DDD"));

    private Globals() {}

    /** @param now what {@code strftime_now} tells */
    static Map<String, Object> at(LocalDateTime now) {
        Map<String, Object> globals = new HashMap<>();
        globals.put("raise_exception", (Callable) (frame, given) -> {
            throw ChatTemplateException.raised(Python.text(given.required("message")));
        });
        globals.put("strftime_now", (Callable) (frame, given) -> {
            String format = given.requiredText("format");
            given.done();
            return date(format, now);
        });
        globals.put("namespace", (Callable) (frame, given) -> {
            Namespace namespace = new Namespace();
            namespace.members.putAll(members(given));
            return namespace;
        });
        globals.put("dict", (Callable) (frame, given) -> members(given));
        globals.put("range", (Callable) (frame, given) -> range(frame, given));
        return globals;
    }

    private static Map<String, Object> members(Given given) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Object first : given.rest()) {
            if (!(first instanceof Map)) {
                throw ChatTemplateException.unsupported("a mapping made from " + Python.type(first));
            }
            ((Map<?, ?>) first).forEach((key, value) -> members.put((String) key, value));
        }
        members.putAll(given.restByName());
        return members;
    }

    private static View range(Frame frame, Given given) {
        long first = Python.whole(given.required("stop"));
        List<Object> more = given.rest();
        given.done();
        long start = more.isEmpty() ? 0 : first;
        long stop = more.isEmpty() ? first : Python.whole(more.get(0));
        long step = more.size() < 2 ? 1 : Python.whole(more.get(1));
        if (step == 0 || more.size() > 2) {
            throw ChatTemplateException.failed("range takes start, stop and a step that is not 0");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            frame.limits().step();
            numbers.add(i);
            if (numbers.size() > LONGEST_RANGE) {
                throw ChatTemplateException.failed("a range is longer than " + LONGEST_RANGE);
            }
        }
        return new View("range", numbers);
    }

    private static String date(String format, LocalDateTime now) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            char code = ++i < format.length() ? format.charAt(i) : ' ';
            String pattern = DATE_FORMATS.get(code);
            if (pattern == null && code != '%') {
                throw ChatTemplateException.unsupported("the date format %" + code);
            }
            text.append(
                    pattern == null
                            ? "%"
                            : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                                    .format(now));
        }
        return text.toString();
    }
}
