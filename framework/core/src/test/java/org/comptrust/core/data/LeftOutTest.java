package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftOutTest {
    @TempDir
    Path folder;

    @Test
    void aRowThatItsReaderRefusesIsLeftOutAndTheNextOneIsRead() throws IOException {
        FolderDataSource source = source("{\"a\": 1}\n{\"b\": 2}\n{\"a\": 3}\n");

        assertEquals(List.of("1", "3"), read(source, DataFile::jsonLines));
        assertEquals(new LeftOut(1, List.of("rows:2: \"a\" is missing; the keys are b")), source.takeLeftOut());
    }

    @Test
    void aLineThatIsNoJsonOrNoUtf8IsLeftOutToo() throws IOException {
        FolderDataSource source = source("{\"a\": 1}\n{\"a\": \n{\"a\": \"\u00e9\"}\n{\"a\": 4}");

        assertEquals(List.of("1", "4"), read(source, DataFile::jsonLines));
        LeftOut leftOut = source.takeLeftOut();
        assertEquals(2, leftOut.rows());
        assertTrue(leftOut.first().get(0).startsWith("rows:2: is not JSON"));
        assertTrue(leftOut.first().get(1).startsWith("rows:3: byte 8 of the line (0xE9) is not UTF-8"));
    }

    @Test
    void rowsOfACsvFileAroundBadOnesAreRead() throws IOException {
        FolderDataSource source = source("a,b\n1,x\n2\n\u00e9,y\n3,x\n4,\"\u00e9\"\n5,x\n");

        assertEquals(List.of("1", "3", "5"), read(source, file -> file.csv(true)));
        LeftOut leftOut = source.takeLeftOut();
        assertEquals(3, leftOut.rows());
        assertTrue(leftOut.first().get(0).startsWith("rows:3: the row has 1 columns"));
        assertTrue(leftOut.first().get(1).startsWith("rows:4: byte 1"));
        assertTrue(leftOut.first().get(2).startsWith("rows:6: byte 4"));
    }

    @Test
    void rowsAfterALineThatIsNoUtf8KnowTheirLine() throws IOException {
        FolderDataSource source = source("a\n\u00e9\n1\n\"2\n\"\n\u00e9\n3\n");

        try (Stream<DataRow> rows = source.file("rows").orElseThrow().csv(true)) {
            List<String> places = rows.map(DataRow::where)
                    .map(where -> where.substring(where.lastIndexOf(':') + 1))
                    .toList();
            assertEquals(List.of("2", "3", "4", "6", "7"), places);
        }
    }

    @Test
    void afterAnOpenQuoteNothingCanBeToldApart() throws IOException {
        FolderDataSource source = source("a,b\n1,x\n2,\"open\n3,x\n");

        assertEquals(List.of("1"), read(source, file -> file.csv(true)));
        LeftOut leftOut = source.takeLeftOut();
        assertEquals(1, leftOut.rows());
        assertTrue(
                leftOut.first().get(0).contains("is not CSV"), leftOut.first().get(0));
    }

    @Test
    void aRowThatIsReadAgainCountsOnce() throws IOException {
        FolderDataSource source = source("{\"b\": 2}\n");

        read(source, DataFile::jsonLines);
        read(source, DataFile::jsonLines);

        assertEquals(1, source.takeLeftOut().rows());
        assertEquals(LeftOut.NONE, source.takeLeftOut());
    }

    @Test
    void rowsOnOneLineAreToldApartAndFoundByTheirColumn() throws IOException {
        String far = "x".repeat(300);
        FolderDataSource source = source("[{\"a\": 1}, {\"b\": \"" + far + "\"}, {\"c\": 1}]");

        Stream<String> read = source.file("rows").orElseThrow().json().list("").stream()
                .flatMap(row -> row.read(one -> one.text("a")));

        assertEquals(List.of("1"), read.toList());
        assertEquals(
                List.of("rows:1: \"a\" is missing; the keys are b", "rows:1:323: \"a\" is missing; the keys are c"),
                source.takeLeftOut().first());
    }

    @Test
    void onlyTheFirstAreToldOneByOne() throws IOException {
        FolderDataSource source = source("[]\n".repeat(LeftOut.MOST_TOLD + 3));

        read(source, DataFile::jsonLines);

        LeftOut leftOut = source.takeLeftOut();
        assertEquals(LeftOut.MOST_TOLD, leftOut.first().size());
        assertTrue(leftOut.sentence().startsWith("8 rows were left out: rows:1: "), leftOut.sentence());
        assertTrue(leftOut.sentence().endsWith("; and 3 more"), leftOut.sentence());
    }

    private static List<String> read(FolderDataSource source, Function<DataFile, Stream<DataRow>> rows) {
        try (Stream<DataRow> all = rows.apply(source.file("rows").orElseThrow())) {
            return all.flatMap(row -> row.read(one -> one.text("a"))).toList();
        }
    }

    /** In Latin-1, so that letters beyond ASCII are no UTF-8. */
    private FolderDataSource source(String text) throws IOException {
        Files.write(folder.resolve("rows"), text.getBytes(StandardCharsets.ISO_8859_1));
        return new FolderDataSource(folder);
    }
}
