package org.comptrust.host.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    void alignsFiguresToTheRight() {
        TextTable table = new TextTable("variant", "score")
                .row("base", "61.20")
                .row("rtn", "-")
                .row("wanda", "5.00");

        assertEquals("""
                variant  score
                base     61.20
                rtn          -
                wanda     5.00""", table.toString());
    }

    @Test
    void keepsARowOnOneLine() {
        assertEquals("name\na\\nb", new TextTable("name").row("a\nb").toString());
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThrows(IllegalArgumentException.class, () -> new TextTable("one").row("a", "b"));
    }
}
