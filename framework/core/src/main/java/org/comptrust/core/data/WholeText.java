package org.comptrust.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.comptrust.api.trust.DataException;

/** Reads a UTF-8 text that fits in memory, unpacked if its name ends in {@code .gz}. */
public final class WholeText {
    private WholeText() {}

    /**
     * The text, without a byte order mark.
     *
     * @throws DataException if it cannot be read, is not UTF-8 (with the line) or is larger than a string can be
     */
    public static String read(Path path) {
        StringBuilder text = new StringBuilder();
        try (Utf8Lines lines = new Utf8Lines(path.toString(), Documents.unpacked(path), Utf8Lines.MAX_LINE_BYTES)) {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                if ((long) text.length() + line.get().length() > FileData.MAX_WHOLE_BYTES) {
                    throw new DataException(
                            lines.where(),
                            "the text is longer than " + FileData.MAX_WHOLE_BYTES + " characters. Cut it");
                }
                text.append(line.get());
            }
            return text.toString();
        } catch (IOException e) {
            throw Utf8Lines.unreadable(path.toString(), e);
        }
    }
}
