package org.comptrust.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What others wrote stays text in every output. */
class HostileTextTest {
    private static final String RIGHT_TO_LEFT = "\u202e";

    @Test
    void charactersThatHideOrTurnTextAreShown() {
        assertEquals("a[U+202E]b", Visible.of("a" + RIGHT_TO_LEFT + "b"));
        assertEquals("\u241b[2J\u2400\u2421[U+0085]", Visible.of("\u001b[2J\u0000\u007f\u0085"));
        assertEquals("[U+200B][U+2066][U+FEFF][U+2028]", Visible.of("\u200b\u2066\ufeff\u2028"));
        assertEquals("[U+D800]x", Visible.of("\ud800x"));
        assertEquals("two\nlines\t\u00fc \u4e2d \ud83d\ude00", Visible.of("two\nlines\t\u00fc \u4e2d \ud83d\ude00"));
        assertEquals("two\u23celines and a tab", Visible.line("two\r\nlines and\ta tab"));
    }

    @Test
    void htmlHoldsNoMarkupOfOthersInTextAndAttributes() {
        String html = new Html()
                .leaf("p", "</p><script>alert('x')</script>" + RIGHT_TO_LEFT, "title", "\" onclick=\"x")
                .toString();

        assertTrue(
                html.endsWith(
                        "<p title=\"&quot; onclick=&quot;x\">&lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"
                                + "[U+202E]</p>"),
                html);
    }

    @Test
    void markdownHoldsNoMarkupLinksMentionsOrCellEndsOfOthers() {
        String hostile =
                "| a | `b` **c** [d](javascript:e) <img src=x> https://f.example www.g.example h@i.example @j $k$ :l: &amp;"
                        + " ~~m~~ \\| #n" + RIGHT_TO_LEFT;
        String escaped = Markdown.escape(hostile);

        for (String special :
                List.of("|", "`", "**", "[", "]", "<img", "://", "www.", "i@", "$", ":l", "&amp;", "~", "\\")) {
            assertFalse(escaped.contains(special), special + " in " + escaped);
        }
        assertFalse(escaped.matches(".*[^<!\\- >]@.*"), escaped);
        assertTrue(escaped.contains("U+202E"), escaped);
        assertEquals("&#49;. item", Markdown.escape("1. item"));
        assertEquals("&#45; item", Markdown.escape("- item"));
        assertEquals("1.5 points", Markdown.escape("1.5 points"));
        assertEquals("two\u23celines", Markdown.escape("two\nlines"));
    }

    @Test
    void aMarkdownTableKeepsItsShapeWhateverStandsInIt() {
        String table = new Markdown()
                .table(List.of("a", "b"), List.of(List.of("x | y", "line\nend"), List.of("\\", "`|`")))
                .toString();

        for (String line : table.strip().split("\n")) {
            assertEquals(3, line.chars().filter(c -> c == '|').count(), line);
        }
    }

    @Test
    void noCellOfATableIsAFormula() {
        for (String formula : List.of("=1", "+1", "-1", "@a", "\t=1", "\uff1d1", "\n=1")) {
            assertTrue(Csv.Cell.text(formula).text().startsWith("'"), formula);
        }
        assertEquals("\u240d=1", Csv.Cell.text("\r=1").text());
        assertEquals("a[U+202E]", Csv.Cell.text("a" + RIGHT_TO_LEFT).text());
    }
}
