package org.comptrust.core.data;

import java.util.List;

/**
 * Rows of data that could not be read and were passed over.
 *
 * @param rows how many
 * @param first what is wrong with the first of them, each with file and line; paths are relative to the data folder
 */
public record LeftOut(int rows, List<String> first) {
    /** So many are told one by one. */
    public static final int MOST_TOLD = 5;

    /** All rows could be read. */
    public static final LeftOut NONE = new LeftOut(0, List.of());

    public LeftOut {
        first = List.copyOf(first);
    }

    /** Whether none was. */
    public boolean isEmpty() {
        return rows == 0;
    }

    /** As a sentence; {@code ""} if none was. */
    public String sentence() {
        if (isEmpty()) {
            return "";
        }
        String told = String.join("; ", first);
        return rows
                + (rows == 1 ? " row was left out: " : " rows were left out: ")
                + told
                + (rows > first.size() ? "; and " + (rows - first.size()) + " more" : "");
    }
}
