package org.comptrust.core.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * The objects of a JSON Lines file or of a JSON array, by index. Only their places are held (16 bytes each): the text stays on disk
 * and a file may be larger than the memory. A file that ends in {@code .gz} is unpacked once into a temporary file, which is gone
 * when this is closed or the process ends. Not thread-safe.
 */
public final class Documents implements Closeable {
    private static final int READ_AHEAD = 1 << 16;

    private final String file;
    private final FileChannel text;
    private long[] starts = new long[1024];
    private int[] lengths = new int[1024];
    private int[] lines = new int[1024];
    private int size;

    private Documents(String file, FileChannel text) {
        this.file = file;
        this.text = text;
    }

    /**
     * Reads through the file once and notes where its objects stand.
     *
     * @throws DataException if it cannot be read, is not UTF-8, or is not JSON; with the line
     */
    public static Documents open(Path path) {
        TextKind kind = TextKind.of(path);
        Documents documents = new Documents(path.toString(), channel(path));
        try {
            switch (kind) {
                case JSON_ARRAY -> documents.indexArray();
                case JSON_LINES -> documents.indexLines();
                case TEXT ->
                    throw new DataException(
                            path.toString(), "is plain text, not JSON. Name it .jsonl or .json if it is JSON");
            }
            return documents;
        } catch (IOException e) {
            documents.close();
            throw Utf8Lines.unreadable(path.toString(), e);
        } catch (RuntimeException e) {
            documents.close();
            throw e;
        }
    }

    /** Number of objects. */
    public int size() {
        return size;
    }

    /**
     * An object; it knows its line.
     *
     * @throws DataException if it cannot be read
     */
    public DataRow get(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("document " + index + " of " + size);
        }
        ByteBuffer bytes = ByteBuffer.allocate(lengths[index]);
        try {
            while (bytes.hasRemaining() && text.read(bytes, starts[index] + bytes.position()) >= 0) {}
        } catch (IOException e) {
            throw Utf8Lines.unreadable(file, e);
        }
        int line = lines[index];
        try {
            return JsonText.parse(
                    RowSource.of(file),
                    line - 1,
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            throw new DataException(
                    file + ":" + line, "the object is not UTF-8. Save the file as UTF-8, for example with iconv", e);
        }
    }

    @Override
    public void close() {
        try {
            text.close();
        } catch (IOException e) {
            throw Utf8Lines.unreadable(file, e);
        }
    }

    /** The bytes of a file, unpacked if its name ends in {@code .gz}. */
    static InputStream unpacked(Path path) throws IOException {
        InputStream bytes = Files.newInputStream(path);
        if (!packed(path)) {
            return bytes;
        }
        try {
            return new GZIPInputStream(bytes, READ_AHEAD);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    private static boolean packed(Path path) {
        return path.toString().endsWith(".gz");
    }

    private static FileChannel channel(Path path) {
        try {
            return packed(path) ? temporary(path) : FileChannel.open(path);
        } catch (IOException e) {
            throw Utf8Lines.unreadable(path.toString(), e);
        }
    }

    private static FileChannel temporary(Path path) throws IOException {
        FileChannel unpacked = FileChannel.open(
                Files.createTempFile("comptrust-", ".json"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        try (InputStream in = unpacked(path)) {
            OutputStream out = Channels.newOutputStream(unpacked); // closing it would close the channel
            in.transferTo(out);
            return unpacked.position(0);
        } catch (IOException | RuntimeException e) {
            unpacked.close();
            throw e;
        }
    }

    private void indexLines() throws IOException {
        // Not closed: it would close the channel, which stays open for get.
        Utf8Lines all = new Utf8Lines(file, Channels.newInputStream(text.position(0)), Utf8Lines.MAX_LINE_BYTES);
        for (Optional<String> line = all.next(); line.isPresent(); line = all.next()) {
            if (!line.get().isBlank()) {
                checkObject(line.get(), all.line());
                int bytes = line.get().getBytes(StandardCharsets.UTF_8).length;
                add(all.end() - bytes, bytes, all.line());
            }
        }
    }

    private void checkObject(String line, int number) throws IOException {
        try (JsonParser parser = JsonText.FACTORY.createParser(line.stripTrailing())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new DataException(
                        file + ":" + number, "the line must be a JSON object, such as {\"text\": \"...\"}");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new DataException(file + ":" + number, "something follows the line's JSON object");
            }
        } catch (JsonProcessingException e) {
            throw JsonText.refused(file, number - 1, e);
        }
    }

    private void indexArray() throws IOException {
        try (JsonParser parser = JsonText.FACTORY.createParser(
                new BufferedInputStream(new Unclosable(Channels.newInputStream(text.position(0))), READ_AHEAD))) {
            parser.nextToken(); // the bracket
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int line = parser.currentTokenLocation().getLineNr();
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw new DataException(
                            file + ":" + line, "element " + (size + 1) + " of the list must be a JSON object");
                }
                long start = parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                add(start, Math.toIntExact(parser.currentLocation().getByteOffset() - start), line);
            }
            if (parser.nextToken() != null) {
                throw new DataException(
                        file + ":" + parser.currentTokenLocation().getLineNr(), "something follows the JSON list");
            }
        } catch (JsonProcessingException e) {
            throw JsonText.refused(file, 0, e);
        }
    }

    private void add(long start, int length, int line) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
            lines = Arrays.copyOf(lines, 2 * size);
        }
        starts[size] = start;
        lengths[size] = length;
        lines[size] = line;
        size++;
    }

    /** A stream whose reader closes what it was given although others still need it. */
    private static final class Unclosable extends FilterInputStream {
        Unclosable(InputStream of) {
            super(of);
        }

        @Override
        public void close() {}
    }
}
