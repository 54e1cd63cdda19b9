package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.comptrust.models.chat.Python.Stream;
import org.comptrust.models.chat.Python.Tuple;
import org.comptrust.models.chat.Python.Undefined;

/** {@code value | filter}. */
final class Filters {
    static final Set<String> NAMES = Set.of(
            "capitalize",
            "count",
            "d",
            "default",
            "dictsort",
            "first",
            "indent",
            "int",
            "items",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "select",
            "selectattr",
            "string",
            "title",
            "tojson",
            "trim",
            "upper");

    private Filters() {}

    static Object apply(Frame frame, String name, Object value, Given given) {
        Object result =
                switch (name) {
                    case "select", "selectattr" -> chosen(frame, value, given, name.endsWith("attr"), true);
                    case "reject", "rejectattr" -> chosen(frame, value, given, name.endsWith("attr"), false);
                    case "map" -> mapped(frame, value, given);
                    default -> simple(frame.limits(), name, value, given);
                };
        given.done();
        if (result instanceof String text) {
            frame.limits().made(text.length());
        }
        return result;
    }

    private static Object simple(Limits limits, String name, Object value, Given given) {
        return switch (name) {
            case "trim" -> {
                Optional<String> characters = given.text("chars");
                yield characters.isPresent() && characters.get().isEmpty()
                        ? Python.text(value)
                        : PythonText.strip(Python.text(value), characters.orElse(""), true, true);
            }
            case "upper" -> PythonText.upper(Python.text(value));
            case "lower" -> PythonText.lower(Python.text(value));
            case "capitalize" -> PythonText.capitalize(Python.text(value));
            case "title" -> PythonText.title(Python.text(value), "-({[< \t\n\r\u000b\f\u001c\u001d\u001e\u001f");
            case "string" -> Python.text(value);
            case "length", "count" -> Python.length(value);
            case "list" -> Python.list(value, limits);
            case "first" -> first(Python.iterate(value), "first");
            case "last" -> last(value, limits);
            case "reverse" -> reverse(value, limits);
            case "items" -> items(value);
            case "dictsort" -> sorted(value);
            case "join" -> join(limits, value, given);
            case "replace" ->
                TextMethods.replace(
                        limits,
                        Python.text(value),
                        Python.text(given.required("old")),
                        Python.text(given.required("new")),
                        given.whole("count").orElse(-1L));
            case "default", "d" -> {
                Object otherwise = given.next("default_value").orElse("");
                boolean alsoFalse = given.truth("boolean", false);
                yield value instanceof Undefined || alsoFalse && !Python.truth(value) ? otherwise : value;
            }
            case "int" -> whole(value, given.next("default").orElse(0L));
            case "indent" -> indent(limits, value, given);
            case "tojson" -> PythonJson.of(value, given);
            default -> throw ChatTemplateException.unsupported("filter `" + name + "`");
        };
    }

    private static Object first(Iterator<Object> items, String which) {
        return items.hasNext() ? items.next() : new Undefined("no " + which + " item, there are none");
    }

    private static Object last(Object value, Limits limits) {
        if (value instanceof Stream) {
            throw ChatTemplateException.failed("`last` needs a list; put `| list` before it");
        }
        List<Object> items = Python.list(value, limits);
        Collections.reverse(items);
        return first(items.iterator(), "last");
    }

    private static Object reverse(Object value, Limits limits) {
        List<Object> items = Python.list(value, limits);
        Collections.reverse(items);
        if (value instanceof String) {
            StringBuilder text = new StringBuilder();
            items.forEach(text::append);
            return text.toString();
        }
        return new Stream(items.iterator());
    }

    private static Object items(Object value) {
        if (value instanceof Undefined) {
            return new Stream(Collections.emptyIterator());
        } else if (!(value instanceof Map)) {
            throw ChatTemplateException.failed("`items` needs a mapping, not " + Python.type(value));
        }
        return new Stream(pairs((Map<?, ?>) value).iterator());
    }

    private static List<Object> pairs(Map<?, ?> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((key, member) -> pairs.add(new Tuple(List.of(key, member))));
        return pairs;
    }

    /** By key, whatever its case. */
    private static Object sorted(Object value) {
        if (!(value instanceof Map)) {
            throw ChatTemplateException.failed("`dictsort` needs a mapping, not " + Python.type(value));
        }
        List<Object> pairs = pairs((Map<?, ?>) value);
        pairs.sort(Comparator.comparing(
                pair -> PythonText.lower((String) ((Tuple) pair).items().get(0)), PythonText::compare));
        return pairs;
    }

