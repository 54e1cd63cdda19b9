package org.comptrust.quickstart.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The byte-level alphabet of {@code tokenizer.json}: printable bytes are written as themselves, others from U+0100 on. */
final class ByteAlphabet {
    private static final String[] LETTERS = letters();

    private ByteAlphabet() {}

    /** The letter of each byte value, 0 to 255. */
    static List<String> all() {
        return List.of(LETTERS);
    }

    /** The letters of a text's UTF-8 bytes. */
    static List<String> of(String text) {
        List<String> letters = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            letters.add(LETTERS[Byte.toUnsignedInt(b)]);
        }
        return letters;
    }

    private static String[] letters() {
        String[] letters = new String[256];
        int beyond = 256;
        for (int b = 0; b < letters.length; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            letters[b] = Character.toString(printable ? b : beyond++);
        }
        return letters;
    }
}
