package org.comptrust.core.data;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.comptrust.api.trust.DataException;

/**
 * The lines of a UTF-8 file, one at a time, strictly decoded: bytes that are not UTF-8 are a {@link DataException} with the line,
 * never a replacement character that would silently become part of a prompt. A byte order mark at the start is dropped.
 */
final class Utf8Lines implements Closeable {
    /** No benchmark has longer lines; a file that does is most likely not what the user meant. */
    static final int MAX_LINE_BYTES = 64 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String file;
    private final InputStream bytes;
    private final int maxLineBytes;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int filled;
    private int line;
    private long end;
    private boolean broken;

    /**
     * @param file how messages call it
     * @param bytes is closed with this
     */
    Utf8Lines(String file, InputStream bytes, int maxLineBytes) {
        this.file = file;
        this.bytes = bytes;
        this.maxLineBytes = maxLineBytes;
    }

    static DataException unreadable(String file, IOException cause) {
        if (cause instanceof ZipException || cause instanceof EOFException) {
            return new DataException(file, "is not a whole gzip file: " + cause.getMessage() + ". Get it again", cause);
        }
        return new DataException(
                file, "cannot be read (" + cause + "). Check that it exists and that you may read it", cause);
    }

    /** Number of the line that {@link #next()} gave last, from 1. */
    int line() {
        return line;
    }

    String where() {
        return file + ":" + line;
    }

    /** Bytes of the file up to the end of the line that {@link #next()} gave last, its line end included. */
    long end() {
        return end;
    }

    /** Whether the last failure ended the file. Bytes that are not UTF-8 do not: the next line can be read. */
    boolean broken() {
        return broken;
    }

    /** The next line with its line end ({@code \n} or {@code \r\n}); empty at the end of the file. */
    Optional<String> next() {
        try {
            return read();
        } catch (IOException e) {
            broken = true;
            throw unreadable(file, e);
        }
    }

    /** The lines that are left as one reader; its {@link IOException}s are {@link DataException}s with the line. */
    Reader reader() {
        return new LinesReader(this, Optional.empty());
    }

    /**
     * The lines up to the next one that cannot be decoded, as one reader.
     *
     * @param undecodable is told of that line, once; the lines after it are there for another reader, and closing this one closes
     *     nothing
     */
    Reader reader(Consumer<DataException> undecodable) {
        return new LinesReader(this, Optional.of(undecodable));
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Optional<String> read() throws IOException {
        line++;
        if (line == 1) {
            skipByteOrderMark();
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream(256);
        boolean ended = false;
        while (!ended && fill()) {
            int end = position;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            ended = end < filled;
            int count = (ended ? end + 1 : end) - position;
            if (content.size() + count > maxLineBytes) {
                broken = true;
                throw new DataException(
                        where(),
                        "the line is longer than " + maxLineBytes
                                + " bytes. Is this the right file? Split the line if it is");
            }
            content.write(buffer, position, count);
            position += count;
        }
        end += content.size();
        return content.size() == 0 ? Optional.empty() : Optional.of(decode(content.toByteArray()));
    }

    /** Whether there is a byte at {@link #position}; reads on if need be. */
    private boolean fill() throws IOException {
        if (position == filled) {
            position = 0;
            filled = Math.max(0, bytes.read(buffer));
        }
        return position < filled;
    }

    private void skipByteOrderMark() throws IOException {
        filled = bytes.readNBytes(buffer, 0, buffer.length); // full unless the file is shorter, so the mark is not cut
        if (filled >= BYTE_ORDER_MARK.length
                && Arrays.equals(buffer, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
            position = BYTE_ORDER_MARK.length;
            end = BYTE_ORDER_MARK.length;
        }
    }

    private String decode(byte[] content) {
        ByteBuffer unread = ByteBuffer.wrap(content);
        try {
            return decoder.decode(unread).toString();
        } catch (CharacterCodingException e) {
            int at = unread.position();
            throw new DataException(
                    where(),
                    String.format(
                            "byte %d of the line (0x%02X) is not UTF-8. Save the file as UTF-8, for example with iconv",
                            at + 1, content[Math.min(at, content.length - 1)]),
                    e);
        }
    }

    /** Hands out line after line. */
    private static final class LinesReader extends Reader {
        private final Utf8Lines lines;
        private final Optional<Consumer<DataException>> undecodable;
        private String current = "";
        private int position;
        private boolean ended;

        LinesReader(Utf8Lines lines, Optional<Consumer<DataException>> undecodable) {
            this.lines = lines;
            this.undecodable = undecodable;
        }

        @Override
        public int read(char[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (position == current.length()) {
                Optional<String> next = ended ? Optional.empty() : next();
                ended = next.isEmpty();
                if (ended) {
                    return -1;
                }
                current = next.get();
                position = 0;
            }
            int count = Math.min(length, current.length() - position);
            current.getChars(position, position + count, target, offset);
            position += count;
            return count;
        }

        private Optional<String> next() {
            try {
                return lines.next();
            } catch (DataException e) {
                if (lines.broken() || undecodable.isEmpty()) {
                    throw e;
                }
                undecodable.get().accept(e);
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            if (undecodable.isEmpty()) {
                lines.close();
            }
        }
    }
}
