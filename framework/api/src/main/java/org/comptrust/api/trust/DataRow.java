package org.comptrust.api.trust;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A JSON value or CSV row that knows its file and line. Keys are names, or indexes from {@code "0"} in arrays and CSV without
 * header; {@code ""} is the value itself. What is missing or ill-typed throws {@link DataException}, and so does every look into a
 * line that is no JSON, no UTF-8 or has not the header's columns. Implemented by the host.
 *
 * @since 0.1
 */
public interface DataRow {
    /** Text of a string, number or boolean. */
    String text(String key);

    DataRow at(String key);

    List<DataRow> list(String key);

    List<String> keys();

    boolean has(String key);

    /**
     * What a reader makes of the row; nothing if it throws {@link DataException}. The host then counts the row as left out and says
     * so, with file, line and reason, in the plan and in the report. So one bad row never ends a run: {@code
     * file.jsonLines().flatMap(row -> row.read(Question::of))}. Only for rows that a benchmark can do without; whoever needs all of
     * them calls the reader itself.
     *
     * @param reader must look at nothing but the row
     */
    <T> Stream<T> read(Function<? super DataRow, ? extends T> reader);

    /** File and line, for messages. */
    String where();
}
