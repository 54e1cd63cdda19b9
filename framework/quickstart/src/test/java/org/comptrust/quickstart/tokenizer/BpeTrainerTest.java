package org.comptrust.quickstart.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.tokenizer.HfTokenizer;
import org.comptrust.quickstart.text.Draw;
import org.comptrust.quickstart.text.Stories;
import org.comptrust.quickstart.tokenizer.BpeTrainer.Merge;
import org.comptrust.quickstart.training.Dimensions;
import org.comptrust.quickstart.training.ModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    @TempDir
    Path folder;

    @Test
    void theMostFrequentPairIsMergedFirst() {
        List<Merge> merges = new BpeTrainer().read("hug hug hug pug").merges(2);

        assertEquals(List.of(new Merge("u", "g"), new Merge("h", "ug")), merges.subList(0, 2));
    }

    @Test
    void ofEquallyFrequentPairsTheFirstInOrderWins() {
        assertEquals(
                List.of(new Merge("a", "b")),
                new BpeTrainer().read("cdcd abab").merges(1).subList(0, 1));
    }

    @Test
    void aPairThatOccursOnceIsNotMerged() {
        assertTrue(new BpeTrainer().read("abc").merges(5).isEmpty());
    }

    @Test
    void anyTextSurvivesEncodingAndDecoding() throws IOException {
        try (HfTokenizer tokenizer = trained(200)) {
            for (String text : List.of(
                    "Ada lived in a small village with a dog.",
                    "Reaction: This is ",
                    " two  blanks\n\nand lines\n",
                    "It's 12:30, naïve café, Füße, \u4f60\u597d, \ud83d\ude00 and \u0000\u001f\u007f\u00ad",
                    "")) {
                assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
            }
        }
    }

    @Test
    void trainedMergesMakeTextShorterThanItsBytes() throws IOException {
        String text = "It was the birthday of Tilda. Rosa wanted to bring a present.";
        try (HfTokenizer tokenizer = trained(200)) {
            assertTrue(tokenizer.encode(text).size() < text.length() / 2);
            assertEquals(List.of(TokenizerFiles.START), tokenizer.start());
            assertTrue(tokenizer.warnings().isEmpty(), tokenizer.warnings().toString());
        }
    }

    private HfTokenizer trained(int count) throws IOException {
        Stories stories = new Stories(new Draw(1));
        BpeTrainer trainer = new BpeTrainer();
        for (int i = 0; i < 200; i++) {
            trainer.read(stories.forTraining());
        }
        List<Merge> merges = trainer.merges(count);
        TokenizerFiles.write(folder, merges, 64);
        ModelConfig.write(folder, new Dimensions(TokenizerFiles.vocabulary(merges), 16, 16, 1, 2, 1, 64));
        return HfTokenizer.open(folder, DecoderConfig.read(folder));
    }
}
