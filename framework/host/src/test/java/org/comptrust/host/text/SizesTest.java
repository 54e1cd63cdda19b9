package org.comptrust.host.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class SizesTest {
    @Test
    void writesNumbersOfBytesAsPeopleDo() {
        assertEquals("0 bytes", Sizes.text(0));
        assertEquals("1 byte", Sizes.text(1));
        assertEquals("999 bytes", Sizes.text(999));
        assertEquals("1.0 kB", Sizes.text(1000));
        assertEquals("9.9 MB", Sizes.text(9_940_000));
        assertEquals("10 MB", Sizes.text(9_960_000));
        assertEquals("1.0 GB", Sizes.text(999_900_000));
        assertEquals("13 GB", Sizes.text(13_400_000_000L));
        assertEquals("9.2 EB", Sizes.text(Long.MAX_VALUE));
    }
}
