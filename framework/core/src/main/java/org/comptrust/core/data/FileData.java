package org.comptrust.core.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;

/** A file on disk, read as strict UTF-8. Opened anew by each reader, so one object can be read many times and by many
 * threads; what is taken apart as a whole is kept for the next reader. */
final class FileData implements DataFile {
    /** {@link #text} and {@link #json} hold the whole file; beyond this it is no benchmark text. */
    static final long MAX_WHOLE_BYTES = 1L << 30;

    private final Path path;
    private final int maxLineBytes;
    private final RowSource source;
    private final ParsedFiles parsed;

    /**
     * @param name how messages call it
     * @param parsed what was read before of the same data
     */
    FileData(Path path, String name, int maxLineBytes, RowFaults faults, ParsedFiles parsed) {
        this.path = path;
        this.maxLineBytes = maxLineBytes;
        this.source = new RowSource(name, faults);
        this.parsed = parsed;
    }

    @Override
    public Stream<DataRow> jsonLines() {
        Utf8Lines lines = lines();
        return stream(() -> nextJsonLine(lines), lines::close);
    }

    @Override
    public Stream<DataRow> csv(boolean header) {
        CsvRows rows = new CsvRows(source, lines(), header);
        return stream(rows::next, rows::close);
    }

    @Override
    public DataRow json() {
        return parsed.of(path, this::parse);
    }

    private DataRow parse() {
        checkSize();
        try (Utf8Lines lines = lines();
                JsonParser parser = JsonText.FACTORY.createParser(lines.reader())) {
            return JsonText.single(source, 0, parser);
        } catch (JsonProcessingException e) {
            throw JsonText.refused(source.name(), 0, e);
        } catch (IOException e) {
            throw Utf8Lines.unreadable(source.name(), e);
        }
    }

    @Override
    public String text() {
        checkSize();
        StringBuilder text = new StringBuilder();
        try (Utf8Lines lines = lines()) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                text.append(line.get());
            }
        }
        return text.toString();
    }

    private Utf8Lines lines() {
        try {
            return new Utf8Lines(source.name(), Files.newInputStream(path), maxLineBytes);
        } catch (IOException e) {
            throw Utf8Lines.unreadable(source.name(), e);
        }
    }

    private Optional<DataRow> nextJsonLine(Utf8Lines lines) {
        try {
            Optional<String> line = lines.next();
            while (line.isPresent() && line.get().isBlank()) {
                line = lines.next();
            }
            return line.map(text -> JsonText.parse(source, lines.line() - 1, text.stripTrailing()));
        } catch (DataException broken) {
            if (lines.broken()) {
                throw broken;
            }
            return Optional.of(new BrokenRow(source, lines.line(), broken));
        }
    }

    private void checkSize() {
        try {
            long size = Files.size(path);
            if (size > MAX_WHOLE_BYTES) {
                throw new DataException(
                        source.name(),
                        "has " + size + " bytes, more than the " + MAX_WHOLE_BYTES
                                + " that can be read at once. Cut it");
            }
        } catch (IOException e) {
            throw Utf8Lines.unreadable(source.name(), e);
        }
    }

    /** Something that ends with an empty one. */
    private interface Source {
        Optional<DataRow> next();
    }

    private static Stream<DataRow> stream(Source source, Runnable close) {
        Iterator<DataRow> rows = new Iterator<>() {
            private Optional<DataRow> ahead = Optional.empty();
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (ahead.isEmpty() && !ended) {
                    ahead = source.next();
                    ended = ahead.isEmpty();
                }
                return ahead.isPresent();
            }

            @Override
            public DataRow next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                DataRow row = ahead.orElseThrow();
                ahead = Optional.empty();
                return row;
            }
        };
        int ordered = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, ordered), false)
                .onClose(close);
    }
}
