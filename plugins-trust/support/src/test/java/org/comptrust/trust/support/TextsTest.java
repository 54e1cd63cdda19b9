package org.comptrust.trust.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                " a b",
                "a b\n",
                "\t\u000B\f\r\na b",
                "\u001Ca b\u001F",
                "\u0085a b\u00A0",
                "\u2007a b\u3000"
            })
    void blanksAroundATextAreThoseOfPython(String text) {
        assertEquals("a b", Texts.trim(text));
    }

    @Test
    void whatPythonDoesNotTrimStays() {
        assertEquals("\u200Ba\u0000", Texts.trim("\u200Ba\u0000"));
        assertEquals("", Texts.trim(" \n "));
    }

    @Test
    void aMarkCutsAtItsFirstOccurrence() {
        assertEquals("a", Texts.before("a. b. c", "."));
        assertEquals("", Texts.before("</s>a", "</s>"));
        assertEquals("a b", Texts.before("a b", "</s>"));
    }

    @Test
    void evidenceIsCutBetweenCharacters() {
        assertEquals("\ud83d\ude00".repeat(80) + "...", Texts.beginning("\ud83d\ude00".repeat(500)));
        assertEquals("short", Texts.beginning("short"));
    }

    @Test
    void equalContentIsToldApartAndOtherContentDoesNotMoveIds() {
        ItemIds ids = new ItemIds();
        String first = ids.next("run", "a");
        String second = ids.next("run", "b");

        assertEquals(first + "-2", ids.next("run", "a"));
        assertEquals(first + "-3", ids.next("run", "a"));
        assertNotEquals(first, second);
        assertEquals(second, new ItemIds().next("run", "b"));
        assertEquals(16, first.length());
    }
}
