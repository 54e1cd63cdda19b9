package org.comptrust.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.comptrust.api.trust.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
    private static final String LINES =
            "{\"text\": \"one\"}\n\n  {\"text\": \"zw\u00f6lf\", \"n\": [1, {}]}\r\n{\"text\":\"\"}";

    @TempDir
    private Path folder;

    @Test
    void linesAreFoundInAnyOrderAndKnowWhereTheyStand() throws IOException {
        try (Documents documents = Documents.open(write("a.jsonl", LINES))) {
            assertEquals(3, documents.size());
            assertEquals("", documents.get(2).text("text"));
            assertEquals("zw\u00f6lf", documents.get(1).text("text"));
            assertEquals(folder.resolve("a.jsonl") + ":3", documents.get(1).where());
            assertEquals("one", documents.get(0).text("text"));
        }
    }

    @Test
    void aPackedFileGivesTheSame() throws IOException {
        Path packed = folder.resolve("c4-train.00000-of-01024.json.gz");
        Files.write(packed, packed(LINES));

        try (Documents documents = Documents.open(packed)) {
            assertEquals(List.of("one", "zw\u00f6lf", ""), texts(documents));
            assertEquals(packed + ":4", documents.get(2).where());
        }
    }

    @Test
    void aListOfRecordsIsReadByIndexToo() throws IOException {
        Path list = write(
                "a.json",
                "\ufeff [\n {\"text\": \"a \\\"b\\\"\"},\n\n {\n\"text\": \"\u00fc\"\n}\n, {\"text\":\"c\"}]\n");

        try (Documents documents = Documents.open(list)) {
            assertEquals(List.of("a \"b\"", "\u00fc", "c"), texts(documents));
            assertEquals(list + ":4", documents.get(1).where());
        }
    }

    @Test
    void manyRecordsKeepTheirPlaces() throws IOException {
        StringBuilder list = new StringBuilder("[");
        IntStream.range(0, 5000)
                .forEach(i -> list.append(i == 0 ? "" : ",\n").append("{\"text\": \"\u00e9" + i + "\"}"));

        try (Documents documents =
                Documents.open(write("many.json", list.append("]").toString()))) {
            assertEquals(5000, documents.size());
            assertEquals("\u00e94321", documents.get(4321).text("text"));
        }
    }

    @Test
    void aLineThatIsNoJsonIsNamed() throws IOException {
        assertTellsOf("a.jsonl", "{\"text\": \"x\"}\n{\"text\": \"x\"\n", ":2: is not JSON");
        assertTellsOf("b.jsonl", "{\"text\": \"x\"}\n\n3\n", ":3: the line must be a JSON object");
        assertTellsOf("c.jsonl", "{\"text\": \"x\"} {}\n", ":1: something follows the line's JSON object");
    }

    @Test
    void aListThatIsBrokenOffIsNamed() throws IOException {
        assertTellsOf("a.json", "[{\"text\": \"x\"},\n{\"text\"", ":2: is not JSON");
        assertTellsOf("b.json", "[{\"text\": \"x\"},\n3]", ":2: element 2 of the list must be a JSON object");
        assertTellsOf("c.json", "[{\"text\": \"x\"}]\n[]", ":2: something follows the JSON list");
    }

    @Test
    void bytesThatAreNotUtf8AreNamedWithTheirLine() throws IOException {
        byte[] bytes = "{\"text\": \"x\"}\n{\"text\": \"?\"}\n".getBytes(StandardCharsets.UTF_8);
        bytes[24] = (byte) 0xFF;
        Path file = Files.write(folder.resolve("a.jsonl"), bytes);

        DataException e = assertThrows(DataException.class, () -> Documents.open(file));
        assertEquals(
                file + ":2: byte 11 of the line (0xFF) is not UTF-8. Save the file as UTF-8, for example with iconv",
                e.getMessage());

        Path list =
                Files.write(folder.resolve("a.json"), "[{\"text\": \"\u00fc\"}]".getBytes(StandardCharsets.ISO_8859_1));
        tells(assertThrows(DataException.class, () -> Documents.open(list)), list + ":1: is not JSON: Invalid UTF-8");
    }

    @Test
    void emptyAndDamagedFilesAreNamed() throws IOException {
        assertTellsOf("a.jsonl", " \n", ": is empty");
        assertTellsOf("b.jsonl.zst", "x", ": .zst is not read");
        assertTellsOf("c.json.gz", "{}", ": is not a whole gzip file: Not in GZIP format");
        byte[] packed = packed(LINES.repeat(100));
        Path cut = Files.write(folder.resolve("d.jsonl.gz"), Arrays.copyOf(packed, packed.length - 12));
        tells(assertThrows(DataException.class, () -> Documents.open(cut)), cut + ": is not a whole gzip file");
    }

    @Test
    void wholeTextsAreStrictlyDecodedToo() throws IOException {
        assertEquals("a\r\n\nb", WholeText.read(write("a.txt", "\ufeffa\r\n\nb")));
        Path file = Files.write(folder.resolve("b.txt"), new byte[] {'a', '\n', (byte) 0xC3});
        tells(assertThrows(DataException.class, () -> WholeText.read(file)), file + ":2: byte 1 of the line (0xC3)");
    }

    private void assertTellsOf(String name, String content, String what) throws IOException {
        Path file = write(name, content);
        tells(assertThrows(DataException.class, () -> Documents.open(file)), file + what);
    }

    private static void tells(DataException e, String beginning) {
        assertEquals(
                beginning,
                e.getMessage()
                        .substring(
                                0, Math.min(beginning.length(), e.getMessage().length())));
    }

    private static List<String> texts(Documents documents) {
        return IntStream.range(0, documents.size())
                .mapToObj(i -> documents.get(i).text("text"))
                .toList();
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static byte[] packed(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
