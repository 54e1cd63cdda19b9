package org.comptrust.host.text;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class Sizes {
    private static final String UNITS = "kMGTPE";

    private Sizes() {}

    /** Such as {@code 512 bytes}, {@code 3.4 MB} or {@code 27 GB}: powers of 1000, two digits or more. */
    public static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + (bytes == 1 ? " byte" : " bytes");
        }
        double value = bytes;
        int power = -1;
        do {
            value /= 1000;
            power++;
        } while (value >= 999.5 && power < UNITS.length() - 1);
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %cB" : "%.0f %cB", value, UNITS.charAt(power));
    }
}
