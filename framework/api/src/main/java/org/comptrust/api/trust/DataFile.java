package org.comptrust.api.trust;

import java.util.stream.Stream;

/**
 * A file of a {@link DataSource}. Implemented by the host. All readers throw {@link DataException} with file and line. A single row
 * that is broken does not end a stream: it is a {@link DataRow} that throws when it is looked into.
 *
 * @since 0.1
 */
public interface DataFile {
    /** One JSON value per line; to be closed. */
    Stream<DataRow> jsonLines();

    /** The rows of a CSV file (RFC 4180); to be closed. Without a header the keys are {@code "0"}, {@code "1"}, ... */
    Stream<DataRow> csv(boolean header);

    /** The whole file as one JSON value. */
    DataRow json();

    /** The whole file as UTF-8 text. */
    String text();
}
