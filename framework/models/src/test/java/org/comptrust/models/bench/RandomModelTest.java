package org.comptrust.models.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint of random weights is one like any other. */
class RandomModelTest {
    @TempDir
    Path folder;

    @Test
    void itsWordsAreItsTokens() {
        Path model = new RandomModel(1, 16, 24, 2, 1, 12000, 64).write(folder);
        try (HfTokenizer tokenizer =
                HfTokenizer.open(model, Checkpoint.open(model).config())) {
            String text = Syllables.words(100, new SplittableRandom(1));

            int tokens = tokenizer.encode(text).size();
            assertTrue(tokens >= 100 && tokens < 150, tokens + " tokens of 100 words");
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
        }
    }

    @Test
    void theSameShapeGivesTheSameBytes() throws IOException {
        RandomModel shape = new RandomModel(2, 16, 24, 4, 2, 300, 64);
        Path one = shape.write(folder.resolve("one"));
        Path other = shape.write(folder.resolve("other"));

        for (String file : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
            assertArrayEquals(Files.readAllBytes(one.resolve(file)), Files.readAllBytes(other.resolve(file)), file);
        }
    }
}
