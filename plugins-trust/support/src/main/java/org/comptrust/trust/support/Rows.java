package org.comptrust.trust.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/** Rows of which a benchmark can do without some. */
public final class Rows {
    private Rows() {}

    /**
     * What a reader makes of rows, without those that it refuses: these are counted as left out, with file and line.
     *
     * @param none what to throw if there is not a single row, good or bad
     * @return empty if there are rows, all of them bad
     */
    public static <T> List<T> read(Stream<DataRow> rows, Function<DataRow, T> reader, Supplier<DataException> none) {
        List<T> read = new ArrayList<>();
        boolean[] any = new boolean[1];
        rows.sequential().forEach(row -> {
            any[0] = true;
            row.read(reader).forEach(read::add);
        });
        if (!any[0]) {
            throw none.get();
        }
        return List.copyOf(read);
    }
}
