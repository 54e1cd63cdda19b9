package org.comptrust.host.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.testkit.CharacterTokenizer;
import org.junit.jupiter.api.Test;

final class ForecastTest {
    /** A token is a word. */
    private static final Tokenizer WORDS = new CharacterTokenizer(100) {
        @Override
        public List<Integer> encode(String text) {
            return Arrays.stream(text.split(" ")).map(String::length).toList();
        }
    };

    @Test
    void countsWhatIsReadAndWritten() {
        Prompt prompt = new Prompt.Text(List.of(Message.of(Role.USER, "one two three")), Overflow.OLDEST_FIRST);

        assertEquals(
                new Workload(3, 40), Workload.of(new Request(prompt, new Ask.Generate(20, 2, 1, 1, List.of())), WORDS));
        assertEquals(
                new Workload(3 * 2 + 3, 0),
                Workload.of(new Request(prompt, new Ask.Choose(List.of("yes", "oh no"))), WORDS));
        assertEquals(
                new Workload(4, 0),
                Workload.of(new Request(new Prompt.Tokens(List.of(1, 2, 3, 4)), new Ask.LogLikelihood(1)), WORDS));
    }

    @Test
    void takesNoMoreThanTheContext() {
        Prompt prompt = new Prompt.Text(List.of(Message.of(Role.USER, "a ".repeat(500))), Overflow.OLDEST_FIRST);

        assertEquals(
                100,
                Workload.of(new Request(prompt, Ask.Generate.greedy(1)), WORDS).read());
    }

    @Test
    void readingIsBoundByProductsAndWritingByTheReadingOfWeights() {
        Speed fastProducts = new Speed(1e15, 1e9);

        // 1e9 weights of 4 bytes are read in 4 s for each of 10 steps of 32 tokens
        assertEquals(40, fastProducts.seconds(new Workload(0, 320), 1e9, 4), 0.01);
        // 1000 tokens, 2 operations for each of 1e9 weights, at 40 % of 5e11
        assertEquals(10, new Speed(5e11, 1e12).seconds(new Workload(1000, 0), 1e9, 4), 0.01);
    }

    @Test
    void holdsTheBaseOnceAndTheLargestVariantBesideIt() {
        Forecast forecast = forecast();

        assertEquals(1000 + 600, forecast.memoryBytes());
        assertEquals(800 + 800, forecast.diskBytes());
        assertEquals(6, forecast.seconds());
        assertEquals(2, forecast.compressionSeconds());
        assertEquals(340, forecast.compressionBytes());
    }

    @Test
    void warnsOfWhatDoesNotFit() {
        Path cache = Path.of("cache");

        assertEquals(List.of(), forecast().warnings(1940, 1600, cache));
        assertEquals(List.of(), forecast().warnings(1700, 1840, cache), "activations go to disk");
        assertEquals(
                "activations of the calibration data take about 240 bytes of disk for a while, beside 1.6 kB for compressed"
                        + " models; 1.8 kB are free at cache. Make room, or use fewer or shorter calibration samples.",
                forecast().warnings(1700, 1839, cache).get(0));
        assertTrue(
                forecast().warnings(1689, 9999, cache).get(0).startsWith("compression takes about 90 bytes of memory"));
        assertEquals(2, forecast().warnings(1599, 1599, cache).size());
        assertTrue(
                forecast().warnings(1700, 100, cache).get(0).contains("100 bytes are free at cache"),
                forecast().warnings(1700, 100, cache)::toString);
    }

    private static Forecast forecast() {
        Map<String, Forecast.Variant> variants = new LinkedHashMap<>();
        variants.put("base", new Forecast.Variant(1000, 1000, 0, 5, 1, Compression.NONE));
        variants.put("small", new Forecast.Variant(1600, 600, 800, 5, 2, new Compression(64, 0.5, 300, 40)));
        variants.put("smaller", new Forecast.Variant(1500, 500, 800, 5, 3, new Compression(64, 1.5, 100, 90)));
        return new Forecast(Map.of("m", variants), "a guess");
    }
}
