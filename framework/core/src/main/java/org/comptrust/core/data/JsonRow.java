package org.comptrust.core.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * A JSON value or a CSV row that knows its file and line. A key whose value is {@code null} counts as missing, so that
 * {@link #has} says whether {@link #text} has a chance.
 */
final class JsonRow implements DataRow {
    private enum Kind {
        TEXT,
        ABSENT,
        OBJECT,
        ARRAY
    }

    /** From here on a line is no longer found by its number alone. */
    private static final int FAR = 200;

    private final RowSource source;
    private final int line;
    private final int column;
    private final Kind kind;
    private final String text;
    private final Map<String, JsonRow> fields;
    private final List<JsonRow> elements;

    private JsonRow(
            RowSource source,
            int line,
            int column,
            Kind kind,
            String text,
            Map<String, JsonRow> fields,
            List<JsonRow> elements) {
        this.source = source;
        this.line = line;
        this.column = column;
        this.kind = kind;
        this.text = text;
        this.fields = fields;
        this.elements = elements;
    }

    /** A string, number or boolean, as it is written. */
    static JsonRow text(RowSource source, int line, String text) {
        return text(source, line, 1, text);
    }

    static JsonRow object(RowSource source, int line, Map<String, JsonRow> fields) {
        return new JsonRow(source, line, 1, Kind.OBJECT, "", fields, List.of());
    }

    private static JsonRow text(RowSource source, int line, int column, String text) {
        return new JsonRow(source, line, column, Kind.TEXT, text, Map.of(), List.of());
    }

    /**
     * The value that starts at the parser's current token; the parser ends on its last one.
     *
     * @param linesBefore what to add to the parser's line numbers
     */
    static JsonRow parse(RowSource source, int linesBefore, JsonParser parser) throws IOException {
        int line = linesBefore + parser.currentTokenLocation().getLineNr();
        int column = parser.currentTokenLocation().getColumnNr();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, JsonRow> fields = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parse(source, linesBefore, parser));
            }
            return new JsonRow(source, line, column, Kind.OBJECT, "", fields, List.of());
        }
        if (token == JsonToken.START_ARRAY) {
            List<JsonRow> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(parse(source, linesBefore, parser));
            }
            return new JsonRow(source, line, column, Kind.ARRAY, "", Map.of(), elements);
        }
        if (token == JsonToken.VALUE_NULL) {
            return new JsonRow(source, line, column, Kind.ABSENT, "", Map.of(), List.of());
        }
        return text(source, line, column, parser.getText());
    }

    @Override
    public String text(String key) {
        JsonRow found = find(key);
        if (found.kind != Kind.TEXT) {
            throw found.problem(named(key) + " must be text or a number, is " + found.words());
        }
        return found.text;
    }

    @Override
    public DataRow at(String key) {
        return find(key);
    }

    @Override
    public List<DataRow> list(String key) {
        JsonRow found = find(key);
        if (found.kind != Kind.ARRAY) {
            throw found.problem(named(key) + " must be a list, is " + found.words());
        }
        return List.copyOf(found.elements);
    }

    @Override
    public List<String> keys() {
        return kind == Kind.ARRAY
                ? IntStream.range(0, elements.size())
                        .mapToObj(Integer::toString)
                        .toList()
                : List.copyOf(fields.keySet());
    }

    @Override
    public boolean has(String key) {
        return lookUp(key).kind != Kind.ABSENT;
    }

    @Override
    public <T> Stream<T> read(Function<? super DataRow, ? extends T> reader) {
        try {
            return Stream.of(reader.apply(this));
        } catch (DataException unreadable) {
            source.faults().add(where(), column, unreadable);
            return Stream.empty();
        }
    }

    /** With the column too where a file has long lines, as JSON without line ends. */
    @Override
    public String where() {
        return source.name() + ":" + line + (column > FAR ? ":" + column : "");
    }

    private JsonRow find(String key) {
        JsonRow found = lookUp(key);
        if (found.kind == Kind.ABSENT) {
            throw problem(key.isEmpty() ? "the value is null" : named(key) + " is missing; " + offer());
        }
        return found;
    }

    private JsonRow lookUp(String key) {
        if (key.isEmpty()) {
            return this;
        }
        if (kind != Kind.ARRAY) {
            JsonRow found = fields.get(key);
            return found == null ? absent() : found;
        }
        int index = index(key);
        return index >= 0 && index < elements.size() ? elements.get(index) : absent();
    }

    private JsonRow absent() {
        return new JsonRow(source, line, column, Kind.ABSENT, "", Map.of(), List.of());
    }

    /** A whole number as JSON writes it, at least 0; -1 if the key is none. */
    private static int index(String key) {
        int digits = key.length();
        if (digits > 9 || digits > 1 && key.charAt(0) == '0') { // nine digits always fit an int
            return -1;
        }
        int index = 0;
        for (int i = 0; i < digits; i++) {
            char digit = key.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            index = 10 * index + digit - '0';
        }
        return index;
    }

    private String offer() {
        switch (kind) {
            case OBJECT:
                return fields.isEmpty()
                        ? "the value has no keys"
                        : "the keys are " + String.join(", ", fields.keySet());
            case ARRAY:
                return "the list has " + elements.size() + " elements";
            default:
                return "the value is " + words();
        }
    }

    private String words() {
        switch (kind) {
            case OBJECT:
                return "an object";
            case ARRAY:
                return "a list";
            case TEXT:
                return "text or a number";
            default:
                return "null";
        }
    }

    private static String named(String key) {
        return key.isEmpty() ? "the value" : "\"" + key + "\"";
    }

    private DataException problem(String what) {
        return new DataException(where(), what);
    }
}
