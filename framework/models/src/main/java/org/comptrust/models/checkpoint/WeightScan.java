package org.comptrust.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/** What needs all bytes of the weights: read in pieces, never whole. */
final class WeightScan {
    /** A multiple of every element size. */
    private static final int PIECE = 1 << 20;

    private WeightScan() {}

    static String hash(Collection<TensorEntry> tensors) {
        MessageDigest digest = sha256();
        for (TensorEntry tensor : tensors) {
            // Each head says how long its name and, by type and shape, its bytes are: no two models give one stream.
            String head = tensor.name().length() + ":" + tensor.name() + tensor.type() + tensor.shape() + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            forEachPiece(tensor, digest::update);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Whether two tensors hold the same numbers in the same way. Reads them, unless they are the same place of a file. */
    static boolean equal(TensorEntry one, TensorEntry other) {
        if (one.type() != other.type() || !one.shape().equals(other.shape())) {
            return false;
        }
        boolean samePlace = one.file().equals(other.file())
                && one.offset() == other.offset()
                && one.strides().equals(other.strides());
        return samePlace || content(one).equals(content(other));
    }

    private static String content(TensorEntry tensor) {
        MessageDigest digest = sha256();
        forEachPiece(tensor, digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static Optional<NonFinite> findNonFinite(Collection<TensorEntry> tensors) {
        for (TensorEntry tensor : tensors) {
            if (!tensor.type().isWeight()) {
                continue; // packed codes: every bit pattern is a number
            }
            long[] count = new long[1];
            forEachPiece(tensor, piece -> count[0] += nonFinite(tensor.type(), piece));
            if (count[0] > 0) {
                return Optional.of(new NonFinite(tensor, count[0]));
            }
        }
        return Optional.empty();
    }

    /** NaN and the infinities are the numbers whose exponent bits are all one. */
    private static long nonFinite(StoredType type, ByteBuffer piece) {
        return switch (type) {
            case F32 -> nonFinite32(piece, 0x7F80_0000);
            case F16 -> nonFinite16(piece, 0x7C00);
            case BF16 -> nonFinite16(piece, 0x7F80);
            default -> throw new IllegalArgumentException("not a weight type: " + type);
        };
    }

    private static long nonFinite32(ByteBuffer piece, int exponent) {
        int[] values = new int[piece.remaining() / Integer.BYTES];
        piece.asIntBuffer().get(values);
        long count = 0;
        for (int value : values) {
            count += (value & exponent) == exponent ? 1 : 0;
        }
        return count;
    }

    private static long nonFinite16(ByteBuffer piece, int exponent) {
        short[] values = new short[piece.remaining() / Short.BYTES];
        piece.asShortBuffer().get(values);
        long count = 0;
        for (short value : values) {
            count += (value & exponent) == exponent ? 1 : 0;
        }
        return count;
    }

    private static void forEachPiece(TensorEntry tensor, Consumer<ByteBuffer> consumer) {
        try (FileChannel in = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
            if (!tensor.isContiguous()) {
                StridedBytes.forEachPiece(tensor, consumer::accept);
                return;
            }
            ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(PIECE, Math.max(tensor.bytes(), 1)))
                    .order(ByteOrder.LITTLE_ENDIAN);
            long done = 0;
            while (done < tensor.bytes()) {
                piece.clear().limit((int) Math.min(piece.capacity(), tensor.bytes() - done));
                while (piece.hasRemaining()) {
                    if (in.read(piece, tensor.offset() + done + piece.position()) < 0) {
                        throw tensor.shrunk();
                    }
                }
                done += piece.position();
                consumer.accept(piece.flip());
            }
        } catch (IOException e) {
            throw CheckpointException.unreadable(tensor.file(), e);
        }
    }
}
