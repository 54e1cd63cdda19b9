package org.comptrust.quickstart.text;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Decides by a text's own letters whether it is kept for tests. The training text leaves out what is held out, a pack takes
 * nothing else: no sentence can be in both, whatever the seeds.
 */
public final class HeldOut {
    private static final int ONE_IN = 6;

    private HeldOut() {}

    /** Whether the text belongs to the tests. */
    public static boolean contains(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % ONE_IN == 0;
    }
}
