package org.comptrust.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A model folder cannot be used. The message is one line: the file, what is wrong (with the tensor or member concerned), and how
 * to mend it.
 */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int LONGEST_MESSAGE = 2000;

    private final transient Path file;

    public CheckpointException(Path file, String problem) {
        super(oneLine(file + ": " + problem));
        this.file = file;
    }

    public CheckpointException(Path file, String problem, Throwable cause) {
        super(oneLine(file + ": " + problem), cause);
        this.file = file;
    }

    /** The file cannot be read at all. */
    public static CheckpointException unreadable(Path file, IOException cause) {
        return new CheckpointException(
                file, "cannot be read (" + cause + "). Check that it exists and that its permissions allow it.", cause);
    }

    /** The file or folder that the message is about. */
    public Path file() {
        return file;
    }

    /**
     * A message that may name what stands in a damaged or hostile file: control characters must not reach a terminal or break the
     * line, and no name is longer than a reader's patience.
     */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST_MESSAGE).map(c -> isUnsafe(c) ? '?' : c).forEach(line::appendCodePoint);
        return line.toString();
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
