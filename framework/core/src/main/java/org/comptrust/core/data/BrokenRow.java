package org.comptrust.core.data;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/** A row of a file that cannot be taken apart: whoever looks into it is told why. */
final class BrokenRow implements DataRow {
    private final RowSource source;
    private final String where;
    private final DataException why;

    BrokenRow(RowSource source, int line, DataException why) {
        this.source = source;
        this.where = source.name() + ":" + line;
        this.why = why;
    }

    @Override
    public String text(String key) {
        throw fault();
    }

    @Override
    public DataRow at(String key) {
        throw fault();
    }

    @Override
    public List<DataRow> list(String key) {
        throw fault();
    }

    @Override
    public List<String> keys() {
        throw fault();
    }

    @Override
    public boolean has(String key) {
        throw fault();
    }

    @Override
    public <T> Stream<T> read(Function<? super DataRow, ? extends T> reader) {
        source.faults().add(where, 0, why);
        return Stream.empty();
    }

    @Override
    public String where() {
        return where;
    }

    private DataException fault() {
        return why;
    }
}
