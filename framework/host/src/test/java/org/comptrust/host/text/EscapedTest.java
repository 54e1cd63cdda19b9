package org.comptrust.host.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class EscapedTest {
    @Test
    void showsControlCharactersInsteadOfObeyingThem() {
        assertEquals("a\\u001b[31mb\\u0007\\r\\t\\u009b", Escaped.line("a\u001b[31mb\u0007\r\t\u009b"));
    }

    @Test
    void keepsLineEndsWhereTheyBelong() {
        assertEquals("a\nb", Escaped.lines("a\nb"));
        assertEquals("a\\nb", Escaped.line("a\nb"));
    }

    @Test
    void showsMarksThatReverseTheDirectionOfWriting() {
        assertEquals("\\u202egpj.exe\\u2069", Escaped.line("\u202egpj.exe\u2069"));
    }

    @Test
    void keepsLettersOfAllScripts() {
        assertEquals("Größe 模型 \uD83D\uDE00", Escaped.line("Größe 模型 \uD83D\uDE00"));
    }

    @Test
    void showsHalfACharacter() {
        assertEquals("\\ud83d", Escaped.line("\uD83D"));
    }
}
