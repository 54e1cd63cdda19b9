package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.junit.jupiter.api.DynamicTest;

/**
 * Good model folders in each of which one thing is wrong, and what is then said of it: in one line that begins with the file's path, says
 * what is wrong and how to mend it; at the cost that {@link ForeignBytes} allows.
 */
public final class Malformed {
    /** Each refusal tells the reader to do something, in words of its own behind what is wrong. */
    private static final Pattern REMEDY = Pattern.compile(
            "[.;:,)] (or )?(check|choose|convert|correct|download|fetch|keep|merge|name|read|remove|save|use)\\b"
                    + "|`chatTemplate: plain` asks the model without it",
            Pattern.CASE_INSENSITIVE);

    private final Path parent;
    private final List<Row> rows = new ArrayList<>();
    private String file;

    /** @param wrong what was done to the folder @param file that the message is about @param says part of the message */
    private record Row(String wrong, String file, String says, Spoiler spoil) {}

    /** Changes a good folder. */
    public interface Spoiler {
        void accept(ModelFolder folder) throws IOException;
    }

    /** Changes a good folder by a value. */
    public interface ValueSpoiler {
        void accept(ModelFolder folder, String value) throws IOException;
    }

    /** @param parent of the folders @param file that the messages are about */
    public Malformed(Path parent, String file) {
        this.parent = parent;
        this.file = file;
    }

    /** The messages of the rows from here on are about another file. */
    public void file(String name) {
        this.file = name;
    }

    public void row(String wrong, String says, Spoiler spoil) {
        rows.add(new Row(wrong, file, says, spoil));
    }

    /** A row a line, {@code value => what is said of it}: folders that differ in one value. */
    public void rows(String what, ValueSpoiler spoil, String lines) {
        lines.lines().map(line -> line.split("=>")).forEach(line -> {
            String value = line[0].strip();
            row(what + " " + value, line[1].strip(), folder -> spoil.accept(folder, value));
        });
    }

    /** A folder that differs in the whole text of the file. */
    public void text(String wrong, String says, String content) {
        String written = file;
        row(wrong, says, folder -> folder.write(written, content));
    }

    /** Tests that each folder is refused. */
    public List<DynamicTest> refused() {
        return tests((row, folder) -> {
            String message = ForeignBytes.read(folder, () -> open(folder))
                    .orElseThrow(() -> new AssertionError("was accepted"))
                    .getMessage();
            assertTrue(message.startsWith(folder.resolve(row.file) + ": "), message);
            assertTrue(message.contains(row.says), message);
            assertTrue(REMEDY.matcher(message).find(), () -> "how to mend it is not said: " + message);
        });
    }

    /** Tests that each folder is opened with a warning. */
    public List<DynamicTest> warned() {
        return tests((row, folder) -> {
            List<String> warnings = new ArrayList<>();
            assertEquals(Optional.empty(), ForeignBytes.read(folder, () -> warnings.addAll(open(folder))));
            String start = folder.resolve(row.file).toString();
            assertTrue(
                    warnings.stream().anyMatch(w -> w.startsWith(start) && w.contains(row.says)),
                    () -> "warnings: " + warnings);
            warnings.forEach(warning -> assertEquals(1, warning.lines().count(), warning));
        });
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

    private List<DynamicTest> tests(BiConsumer<Row, Path> check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Row row : rows) {
            Path folder = parent.resolve("folder" + tests.size());
            tests.add(DynamicTest.dynamicTest(row.wrong, () -> {
                row.spoil.accept(ModelFolder.in(Files.createDirectory(folder)));
                check.accept(row, folder);
            }));
        }
        return tests;
    }
}
