package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.testkit.model.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelShowTest {
    @TempDir
    Path folder;

    @BeforeEach
    void write() {
        TinyModel.small().write(folder);
    }

    @Test
    void aWholeFolderIsShownWithItsTokenizer() {
        CommandLineRun shown = show();

        assertEquals(0, shown.exitCode(), shown.err());
        assertEquals("llama", fact(shown, "architecture"));
        assertEquals("[0]", fact(shown, "startTokens"));
        assertEquals("[]", fact(shown, "warnings"));
    }

    @Test
    void weightsWithoutATokenizerAreShownAndOneLineSaysWhatIsMissing() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));

        CommandLineRun shown = show();

        assertEquals(0, shown.exitCode(), shown.err());
        assertEquals("llama", fact(shown, "architecture"));
        assertEquals(64, fact(shown, "weightsSha256").length());
        assertFalse(shown.out().contains("startTokens"));
        assertEquals(
                1,
                shown.out().lines().filter(line -> line.contains("tokenizer")).count(),
                shown.out());
        assertTrue(fact(shown, "warnings").contains(folder + ": no tokenizer was found"), shown.out());
    }

    @Test
    void aTokenizerThatIsThereAndDamagedIsStillRefused() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{");

        CommandLineRun shown = show();

        assertEquals(4, shown.exitCode());
        assertTrue(shown.err().contains("tokenizer.json"), shown.err());
    }

    private CommandLineRun show() {
        return CommandLineRun.of("model", "show", folder.toString());
    }

    private static String fact(CommandLineRun shown, String name) {
        List<String> values = shown.out()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip())
                .toList();
        assertEquals(1, values.size(), shown.out());
        return values.get(0);
    }
}
