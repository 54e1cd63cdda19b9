package org.comptrust.models.pool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.WalkCheckpoints;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is there of an artifact while it is made: {@code <key>.partial} beside its place, one folder of checkpoints for each step of
 * the chain. One process at a time writes it; another that makes the same artifact does without.
 */
final class PartialArtifact implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartialArtifact.class);
    private static final String LOCK = "lock";

    private final TorchEngine engine;
    private final Path folder;
    private final Function<String, StoredType> storedAs;
    private final @Nullable FileChannel channel;
    private final @Nullable FileLock lock;

    /**
     * @param cache folder of the artifacts
     * @param storedAs dtype of each tensor in the checkpoint, by name
     * @throws CheckpointException if the cache cannot be written
     */
    PartialArtifact(TorchEngine engine, Path cache, String key, Function<String, StoredType> storedAs) {
        this.engine = engine;
        this.folder = cache.resolve(key + ".partial");
        this.storedAs = storedAs;
        FileLock taken = null;
        FileChannel opened = null;
        try {
            Files.createDirectories(folder);
            opened = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            taken = opened.tryLock();
        } catch (OverlappingFileLockException e) {
            taken = null;
        } catch (IOException e) {
            throw new CheckpointException(folder, "cannot be written: " + e + ". Name another cache.", e);
        }
        this.channel = opened;
        this.lock = taken;
        if (lock == null) {
            LOG.warn("{} is used by another process; this one keeps no finished blocks", folder);
        }
    }

    /** Where a step of the chain keeps its finished blocks; empty if another process does. */
    Optional<WalkCheckpoints> step(int index) {
        return lock == null
                ? Optional.empty()
                : Optional.of(new WalkCheckpoints(engine, folder.resolve("step-" + index), storedAs));
    }

    /** The artifact is whole: nothing of this is needed any more. */
    void complete() {
        if (lock != null) {
            delete();
        }
    }

    /** Leaves finished blocks for the next attempt; without any, nothing. */
    @Override
    public void close() {
        try {
            if (lock != null && Files.isDirectory(folder) && holdsOnlyTheLock()) {
                delete();
            }
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new CheckpointException(folder, "cannot be closed: " + e, e);
        }
    }

    private boolean holdsOnlyTheLock() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file -> file.endsWith(LOCK));
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CheckpointException(folder, "cannot be deleted: " + e + ". Delete it.", e);
        }
    }
}
