package org.comptrust.core.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/** The rows of a CSV file (RFC 4180: quotes, doubled quotes, line ends inside quotes), each with the line it starts on. */
final class CsvRows {
    private static final CsvFactory CSV =
            CsvFactory.builder().enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

    private final RowSource source;
    private final Utf8Lines lines;
    private final Optional<List<String>> names;
    private CsvParser parser;
    private int linesBefore;
    private boolean ended;
    private Optional<DataException> undecodable = Optional.empty();

    CsvRows(RowSource source, Utf8Lines lines, boolean header) {
        this.source = source;
        this.lines = lines;
        try {
            this.parser = parser();
            this.names = header ? Optional.of(header()) : Optional.empty();
        } catch (IOException e) {
            lines.close();
            throw Utf8Lines.unreadable(source.name(), e);
        } catch (DataException e) {
            lines.close();
            throw e;
        }
    }

    void close() {
        lines.close();
    }

    /** The next row. One that cannot be taken apart throws when it is looked into; after an open quote it is the last. */
    Optional<DataRow> next() {
        if (ended) {
            return Optional.empty();
        }
        try {
            Optional<DataRow> row = read().map(this::row);
            return row.isPresent() ? row : afterUndecodable();
        } catch (NotCsvException e) {
            Optional<DataRow> broken = afterUndecodable(); // a quote may be open because the file seemed to end there
            ended = broken.isEmpty();
            return broken.or(() -> Optional.of(new BrokenRow(source, e.line, e.fault)));
        }
    }

    /** The line at which the parser stopped because it could not be decoded, if so; it goes on behind that. */
    private Optional<DataRow> afterUndecodable() {
        Optional<DataRow> broken = undecodable.map(why -> new BrokenRow(source, lines.line(), why));
        undecodable = Optional.empty();
        if (broken.isPresent()) {
            linesBefore = lines.line();
            try {
                parser = parser();
            } catch (IOException e) {
                throw Utf8Lines.unreadable(source.name(), e);
            }
        }
        return broken;
    }

    private CsvParser parser() throws IOException {
        return CSV.createParser(lines.reader(why -> undecodable = Optional.of(why)));
    }

    private DataRow row(Row found) {
        List<String> keys = names.orElseGet(() -> indexes(found.cells.size()));
        if (keys.size() != found.cells.size()) {
            return new BrokenRow(
                    source,
                    found.line,
                    new DataException(
                            source.name() + ":" + found.line,
                            "the row has " + found.cells.size() + " columns, the header has " + keys.size()
                                    + ". Put cells with commas or line ends into double quotes"));
        }
        Map<String, JsonRow> fields = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            fields.put(keys.get(i), JsonRow.text(source, found.line, found.cells.get(i)));
        }
        return JsonRow.object(source, found.line, fields);
    }

    private List<String> header() {
        List<String> found;
        try {
            found = read().orElseThrow(() -> undecodable.orElseGet(() -> new DataException(
                            source.name() + ":1", "the file is empty; a line with column names was expected")))
                    .cells;
        } catch (NotCsvException e) {
            throw e.fault;
        }
        Set<String> seen = new LinkedHashSet<>();
        for (String name : found) {
            if (!seen.add(name)) {
                throw new DataException(source.name() + ":1", "two columns are called \"" + name + "\"");
            }
        }
        return found;
    }

    private static List<String> indexes(int count) {
        List<String> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(Integer.toString(i));
        }
        return keys;
    }

    private Optional<Row> read() throws NotCsvException {
        try {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            int line = 0;
            List<String> cells = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (cells.isEmpty()) {
                    line = linesBefore
                            + parser.currentTokenLocation().getLineNr(); // the array's own is still the row before
                }
                cells.add(parser.getText());
            }
            return Optional.of(new Row(line, cells));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null
                    ? lines.line()
                    : linesBefore + e.getLocation().getLineNr();
            throw new NotCsvException(
                    line, new DataException(source.name() + ":" + line, "is not CSV: " + e.getOriginalMessage(), e));
        } catch (IOException e) {
            throw Utf8Lines.unreadable(source.name(), e);
        }
    }

    private record Row(int line, List<String> cells) {}

    /** The parser lost its way: what follows in the file cannot be told apart. */
    private static final class NotCsvException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final transient DataException fault;

        NotCsvException(int line, DataException fault) {
            super(fault);
            this.line = line;
            this.fault = fault;
        }
    }
}
