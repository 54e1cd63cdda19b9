package org.comptrust.models.tokenizer;

import java.nio.file.Path;
import java.util.Set;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StrictJson;

/**
 * Whether a {@code tokenizer.model} is whole: a protobuf message whose fields, and the fields of the messages within it, all end inside
 * the file.
 * Checked also where {@code tokenizer.json} is used: a damaged one tells that the folder is.
 */
final class SentencePieceFile {
    /** Field number of {@code ModelProto.pieces}. */
    private static final int PIECES = 1;

    /** Numbers of the fields of {@code ModelProto} that are messages themselves and are read: the trainer's and two normalizers'. */
    private static final Set<Integer> MESSAGES = Set.of(PIECES, 2, 3, 5);

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int LONGEST_VARINT = 10;

    private final Path file;
    private final byte[] bytes;
    private int position;

    private SentencePieceFile(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** @throws CheckpointException if the file is empty, a git-LFS pointer, truncated or damaged */
    static void check(Path file) {
        new SentencePieceFile(file, StrictJson.read(file, SentencePieceModel.LARGEST)).check();
    }

    private void check() {
        int pieces = 0;
        while (position < bytes.length) {
            long key = varint(bytes.length);
            int end = fieldEnd(key, bytes.length);
            pieces += key == (PIECES << 3 | BYTES) ? 1 : 0;
            if ((key & 7) == BYTES && MESSAGES.contains((int) (key >>> 3))) {
                while (position < end) {
                    position = fieldEnd(varint(end), end);
                }
            }
            position = end;
        }
        if (pieces == 0) {
            throw damaged("it has no pieces");
        }
    }

    /** Where the field that begins here ends; stands behind its length, if it has one. */
    private int fieldEnd(long key, int limit) {
        long length =
                switch ((int) (key & 7)) {
                    case VARINT -> {
                        int before = position;
                        varint(limit);
                        long size = (long) position - before;
                        position = before;
                        yield size;
                    }
                    case FIXED_64 -> Long.BYTES;
                    case FIXED_32 -> Integer.BYTES;
                    case BYTES -> varint(limit);
                    default -> throw damaged("byte " + position + " begins no known field");
                };
        if (length < 0 || length > limit - position) {
            throw damaged("a field of " + length + " bytes begins at byte " + position + ", but only "
                    + (limit - position) + " bytes are left");
        }
        return position + (int) length;
    }

    private long varint(int limit) {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            if (position >= limit) {
                throw damaged("it ends inside a number at byte " + position);
            }
            byte next = bytes[position++];
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("the number at byte " + position + " is too long");
    }

    private CheckpointException damaged(String how) {
        return new CheckpointException(file, "is damaged or truncated: " + how + ". Download it again.");
    }
}
