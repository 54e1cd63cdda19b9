package org.comptrust.core.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.comptrust.core.journal.JournalException;

/** Writes a file beside its place and moves it there: a reader sees the old one or the new one, never half of one. */
public final class WholeFile {
    private WholeFile() {}

    /** @throws JournalException if the disk refuses */
    public static void write(Path file, String text) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(beside, text.getBytes(StandardCharsets.UTF_8)); // half characters become '?'
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException cannot) {
            throw new JournalException(file + " cannot be written: " + cannot + ". Check the disk.", cannot);
        }
    }
}
