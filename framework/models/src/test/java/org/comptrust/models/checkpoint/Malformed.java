package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.junit.jupiter.api.DynamicTest;

/**
 * A good model folder in which one thing is wrong, and what is then said of it: in one line that begins with the file's path, says what is
 * wrong and how to mend it; within 5 seconds of processor time and little memory; without a new file.
 *
 * @param wrong what was done to the folder
 * @param file that the message is about
 * @param says part of the message
 */
public record Malformed(String wrong, String file, String says, Spoiler spoil) {
    /** Each message ends with one of these. */
    private static final Pattern REMEDY = Pattern.compile(
            "\\b(asks|choose|check|convert|correct|download|fetch|keep|merge|name|read|remove|save|use)\\b",
            Pattern.CASE_INSENSITIVE);

    /** Changes a folder. */
    public interface Spoiler {
        void accept(ModelFolder folder) throws IOException;
    }

    /** Tests that each folder is refused. */
    public static List<DynamicTest> refused(Path parent, List<Malformed> folders) {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            Malformed one = folders.get(i);
            Path folder = parent.resolve("refused" + i);
            tests.add(DynamicTest.dynamicTest(one.wrong, () -> one.checkRefused(folder)));
        }
        return tests;
    }

    /** Tests that each folder is opened with a warning. */
    public static List<DynamicTest> warned(Path parent, List<Malformed> folders) {
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            Malformed one = folders.get(i);
            Path folder = parent.resolve("warned" + i);
            tests.add(DynamicTest.dynamicTest(one.wrong, () -> one.checkWarned(folder)));
        }
        return tests;
    }

    private void checkRefused(Path folder) throws IOException {
        spoil.accept(ModelFolder.in(Files.createDirectories(folder)));
        List<CheckpointException> refusals = new ArrayList<>();
        ForeignBytes.read(folder, () -> {
            refusals.clear();
            refusals.add(assertThrows(CheckpointException.class, () -> open(folder)));
        });
        String message = refusals.get(0).getMessage();
        assertTrue(message.startsWith(folder.resolve(file) + ": "), message);
        assertTrue(message.contains(says), message);
        assertTrue(REMEDY.matcher(message).find(), () -> "how to mend it is not said: " + message);
        assertEquals(1, message.lines().count(), message);
    }

    private void checkWarned(Path folder) throws IOException {
        spoil.accept(ModelFolder.in(Files.createDirectories(folder)));
        List<String> warnings = new ArrayList<>();
        ForeignBytes.read(folder, () -> {
            warnings.clear();
            warnings.addAll(open(folder));
        });
        assertTrue(
                warnings.stream()
                        .anyMatch(w -> w.startsWith(folder.resolve(file).toString()) && w.contains(says)),
                () -> "warnings: " + warnings);
        warnings.forEach(warning -> assertEquals(1, warning.lines().count(), warning));
    }

    /** All of a folder, as {@code model show} checks it. @return the warnings */
    public static List<String> open(Path folder) {
        Checkpoint checkpoint = Checkpoint.open(folder);
        checkpoint.requireFinite();
        List<String> warnings = new ArrayList<>(checkpoint.warnings());
        try (HfTokenizer tokenizer = HfTokenizer.open(folder, checkpoint.config())) {
            warnings.addAll(tokenizer.warnings());
            tokenizer.decode(tokenizer.encode("abc  cab, <s>"));
            Dialogues.of(tokenizer);
        }
        return warnings;
    }

    /** Collects variants with few words. */
    public static final class Table {
        private final List<Malformed> rows = new ArrayList<>();
        private String file;

        public Table(String file) {
            this.file = file;
        }

        /** The file that the messages of the rows from here on are about. */
        public Table file(String name) {
            this.file = name;
            return this;
        }

        public Table row(String wrong, String says, Spoiler spoil) {
            rows.add(new Malformed(wrong, file, says, spoil));
            return this;
        }

        public List<Malformed> rows() {
            return List.copyOf(rows);
        }

        /** Rows that differ in one text that is written to the file. */
        public Table text(String wrong, String says, String content) {
            String written = file;
            return row(wrong, says, folder -> folder.write(written, content));
        }
    }
}
