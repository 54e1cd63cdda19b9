package org.comptrust.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The checked header of a safetensors file: eight bytes of header length (little-endian), the header as JSON, the tensors without
 * holes.
 */
public final class SafetensorsFile {
    /** As in the reference reader; a header of a thousand layers has about 1 MB. */
    static final long LONGEST_HEADER = 100_000_000;

    private static final int LENGTH_BYTES = 8;

    private final Path file;
    private final SortedMap<String, TensorEntry> tensors;
    private final Map<String, String> metadata;

    private SafetensorsFile(Path file, SortedMap<String, TensorEntry> tensors, Map<String, String> metadata) {
        this.file = file;
        this.tensors = Collections.unmodifiableSortedMap(tensors);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Reads and checks the header; no tensor is read.
     *
     * @throws CheckpointException if the file is missing, empty, truncated, a git-LFS pointer or not well-formed; names the
     *     tensor concerned
     */
    public static SafetensorsFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file, "is missing. Download the whole folder, or correct the path.");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            int headerLength = headerLength(file, channel, size);
            ByteBuffer header = readFully(file, channel, LENGTH_BYTES, headerLength);
            long dataStart = LENGTH_BYTES + (long) headerLength;
            SafetensorsHeader parsed = SafetensorsHeader.parse(file, header.array(), dataStart);
            checkLayout(file, parsed.tensors().values(), dataStart, size);
            return new SafetensorsFile(file, parsed.tensors(), parsed.metadata());
        } catch (IOException e) {
            throw CheckpointException.unreadable(file, e);
        }
    }

    public Path file() {
        return file;
    }

    /** All tensors, by name. */
    public SortedMap<String, TensorEntry> tensors() {
        return tensors;
    }

    /** The header's {@code __metadata__}; usually just {@code format}. */
    public Map<String, String> metadata() {
        return metadata;
    }

    private static int headerLength(Path file, FileChannel channel, long size) throws IOException {
        if (size == 0) {
            throw new CheckpointException(
                    file, "is empty; it was probably not downloaded completely. Download it again.");
        }
        GitLfs.refusePointer(
                file, readFully(file, channel, 0, (int) Math.min(size, 64)).array());
        if (size < LENGTH_BYTES) {
            throw new CheckpointException(
                    file, "has " + size + " bytes, too few for a safetensors file. Download it again.");
        }
        long length = readFully(file, channel, 0, LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length == 0) {
            throw new CheckpointException(
                    file, "has no header (its length is 0); it is damaged or not safetensors. Download it again.");
        }
        // Unsigned in the format: a negative long is a length of 2^63 and more.
        if (length < 0 || length > size - LENGTH_BYTES) {
            throw new CheckpointException(
                    file,
                    "claims a header of " + Long.toUnsignedString(length) + " bytes, larger than the file (" + size
                            + " bytes); it is truncated, damaged or not safetensors. Download it again.");
        }
        if (length > LONGEST_HEADER) {
            throw new CheckpointException(
                    file,
                    "claims a header of " + length + " bytes; the format allows " + LONGEST_HEADER
                            + ". It is damaged or forged.");
        }
        return (int) length;
    }

    private static ByteBuffer readFully(Path file, FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new CheckpointException(file, "became shorter while it was read. Read it again.");
            }
        }
        return bytes.flip();
    }

    /** Every byte after the header belongs to exactly one tensor. */
    private static void checkLayout(Path file, Collection<TensorEntry> tensors, long dataStart, long size) {
        // Of several tensors beyond the end, the last tells how long the file should be.
        tensors.stream()
                .max(Comparator.comparingLong(SafetensorsFile::end))
                .filter(last -> end(last) > size)
                .ifPresent(last -> {
                    throw new CheckpointException(
                            file,
                            "tensor " + last.name() + " lies outside the file: it ends at byte " + end(last)
                                    + ", the file has " + size
                                    + " bytes. The file is truncated or damaged; download it again.");
                });
        List<TensorEntry> inOrder = tensors.stream()
                .sorted(Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::bytes))
                .toList();
        long end = dataStart;
        String previous = "the header";
        for (TensorEntry tensor : inOrder) {
            if (tensor.offset() < end) {
                throw new CheckpointException(
                        file,
                        "tensors " + previous + " and " + tensor.name() + " overlap by " + (end - tensor.offset())
                                + " bytes; the file is damaged or forged. Download it again.");
            }
            if (tensor.offset() > end) {
                throw new CheckpointException(
                        file,
                        (tensor.offset() - end) + " bytes between " + previous + " and tensor " + tensor.name()
                                + " belong to no tensor, which the format forbids. Download it again.");
            }
            end = end(tensor);
            previous = tensor.name();
        }
        if (end < size) {
            throw new CheckpointException(
                    file,
                    (size - end) + " bytes after " + previous
                            + " belong to no tensor, which the format forbids: the tensors end at byte " + end
                            + ", the file has " + size + " bytes. Download it again.");
        }
    }

    private static long end(TensorEntry tensor) {
        return tensor.offset() + tensor.bytes();
    }
}
