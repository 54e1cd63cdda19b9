package org.comptrust.api.trust;

import java.util.List;

/**
 * A JSON value or CSV row that knows its file and line. Keys are names, or indexes from {@code "0"} in arrays and CSV without
 * header; {@code ""} is the value itself. What is missing or ill-typed throws {@link DataException}. Implemented by the host.
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

    /** File and line, for messages. */
    String where();
}
