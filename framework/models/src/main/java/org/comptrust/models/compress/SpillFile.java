package org.comptrust.models.compress;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A file for what does not fit into memory. It has no name once it is open, where the system allows that, so nothing is left behind
 * even by a process that is killed. Closing frees the disk.
 */
final class SpillFile implements Closeable {
    private final FileChannel channel;

    private SpillFile(FileChannel channel) {
        this.channel = channel;
    }

    /** An empty file in a folder, which is made if absent. */
    static SpillFile in(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new SpillFile(FileChannel.open(
                folder.resolve(".spill-" + UUID.randomUUID()),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE));
    }

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Fills the buffer. */
    void read(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, at);
            if (read < 0) {
                throw new EOFException("activations end at byte " + at);
            }
            at += read;
        }
    }

    /** Copies bytes to another channel. */
    void copy(long position, long count, WritableByteChannel out) throws IOException {
        long at = position;
        while (at < position + count) {
            long copied = channel.transferTo(at, position + count - at, out);
            if (copied <= 0) {
                throw new EOFException("activations end at byte " + at);
            }
            at += copied;
        }
    }

    /** Gives the disk back. */
    void clear() throws IOException {
        channel.truncate(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
