package org.comptrust.models.checkpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Recognises the small text files that git leaves in the place of large ones. */
public final class GitLfs {
    private static final byte[] FIRST_BYTES = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    private GitLfs() {}

    /** @throws CheckpointException if the file, whose first bytes are given, is such a pointer */
    public static void refusePointer(Path file, byte[] start) {
        if (start.length < FIRST_BYTES.length) {
            return;
        }
        for (int i = 0; i < FIRST_BYTES.length; i++) {
            if (start[i] != FIRST_BYTES[i]) {
                return;
            }
        }
        throw new CheckpointException(
                file, "is a git-LFS pointer, not the file itself. Fetch the real file with `git lfs pull`.");
    }
}
