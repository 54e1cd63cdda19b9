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

    private final String file;
    private final Utf8Lines lines;
    private final CsvParser parser;
    private final Optional<List<String>> names;

    CsvRows(String file, Utf8Lines lines, boolean header) {
        this.file = file;
        this.lines = lines;
        try {
            this.parser = CSV.createParser(lines.reader());
            this.names = header ? Optional.of(header()) : Optional.empty();
        } catch (IOException e) {
            lines.close();
            throw Utf8Lines.unreadable(file, e);
        } catch (DataException e) {
            lines.close();
            throw e;
        }
    }

    void close() {
        lines.close();
    }

    Optional<DataRow> next() {
        Optional<Row> row = read();
        return row.map(found -> {
            List<String> keys = names.orElseGet(() -> indexes(found.cells.size()));
            if (keys.size() != found.cells.size()) {
                throw new DataException(
                        file + ":" + found.line,
                        "the row has " + found.cells.size() + " columns, the header has " + keys.size()
                                + ". Put cells with commas or line ends into double quotes");
            }
            Map<String, JsonRow> fields = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                fields.put(keys.get(i), JsonRow.text(file, found.line, found.cells.get(i)));
            }
            return JsonRow.object(file, found.line, fields);
        });
    }

    private List<String> header() {
        List<String> found = read().orElseThrow(() ->
                        new DataException(file + ":1", "the file is empty; a line with column names was expected"))
                .cells;
        Set<String> seen = new LinkedHashSet<>();
        for (String name : found) {
            if (!seen.add(name)) {
                throw new DataException(file + ":1", "two columns are called \"" + name + "\"");
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

    private Optional<Row> read() {
        try {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.START_ARRAY) {
                return Optional.empty();
            }
            int line = 0;
            List<String> cells = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (cells.isEmpty()) {
                    line = parser.currentTokenLocation().getLineNr(); // the array's own is still the row before
                }
                cells.add(parser.getText());
            }
            return Optional.of(new Row(line, cells));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? lines.line() : e.getLocation().getLineNr();
            throw new DataException(file + ":" + line, "is not CSV: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw Utf8Lines.unreadable(file, e);
        }
    }

    private record Row(int line, List<String> cells) {}
}