    private static String join(Limits limits, Object value, Given given) {
        String separator = Python.text(given.next("d").orElse(""));
        Optional<Object> attribute = given.next("attribute");
        List<String> parts = new ArrayList<>();
        for (Object item : Python.list(value, limits)) {
            Object part = attribute.isPresent() ? member(item, attribute.get(), limits) : item;
            parts.add(Python.text(part));
            limits.made(separator.length());
        }
        return String.join(separator, parts);
    }

    private static Object whole(Object value, Object otherwise) {
        if (Python.isWhole(value)) {
            return Python.whole(value);
        } else if (value instanceof Undefined undefined) {
            throw undefined.failure();
        } else if (value instanceof String text) {
            String digits = PythonText.strip(text, true, true);
            if (digits.matches("[+-]?[0-9]{1,18}")) {
                return Long.parseLong(digits);
            } else if (digits.codePoints().noneMatch(Character::isDigit)
                    && !digits.matches("(?i)[+-]?(inf|nan|infinity)")) {
                return otherwise;
            }
        } else if (value instanceof Double number && Math.abs(number) < 1e15) {
            return (long) number.doubleValue();
        } else if (!(value instanceof Double)) {
            return otherwise;
        }
        throw ChatTemplateException.unsupported("filter `int` of " + Python.text(value));
    }

    private static String indent(Limits limits, Object value, Given given) {
        if (!(value instanceof String)) {
            throw ChatTemplateException.failed("`indent` needs text, not " + Python.type(value));
        }
        Object width = given.next("width").orElse(4L);
        boolean first = given.truth("first", false);
        boolean blank = given.truth("blank", false);
        String margin = width instanceof String text
                ? text
                : " ".repeat((int) Math.max(0, Math.min(1000, Python.whole(width))));
        List<String> lines = TextMethods.lines(value + "\n");
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            limits.made(margin.length());
            boolean moved = i == 0 ? first : blank || !lines.get(i).isEmpty();
            indented.append(i == 0 ? "" : "\n").append(moved ? margin : "").append(lines.get(i));
        }
        return indented.toString();
    }

    /** Taken one by one, as they are asked for. */
    private static Stream chosen(Frame frame, Object value, Given given, boolean byMember, boolean wanted) {
        Optional<Object> attribute = byMember ? Optional.of(given.required("attribute")) : Optional.empty();
        Optional<String> test = given.text("test");
        List<Object> arguments = given.rest();
        if (test.isPresent()) {
            Tests.require(test.get());
        }
        Predicate<Object> holds = item -> {
            Object subject = attribute.isPresent() ? member(item, attribute.get(), frame.limits()) : item;
            return test.isPresent()
                    ? Tests.holds(
                            frame, test.get(), subject, new Given("test `" + test.get() + "`", arguments, Map.of()))
                    : Python.truth(subject);
        };
        return new Stream(
                stream(frame, value).filter(item -> holds.test(item) == wanted).iterator());
    }

    private static Stream mapped(Frame frame, Object value, Given given) {
        Map<String, Object> names = given.restByName();
        List<Object> places = given.rest();
        Object attribute = names.remove("attribute");
        if (places.isEmpty() && attribute != null && names.isEmpty()) {
            return new Stream(stream(frame, value)
                    .map(item -> member(item, attribute, frame.limits()))
                    .iterator());
        } else if (places.isEmpty() || attribute != null || !(places.get(0) instanceof String)) {
            throw ChatTemplateException.unsupported("filter `map` with these arguments");
        }
        String filter = (String) places.get(0);
        require(filter);
        return new Stream(stream(frame, value)
                .map(item -> apply(
                        frame,
                        filter,
                        item,
                        new Given("filter `" + filter + "`", places.subList(1, places.size()), names)))
                .iterator());
    }

    /** What is false is not looked into, whatever it is. */
    private static java.util.stream.Stream<Object> stream(Frame frame, Object value) {
        if (!Python.truth(value)) {
            return java.util.stream.Stream.empty();
        }
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(Python.iterate(value), Spliterator.ORDERED), false)
                .peek(item -> frame.limits().step());
    }

    /** A member by its path, such as {@code function.name}. */
    private static Object member(Object item, Object path, Limits limits) {
        if (!(path instanceof String)) {
            return Attributes.item(item, path, limits);
        }
        Object value = item;
        for (String part : ((String) path).split("\\.", -1)) {
            Object key = part.matches("[0-9]{1,9}") ? (Object) Long.valueOf(part) : part;
            value = Attributes.item(value, key, limits);
        }
        return value;
    }

    static void require(String name) {
        if (!NAMES.contains(name)) {
            throw ChatTemplateException.unsupported("filter `" + name + "`");
        }
    }
}
