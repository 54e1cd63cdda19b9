package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileDataTest {
    @TempDir
    Path folder;

    @Test
    void csvCellsKeepCommasQuotesAndLineEnds() {
        List<DataRow> rows = csv("label,text\r\n1,\"a, \"\"b\"\"\nc\"\r\n0, d \r\n");

        assertEquals("a, \"b\"\nc", rows.get(0).text("text"));
        assertEquals(" d ", rows.get(1).text("text"));
        assertEquals(List.of("label", "text"), rows.get(0).keys());
    }

    @Test
    void csvRowsKnowTheLineTheyStartOnAlsoAfterCellsOfSeveralLines() {
        List<DataRow> rows = csv("label,text\n1,\"a\nb\r\nc\"\n\n0,\"d\n\"\n1,e");

        assertEquals(
                List.of(at(2), at(6), at(8)), rows.stream().map(DataRow::where).toList());
    }

    @Test
    void csvRowsKnowTheirLineAlsoWhenTheFirstCellHasSeveralLines() {
        List<DataRow> rows = csv("text,label\n\"a\n\nb\",1\n\"c\nd\",0\n\n\ne,\"f\"\n");

        assertEquals(
                List.of(at(2), at(5), at(9)), rows.stream().map(DataRow::where).toList());
    }

    @Test
    void csvWithoutHeaderHasIndexesForKeys() {
        List<DataRow> rows = read("a,b\nc\n", file -> file.csv(false));

        assertEquals("b", rows.get(0).text("1"));
        assertEquals(List.of("0"), rows.get(1).keys());
        assertEquals(at(2), rows.get(1).where());
    }

    @Test
    void aCsvRowWithTooFewColumnsIsReportedWhereItStands() {
        assertProblem(3, "the row has 1 columns, the header has 2", () -> look(csv("a,b\n1,2\n3\n")));
    }

    @Test
    void aCsvHeaderMustExistAndNameEachColumnOnce() {
        assertProblem(1, "the file is empty", () -> csv(""));
        assertProblem(1, "two columns are called \"a\"", () -> csv("a,a\n1,2\n"));
    }

    @Test
    void anOpenQuoteIsReported() {
        DataException open = assertThrows(DataException.class, () -> look(csv("a,b\n1,\"2\n3,4\n")));

        assertTrue(open.getMessage().contains("is not CSV"), open.getMessage());
    }

    @Test
    void jsonLinesSkipBlankLinesAndKeepNumbersAsWritten() {
        List<DataRow> rows = jsonLines("{\"a\": 1.10, \"b\": true}\r\n\n{\"a\": -2e3}\n");

        assertEquals("1.10", rows.get(0).text("a"));
        assertEquals("true", rows.get(0).text("b"));
        assertEquals("-2e3", rows.get(1).text("a"));
        assertEquals(at(3), rows.get(1).where());
    }

    @Test
    void aLineThatIsNotJsonIsReportedWhereItStands() {
        assertProblem(2, "is not JSON", () -> look(jsonLines("{}\n{\"a\": }\n")));
        assertProblem(1, "something follows the JSON value", () -> look(jsonLines("{} {}\n")));
        assertProblem(1, "is not JSON: Duplicate field 'a'", () -> look(jsonLines("{\"a\": 1, \"a\": 2}\n")));
        assertProblem(1, "is not JSON", () -> look(jsonLines("{\"a\": \"never closed\n")));
    }

    @Test
    void deepNestingIsAnErrorInTheDataNotInTheProgram() {
        assertProblem(1, "is not JSON", () -> look(jsonLines("[".repeat(100_000))));
    }

    @Test
    void valuesInsideAJsonFileKnowTheirLines() {
        DataRow json = file("{\n \"list\": [\n  {\"a\": \"x\"},\n  5\n ]\n}\n".getBytes(StandardCharsets.UTF_8))
                .json();

        DataRow first = json.list("list").get(0);
        assertEquals("x", first.text("a"));
        assertEquals(at(3), first.where());
        assertEquals("5", json.at("list").text("1"));
        assertEquals("5", json.list("list").get(1).text(""));
        assertEquals(List.of("0", "1"), json.at("list").keys());
    }

    @Test
    void aMissingKeyNamesTheKeysThatExist() {
        assertProblem(1, "\"c\" is missing; the keys are a, b", () -> jsonLines("{\"a\": 1, \"b\": 2}")
                .get(0)
                .text("c"));
        assertProblem(1, "\"7\" is missing; the list has 1 elements", () -> jsonLines("[1]")
                .get(0)
                .at("7"));
    }

    @Test
    void anIllTypedValueSaysWhatItIs() {
        DataRow row = jsonLines("{\"a\": [1], \"b\": {}, \"c\": \"x\"}").get(0);

        assertProblem(1, "\"a\" must be text or a number, is a list", () -> row.text("a"));
        assertProblem(1, "\"b\" must be text or a number, is an object", () -> row.text("b"));
        assertProblem(1, "\"c\" must be a list, is text or a number", () -> row.list("c"));
    }

    @Test
    void anElementOfAListIsFoundByItsIndexAlone() {
        DataRow list = jsonLines("[[\"a\", \"b\"]]\n").get(0).at("0");

        assertEquals("b", list.text("1"));
        for (String none : List.of("2", "01", "-1", "+1", "1.0", "x", "1234567890")) {
            assertFalse(list.has(none), none);
        }
    }

    @Test
    void nullCountsAsMissing() {
        DataRow row = jsonLines("{\"a\": null, \"b\": 0}").get(0);

        assertFalse(row.has("a"));
        assertTrue(row.has("b"));
        assertProblem(1, "\"a\" is missing", () -> row.text("a"));
    }

    @Test
    void bytesThatAreNotUtf8AreReportedWithTheirLine() {
        byte[] bad = {'o', 'k', '\n', 'a', (byte) 0xFF, '\n'};

        assertProblem(
                2, "byte 2 of the line (0xFF) is not UTF-8", () -> file(bad).text());
        byte[] cut = {'a', '\n', (byte) 0xE2, (byte) 0x82};
        assertProblem(
                2, "byte 1 of the line (0xE2) is not UTF-8", () -> file(cut).text());
        byte[] row = {'a', ',', 'b', '\n', '1', ',', (byte) 0xC0, '\n'};
        assertProblem(
                2,
                "byte 3 of the line (0xC0) is not UTF-8",
                () -> look(file(row).csv(true).toList()));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() {
        assertEquals("{}", file("\uFEFF{}".getBytes(StandardCharsets.UTF_8)).text());
        assertEquals("x", csv("\uFEFFa\nx\n").get(0).text("a"));
        assertEquals("x", jsonLines("\uFEFF\"x\"").get(0).text(""));
    }

    @Test
    void textKeepsEveryCharacter() {
        String text = " a\r\n\u2028b\r\tc\n\n\uD83D\uDE00";

        assertEquals(text, file(text.getBytes(StandardCharsets.UTF_8)).text());
        assertEquals("", file(new byte[0]).text());
    }

    @Test
    void aLineBeyondTheLimitIsReported() throws IOException {
        Files.writeString(folder.resolve("long.txt"), "short\n" + "x".repeat(101));
        DataFile file = new FolderDataSource(folder, 100).file("long.txt").orElseThrow();

        DataException tooLong = assertThrows(DataException.class, file::text);
        assertTrue(tooLong.getMessage().contains("long.txt:2: the line is longer than 100 bytes"));
    }

    @Test
    void linesOfAnyLengthAreReadWhole() {
        StringBuilder text = new StringBuilder();
        for (int length : new int[] {0, 1, 65534, 65535, 65536, 65537, 131071, 3, 200_000}) {
            text.append("\u00e9".repeat(length / 2))
                    .append("x".repeat(length % 2))
                    .append('\n');
        }

        assertEquals(
                text.toString(),
                file(text.toString().getBytes(StandardCharsets.UTF_8)).text());
    }

    @Test
    void aStreamReadsNoFurtherThanAsked() {
        try (Stream<DataRow> rows =
                file("1\n2\nbroken {\n".getBytes(StandardCharsets.UTF_8)).jsonLines()) {
            assertEquals(
                    List.of("1", "2"), rows.limit(2).map(row -> row.text("")).toList());
        }
    }

    private List<DataRow> csv(String text) {
        return read(text, file -> file.csv(true));
    }

    private List<DataRow> jsonLines(String text) {
        return read(text, DataFile::jsonLines);
    }

    private List<DataRow> read(String text, Function<DataFile, Stream<DataRow>> reader) {
        try (Stream<DataRow> rows = reader.apply(file(text.getBytes(StandardCharsets.UTF_8)))) {
            return rows.toList();
        }
    }

    private static void look(List<DataRow> rows) {
        rows.forEach(DataRow::keys);
    }

    private DataFile file(byte[] content) {
        try {
            Files.write(folder.resolve("data"), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new FolderDataSource(folder).file("data").orElseThrow();
    }

    private String at(int line) {
        return folder.resolve("data") + ":" + line;
    }

    private void assertProblem(int line, String what, Executable reading) {
        DataException problem = assertThrows(DataException.class, reading);
        assertTrue(problem.getMessage().startsWith(at(line) + ": " + what), problem.getMessage());
    }
}
