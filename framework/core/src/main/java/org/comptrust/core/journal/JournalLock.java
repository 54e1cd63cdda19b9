package org.comptrust.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps a second run out of an experiment's folder. The system frees it when the process ends, however it ends. */
final class JournalLock implements AutoCloseable {
    private final FileChannel channel;

    private JournalLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws JournalException if another run has it */
    static JournalLock take(Path folder) {
        Path file = folder.resolve("journal.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Optional<FileLock> lock = tryLock(channel, file);
            if (lock.isEmpty()) {
                channel.close();
                throw taken(file);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new JournalLock(channel);
        } catch (IOException cannot) {
            throw new JournalException(
                    file + " cannot be locked: " + cannot + ". Use a store on a local disk.", cannot);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel, Path file) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException sameProcess) {
            channel.close();
            throw taken(file);
        }
    }

    private static JournalException taken(Path file) {
        return new JournalException("another run of this experiment is going on in " + file.getParent()
                + ". Wait for it, stop it, or give this run another store.");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException cannot) {
            throw new JournalException("the lock of the store cannot be released: " + cannot, cannot);
        }
    }
}
