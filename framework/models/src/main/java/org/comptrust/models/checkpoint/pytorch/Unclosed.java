package org.comptrust.models.checkpoint.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A file channel whose reader may close it without effect: it is read on. Its reader keeps some hundred bytes in memory for every entry
 * of an archive's directory, so it gets only as much of the file as a plausible directory takes.
 */
final class Unclosed implements SeekableByteChannel {
    private final FileChannel channel;
    private final long most;
    private long read;

    /** @param most bytes that are given */
    Unclosed(FileChannel channel, long most) {
        this.channel = channel;
        this.most = most;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        read += Math.max(0, count);
        if (read > most) {
            throw new PickleException("is refused: its zip archive has a directory of more than " + most
                    + " bytes, which weights never need. Use a copy from a source you trust.");
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        // the owner closes the channel
    }
}
