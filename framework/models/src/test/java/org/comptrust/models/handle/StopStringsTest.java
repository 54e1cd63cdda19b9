package org.comptrust.models.handle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.comptrust.api.model.Tokenizer;
import org.junit.jupiter.api.Test;

class StopStringsTest {
    private final BytesAndPieces tokenizer = new BytesAndPieces();
    private final StopStrings stopStrings = new StopStrings(tokenizer);

    @Test
    void saysAtEachTokenWhatALookAtTheWholeAnswerSays() {
        List<List<String>> stops = List.of(
                List.of("\n\n"),
                List.of("the"),
                List.of("é!", "ab"),
                List.of(" a"),
                List.of("🙂"),
                List.of("Q:", "\n"));
        Random random = new Random(11);
        int stopped = 0;
        for (int round = 0; round < 300; round++) {
            List<String> stop = stops.get(round % stops.size());
            Predicate<List<Integer>> watch = stopStrings.watch(stop, tokenizer::decode);
            List<Integer> ids = new ArrayList<>();
            boolean whole = false;
            while (!whole && ids.size() < 60) {
                ids.add(tokenizer.any(random));
                whole = StopStrings.at(tokenizer.decode(ids), stop) >= 0;
                assertEquals(whole, watch.test(ids), "seed 11, round " + round + ": " + tokenizer.decode(ids));
            }
            stopped += whole ? 1 : 0;
        }
        assertTrue(stopped > 100, stopped + " answers were stopped");
    }

    @Test
    void looksAtNoMoreOfALongAnswerThanOfAShortOne() {
        Predicate<List<Integer>> watch = stopStrings.watch(List.of("\n\nQ:"), tokenizer::decode);
        List<Integer> ids = new ArrayList<>(tokenizer.encode("é".repeat(2000)));
        watch.test(ids); // now the texts of all tokens are known
        long before = tokenizer.decoded;

        watch.test(ids);

        assertTrue(tokenizer.decoded - before < 40, tokenizer.decoded - before + " tokens");
    }

    @Test
    void noStopStringsMeanNoLook() {
        long before = tokenizer.decoded;

        assertFalse(stopStrings.watch(List.of(), tokenizer::decode).test(List.of(65)));
        assertEquals(before, tokenizer.decoded);
    }

    /** Bytes and some longer pieces, of which one ends within a character; drops a blank at the start of a text. */
    private static final class BytesAndPieces implements Tokenizer {
        private static final List<byte[]> PIECES =
                List.of(bytes("the"), bytes(" a"), bytes("\n\n"), bytes("é"), bytes("!\u00e9"), new byte[] {'b', -61});

        private long decoded;

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        int any(Random random) {
            byte[] alphabet = bytes("abthe \n:Q!é🙂");
            int drawn = random.nextInt(alphabet.length + PIECES.size());
            return drawn < alphabet.length ? alphabet[drawn] & 0xFF : 256 + drawn - alphabet.length;
        }

        @Override
        public String identity() {
            return "bytes and pieces";
        }

        @Override
        public List<Integer> encode(String text) {
            List<Integer> ids = new ArrayList<>();
            for (byte b : bytes(text)) {
                ids.add(b & 0xFF);
            }
            return ids;
        }

        @Override
        public List<Integer> start() {
            return List.of();
        }

        @Override
        public String decode(List<Integer> ids) {
            decoded += ids.size();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ids.forEach(id -> all.writeBytes(id < 256 ? new byte[] {(byte) (int) id} : PIECES.get(id - 256)));
            String text = all.toString(StandardCharsets.UTF_8);
            return text.startsWith(" ") ? text.substring(1) : text;
        }

        @Override
        public int contextLength() {
            return 4096;
        }
    }
}
