package org.comptrust.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.run.RunOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String SPEC = Experiment.spec("""
            methods:
              round: { use: rounding, with: { bits: 2 } }
            dimensions:
              quiz: { use: quiz, with: { missing: hard } }
              talk: { use: interview }
              bad: { use: broken }
            """);

    @TempDir
    private Path folder;

    @Test
    void whatAModelSaidNeverBecomesMarkup() throws IOException {
        String html = html(SPEC);

        assertTrue(
                html.contains("&lt;script&gt;alert(&#39;[U+202E]&#39;)&lt;/script&gt;"), "the flips show it as text");
        assertFalse(html.contains("<script"), "no script at all");
    }

    @Test
    void thePageNeedsNothingFromElsewhere() throws IOException {
        String html = html(SPEC);

        for (String outside : List.of("http:", "https:", "//", "src=", "url(", "@import")) {
            assertFalse(html.contains(outside), outside);
        }
    }

    @Test
    void thePageIsWellFormedAndSaysWhatFailedAndWhatIsMissing() throws Exception {
        String html = html(SPEC);
        String body = html.substring(html.indexOf("<body>"), html.indexOf("</html>"));
        XMLStreamReader reader = XMLInputFactory.newFactory().createXMLStreamReader(new StringReader(body));
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            reader.next();
            text.append(reader.hasText() ? reader.getText() : "");
        }

        assertTrue(text.toString().contains("plugin fake-broken 1.0 failed in plan: not written yet"));
        assertTrue(text.toString().contains("the file of hard is not there"));
        assertTrue(text.toString().contains("No score: unavailable: hard."));
        assertTrue(text.toString().contains("blocks.0.q: a <short> last group"));
    }

    @Test
    void aScoreWithoutAScenarioIsGivenOnlyWhereThatIsAskedFor() throws IOException {
        String without = csv(SPEC);
        String partial = csv(SPEC.replace("use: quiz,", "use: quiz, partial: true,"));

        assertTrue(line(without, "chat,base,,,quiz,3,score").contains(",score,,,50,"), without);
        assertTrue(line(partial, "chat,base,,,quiz,3,accuracy,").contains("Partial score"), partial);
    }

    @Test
    void theTableHoldsNoPathAndNoTimeAndIsTheSameInEveryLocale() throws IOException {
        String english = csv(SPEC);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals(english, csv(SPEC));
        } finally {
            Locale.setDefault(before);
        }
        assertFalse(english.contains(folder.toString()));
        assertTrue(line(english, "chat,base,,,broken").contains("a failure of kind PLUGIN"), english);
    }

    @Test
    void aCellOfATableIsQuotedAndNoFormula() {
        String csv = new Csv()
                .row(List.of(
                        Csv.Cell.text("=1+1"),
                        Csv.Cell.text("a, \"b\"\nc"),
                        Csv.Cell.text("@x"),
                        Csv.Cell.number(-1.5),
                        Csv.Cell.text("plain")))
                .toString();

        assertEquals("'=1+1,\"a, \"\"b\"\"\nc\",'@x,-1.5,plain\r\n", csv);
    }

    @Test
    void figuresAreShortExactAndNeverMinusZero() {
        assertEquals("0.333333333333", Figures.exact(1.0 / 3));
        assertEquals("0", Figures.exact(-0.0));
        assertEquals("0.3", Figures.exact(0.1 + 0.2));
        assertEquals("1E-20", Figures.exact(1e-20));
        assertEquals("12345678", Figures.exact(12345678));
        assertEquals("0.00", Figures.signed(-0.0001));
        assertEquals("+1.50", Figures.signed(1.5));
        assertEquals("12038", Figures.rounded(12037.6));
        assertEquals("37.5 %", Figures.percent(0.375));
        assertEquals("0 %", Figures.percent(0));
    }

    @Test
    void anElementThatIsNotClosedIsABugOfOurs() {
        assertThrows(IllegalStateException.class, () -> new Html().open("p").toString());
    }

    private String html(String spec) throws IOException {
        return Files.readString(run(spec).report().orElseThrow());
    }

    private String csv(String spec) throws IOException {
        return Files.readString(run(spec).resultsCsv().orElseThrow());
    }

    private RunOutcome run(String spec) {
        return Experiment.write(folder, spec).run(new FakeModels());
    }

    private static String line(String csv, String part) {
        return csv.lines().filter(line -> line.contains(part)).findFirst().orElse("no line has " + part);
    }
}
