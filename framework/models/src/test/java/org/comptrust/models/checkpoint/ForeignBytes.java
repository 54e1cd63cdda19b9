package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What holds for every reader of files that others wrote, whatever is in them: it reads, or it refuses in one line that names a file of the
 * folder. It takes neither long nor much memory, and makes no file.
 */
public final class ForeignBytes {
    /** Of the reading thread's processor time, so that a busy machine fails no test. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Fuzzed files are far smaller than real ones; 1 GB is the limit for those. */
    private static final long MOST_BYTES = 256L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private ForeignBytes() {}

    /** Writes a file and has it read. */
    public static void read(Path file, byte[] bytes, Runnable reader) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        read(file.getParent(), reader);
    }

    /** Has the files of a folder read. @return why they were refused */
    public static Optional<CheckpointException> read(Path folder, Runnable reader) {
        Set<String> before = files(folder);
        Outcome first = measured(reader);
        // What a first run costs may be the loading of classes.
        Outcome kept = first.isTooMuch() ? measured(reader) : first;
        assertFalse(kept.isTooMuch(), () -> "too much time or memory: " + kept);
        assertEquals(before, files(folder));
        kept.refusal().map(CheckpointException::getMessage).ifPresent(message -> {
            assertEquals(1, message.lines().count(), () -> "the message is one line: " + message);
            assertTrue(message.startsWith(folder.toString()), () -> "the message names the file first: " + message);
        });
        return kept.refusal();
    }

    private static Outcome measured(Runnable reader) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long started = THREADS.getCurrentThreadCpuTime();
        Optional<CheckpointException> refusal = Optional.empty();
        try {
            reader.run();
        } catch (CheckpointException e) {
            refusal = Optional.of(e);
        }
        return new Outcome(
                refusal,
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - started),
                THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }

    private record Outcome(Optional<CheckpointException> refusal, Duration time, long bytes) {
        boolean isTooMuch() {
            return time.compareTo(LONGEST) > 0 || bytes > MOST_BYTES;
        }
    }

    private static Set<String> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
