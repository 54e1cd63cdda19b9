package org.comptrust.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    void allResultsAreTheSameBytesWhenTheyAreWrittenAgain() throws IOException {
        Path first = run(SPEC).folder();
        List<String> names = List.of("results.csv", "results.json", "report.md");
        List<String> before = new ArrayList<>();
        for (String name : names) {
            before.add(Files.readString(first.resolve(name)));
        }
        Path second = Experiment.write(folder.resolve("elsewhere"), SPEC)
                .run(new FakeModels())
                .folder();

        for (int i = 0; i < names.size(); i++) {
            String again = Files.readString(second.resolve(names.get(i)));
            // the failures in the page for people may name files of this machine
            assertEquals(before.get(i).replace(folder.toString(), ""), again.replace(folder + "/elsewhere", ""));
        }
    }

    @Test
    void theTreeForProgramsSaysWhatTheTableSaysAndWhyAFigureIsMissing() throws IOException {
        String spec = SPEC.replace("use: quiz,", "use: quiz, partial: true,");
        JsonNode json = new ObjectMapper()
                .readTree(run(spec).folder().resolve("results.json").toFile());
        JsonNode quiz = cell(json, "round", "quiz");

        assertEquals("comptrust-results/1", json.get("schema").textValue());
        assertEquals("scored", quiz.get("status").textValue());
        assertEquals(2, quiz.get("scoreInterval").size());
        assertEquals(
                "inconclusive",
                quiz.get("againstBase").get("verdict").get("verdict").textValue());
        assertEquals("PLUGIN", cell(json, "base", "broken").get("failure").textValue());
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(json.toString()));
    }

    @Test
    void theMarkdownPageHasATableForEachDimension() throws IOException {
        String page = Files.readString(run(SPEC).folder().resolve("report.md"));

        assertEquals(
                3,
                page.lines()
                        .filter(line -> line.startsWith("## ") && !line.contains("Cells") && !line.contains("readers"))
                        .count());
        assertTrue(line(page, "| round | 4.25 | 1").contains(" turns | "), page);
        assertTrue(page.contains("plugin fake-broken 1.0 failed in plan"), page);
    }

    @Test
    void efficiencyIsMeasuredAndStaysOutOfTheResults() throws IOException {
        Path store = run(SPEC).folder();
        String efficiency = Files.readString(store.resolve("efficiency.csv"));

        assertTrue(line(efficiency, "trial,chat,base").contains(",1024,4.25,0.5,"), efficiency);
        assertEquals(3, efficiency.lines().count());
        assertFalse(Files.readString(store.resolve("results.csv")).contains("tokens_per_second"));
    }

    @Test
    void anAverageThatLacksADimensionIsNoneAndSaysWhy() throws IOException {
        Path store = run(SPEC + "decide: { averages: [mean, leaderboard] }\n").folder();
        JsonNode json =
                new ObjectMapper().readTree(store.resolve("results.json").toFile());
        JsonNode average = json.get("averages").get(0);

        assertEquals(4, json.get("averages").size(), "two averages of two variants");
        assertFalse(average.has("value"));
        assertTrue(average.get("missing").textValue().startsWith("no score of "), average.toString());
        assertTrue(line(Files.readString(store.resolve("results.csv")), "trial,chat,base,,,(average),,mean,")
                .contains("no score of"));
        assertTrue(Files.readString(store.resolve("report.html"))
                .contains("A dimension without a score gives no average."));
        assertTrue(Files.readString(store.resolve("report.md")).contains("## Averages"));
    }

    private static JsonNode cell(JsonNode json, String variant, String dimension) {
        for (JsonNode cell : json.get("cells")) {
            if (cell.get("variant").textValue().equals(variant)
                    && cell.get("dimension").textValue().equals(dimension)) {
                return cell;
            }
        }
        throw new AssertionError("no cell " + variant + " / " + dimension);
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
