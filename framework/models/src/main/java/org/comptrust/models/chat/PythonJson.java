package org.comptrust.models.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.comptrust.models.chat.Python.None;
import org.comptrust.models.chat.Python.Tuple;

/** The filter {@code tojson} as the transformers library defines it: {@code json.dumps} with letters beyond ASCII as they are. */
final class PythonJson {
    private final boolean ascii;
    private final long indent;
    private final String comma;
    private final String colon;

    private PythonJson(boolean ascii, long indent, String comma, String colon) {
        this.ascii = ascii;
        this.indent = indent;
        this.comma = comma;
        this.colon = colon;
    }

    static String of(Object value, Given given) {
        boolean ascii = given.truth("ensure_ascii", false);
        long indent = given.whole("indent").orElse(-1L);
        Object separators = given.next("separators").orElse(None.NONE);
        if (given.truth("sort_keys", false)) {
            throw ChatTemplateException.unsupported("filter `tojson` with `sort_keys`");
        }
        List<?> pair = separators instanceof Tuple tuple
                ? tuple.items()
                : separators instanceof List<?> list ? list : List.of(indent < 0 ? ", " : ",", ": ");
        if (pair.size() != 2 || indent > 100) {
            throw ChatTemplateException.unsupported("filter `tojson` with these arguments");
        }
        return new PythonJson(ascii, indent, Python.text(pair.get(0)), Python.text(pair.get(1))).json(value, 1);
    }

    private String json(Object value, int depth) {
        if (value instanceof String text) {
            return PythonText.json(text, ascii);
        } else if (value instanceof Boolean || value instanceof Long) {
            return value.toString();
        } else if (value instanceof Double number && Double.isFinite(number)) {
            return Python.decimal(number);
        } else if (value == None.NONE) {
            return "null";
        } else if (value instanceof List<?> list) {
            return list('[', list, ']', depth);
        } else if (value instanceof Tuple tuple) {
            return list('[', tuple.items(), ']', depth);
        } else if (value instanceof Map<?, ?> map) {
            return list('{', List.copyOf(map.entrySet()), '}', depth);
        }
        throw ChatTemplateException.failed("`tojson` cannot write " + Python.type(value));
    }

    private String list(char open, List<?> items, char close, int depth) {
        List<String> parts = new ArrayList<>();
        for (Object item : items) {
            parts.add(
                    item instanceof Map.Entry<?, ?> member
                            ? PythonText.json((String) member.getKey(), ascii)
                                    + colon
                                    + json(member.getValue(), depth + 1)
                            : json(item, depth + 1));
        }
        if (indent < 0 || parts.isEmpty()) {
            return open + String.join(comma, parts) + close;
        }
        String inner = "\n" + " ".repeat((int) indent * depth);
        String outer = "\n" + " ".repeat((int) indent * (depth - 1));
        return open + inner + String.join(comma + inner, parts) + outer + close;
    }
}
