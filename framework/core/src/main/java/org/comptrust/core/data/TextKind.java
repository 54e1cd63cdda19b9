package org.comptrust.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import org.comptrust.api.trust.DataException;

/** What a file of texts holds. */
public enum TextKind {
    /** One text. */
    TEXT("a text"),
    /** An object on each line. */
    JSON_LINES("JSON Lines"),
    /** A list of objects. */
    JSON_ARRAY("a JSON list");

    private final String words;

    TextKind(String words) {
        this.words = words;
    }

    /** As messages say it. */
    public String words() {
        return words;
    }

    /**
     * By the file's name, {@code .gz} apart: {@code .jsonl} and {@code .json} are JSON, with a list if its first character says so
     * (JSON Lines are often called {@code .json}); all else is text.
     *
     * @throws DataException if the file cannot be read, is empty, or is packed in a way that is not read
     */
    public static TextKind of(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        for (String packed : new String[] {".zst", ".xz", ".bz2", ".zip", ".parquet"}) {
            if (name.endsWith(packed)) {
                throw new DataException(
                        path.toString(), packed + " is not read. Unpack it to text, JSON or JSON Lines; .gz may stay");
            }
        }
        int first = firstCharacter(path);
        return ofName(path) == TEXT ? TEXT : first == '[' ? JSON_ARRAY : JSON_LINES;
    }

    /** What the name alone says, for a file that is not there; a list of objects then counts as JSON Lines. */
    public static TextKind ofName(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return plain.endsWith(".json") || plain.endsWith(".jsonl") ? JSON_LINES : TEXT;
    }

    /** The first byte that is neither white space nor part of a byte order mark. */
    private static int firstCharacter(Path path) {
        try (InputStream bytes = Documents.unpacked(path)) {
            byte[] buffer = new byte[4096];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    int one = buffer[i] & 0xFF;
                    if (one > ' ' && one != 0xEF && one != 0xBB && one != 0xBF) {
                        return one;
                    }
                }
            }
        } catch (IOException e) {
            throw Utf8Lines.unreadable(path.toString(), e);
        }
        throw new DataException(path.toString(), "is empty");
    }
}
