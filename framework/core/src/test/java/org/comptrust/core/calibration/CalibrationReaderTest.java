package org.comptrust.core.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.comptrust.api.model.Message;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.CalibrationSpec.Select;
import org.comptrust.core.port.CalibrationSpec.Template;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is selected, against the reference code's loaders, written again in Python with CPython's {@code random} and NumPy's {@code
 * default_rng}: sixty documents, of which number i is the words {@code i.0 i.1 ...}, i * 7919 % 23 of them.
 */
class CalibrationReaderTest {
    private static final ChatWriter.Source NO_CHATS = template -> Optional.empty();

    @TempDir
    private Path folder;

    @Test
    void cropsAreThoseOfTheLoaderForC4() throws IOException {
        Path c4 = lines("c4.jsonl");

        CalibrationTokens zero = read(c4, Select.CROPS, 6, 8, 0);
        assertEquals(List.of(5400, 4802, 201, 3206, 2505, 1906), firsts(zero));
        assertEquals(List.of(801, 7, 1600, 3100, 4102, 1300), firsts(read(c4, Select.CROPS, 6, 8, 1)));
        assertEquals(List.of(1500, 801, 609, 7, 7, 500), firsts(read(c4, Select.CROPS, 6, 8, 42)));
        zero.sequences().forEach(CalibrationReaderTest::assertConsecutive);
        assertEquals("1 draws of documents of at most 8 tokens", zero.origin().get("rejected"));
    }

    @Test
    void aPackedFileGivesTheSameTokens() throws IOException {
        Path plain = lines("c4.jsonl");
        Path packed = folder.resolve("c4-train.00000-of-01024.json.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(plain, out);
        }

        assertEquals(
                read(plain, Select.CROPS, 6, 8, 1).sequences(),
                read(packed, Select.CROPS, 6, 8, 1).sequences());
    }

    @Test
    void shortDocumentsArePackedAsTheLoaderForThePileDoes() throws IOException {
        CalibrationTokens packed = read(lines("pile.jsonl"), Select.PACKED, 6, 12, 42);

        assertEquals(
                List.of(
                        List.of(7, 1800, 1801, 1802, 1803, 1804, 1805, 1806, 1807, 1808, 1809, 1810),
                        List.of(7, 2400, 2401, 2402, 2403, 2404, 2405, 2406, 7, 700, 701, 702),
                        List.of(7, 1700, 1701, 1702, 1703, 7, 2700, 2701, 2702, 2703, 2704, 7)),
                packed.sequences());
        assertEquals("6", packed.origin().get("documents"));
        assertEquals(
                "2 documents of more than 12 tokens or of none", packed.origin().get("rejected"));
        assertEquals("5 tokens at the end", packed.origin().get("dropped"));
    }

    @Test
    void documentsArePackedWithoutTheWhiteSpaceAroundThem() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), "{\"text\": \"\\u00a0\\n 1.0 2.0 \\u0085\"}\n");
        List<String> seen = new ArrayList<>();
        CalibrationReader.read(
                spec(file, Select.PACKED, Template.DEFAULT, 1, 3, 0), new Recording(seen), NO_CHATS, Progress.NONE);

        assertEquals(List.of("1.0 2.0"), seen);
    }

    @Test
    void textIsCroppedAsTheLoaderForWikiTextDoes() throws IOException {
        String words = IntStream.range(0, 40).mapToObj(i -> "10." + i).collect(Collectors.joining(" "));
        Path file = Files.writeString(folder.resolve("wiki.txt"), words);

        assertEquals(List.of(1006, 1017, 1016), firsts(read(file, Select.CROPS, 3, 10, 3)));
    }

    @Test
    void textIsCutIntoWindowsThatAreDrawnOnce() throws IOException {
        String words = IntStream.range(0, 40).mapToObj(i -> "10." + i).collect(Collectors.joining("\n"));
        Path file = Files.writeString(folder.resolve("a.txt"), words);

        CalibrationTokens all = read(file, Select.WINDOWS, 10, 5, 0);

        assertEquals(10, new HashSet<>(all.sequences()).size());
        all.sequences().forEach(window -> {
            assertEquals(5, window.size());
            assertEquals(7, window.get(0));
            assertConsecutive(window);
        });
        assertTells(
                file + ": holds 40 tokens, enough for 10 sequences of 5; asked for 11.",
                () -> read(file, Select.WINDOWS, 11, 5, 0));
    }

    @Test
    void recordsAreDrawnWithoutReplacementAndCutAtTheLength() throws IOException {
        // Drawn are 6, 8, 0, 2 (CPython, seed 0). Heading words are 1; number i has an output of 3 i words.
        CalibrationTokens records = read(alpaca(), Select.RECORDS, 4, 16, 0);

        assertEquals(
                List.of(
                        List.of(7, 1, 600, 1, 601, 1, 602, 603, 604, 605, 606, 607, 608, 609, 610, 611),
                        List.of(7, 1, 800, 1, 801, 1, 802, 803, 804, 805, 806, 807, 808, 809, 810, 811),
                        List.of(7, 1, 0, 1, 1, 1),
                        List.of(7, 1, 200, 1, 201, 1, 202, 203, 204, 205, 206, 207)),
                records.sequences());
        assertEquals("2 records of more than 16 tokens", records.origin().get("cut"));
        assertEquals("default", records.origin().get("template"));
    }

    @Test
    void recordsWithoutInputHaveNoHeadingForIt() throws IOException {
        List<String> seen = new ArrayList<>();
        Path file = Files.writeString(
                folder.resolve("a.json"), "[{\"instruction\": \"Say hi.\", \"input\": \"\", \"output\": \"Hi!\"}]");
        CalibrationReader.read(
                spec(file, Select.RECORDS, Template.DEFAULT, 1, 30, 0), new Recording(seen), NO_CHATS, Progress.NONE);

        assertEquals(List.of("Instruction:\nSay hi.\nOutput:\n", "Instruction:\nSay hi.\nOutput:\nHi!"), seen);
    }

    @Test
    void recordsWhosePromptAloneReachesTheLengthAreLeftOut() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), """
                [{"instruction": "1.0 1.1 1.2", "input": "", "output": "1.3"},
                 {"instruction": "2.0 2.1 2.2 2.3", "input": "", "output": "2.4"}]
                """);

        CalibrationTokens records = read(file, Select.RECORDS, 128, 7, 0); // the prompts have 6 and 7 tokens

        assertEquals(List.of(List.of(7, 1, 100, 101, 102, 1, 103)), records.sequences());
        assertEquals(
                "1 of 2 records whose prompt alone has 7 tokens or more",
                records.origin().get("rejected"));
        assertTells(
                file + ": the prompt of each of 2 records alone has 6 tokens or more.",
                () -> read(file, Select.RECORDS, 128, 6, 0));
    }

    @Test
    void recordsBecomeDialoguesByAChatTemplate() throws IOException {
        List<String> seen = new ArrayList<>();
        Path file = Files.writeString(
                folder.resolve("a.json"),
                "[{\"instruction\": \"Translate.\", \"input\": \"Haus\", \"output\": \"house\"}]");

        CalibrationTokens records = CalibrationReader.read(
                spec(file, Select.RECORDS, new Template("chat", Optional.empty()), 1, 30, 0),
                new Recording(seen),
                template -> Optional.of(new Marked()),
                Progress.NONE);

        assertEquals(List.of("<user>Translate. Haus<assistant>", "<user>Translate. Haus<assistant>house<end>"), seen);
        assertEquals(1, records.sequences().get(0).get(0), "the template writes its own start");
        assertEquals("marked/1", records.origin().get("template"));
    }

    @Test
    void aModelWithoutAChatTemplateIsToldSo() throws IOException {
        CalibrationSpec chat = spec(alpaca(), Select.RECORDS, new Template("chat", Optional.empty()), 1, 30, 0);

        ModelException e = assertThrows(
                ModelException.class, () -> CalibrationReader.read(chat, new Words(), NO_CHATS, Progress.NONE));
        assertTrue(e.getMessage().startsWith("the model has no chat template"), e.getMessage());
    }

    @Test
    void recordsBecomeDialoguesByTheStudysTemplates() throws IOException {
        List<String> seen = new ArrayList<>();
        Path file = Files.writeString(
                folder.resolve("a.json"),
                "[{\"instruction\": \"Translate.\", \"input\": \"Haus\", \"output\": \"house\"}]");
        Path templates = Files.writeString(folder.resolve("prompt-texts.json"), """
                {"templates": {"vicuna_v1.1": {"system": "S.", "roles": ["Q", "A"], "sep_style": "ADD_COLON_TWO",
                 "sep": " ", "sep2": "#"}}}
                """);

        CalibrationReader.read(
                spec(file, Select.RECORDS, new Template("vicuna_v1.1", Optional.of(templates)), 1, 30, 0),
                new Recording(seen),
                NO_CHATS,
                Progress.NONE);

        assertEquals(List.of("S. Q: Translate. Haus A:", "S. Q: Translate. Haus A: house#"), seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 500})
    void documentsThatAreAllTooShortAreAnErrorAndNoEndlessSearch(int length) throws IOException {
        Path c4 = lines("c4.jsonl");

        assertTells(
                c4 + ": no document is longer than " + (length + 1)
                        + " tokens; the longest of 60 that were looked at has 23.",
                () -> read(c4, Select.CROPS, 1, length + 1, 0));
    }

    @Test
    void filesThatDoNotHoldWhatIsNeededAreNamedWithTheLine() throws IOException {
        Path field = Files.writeString(folder.resolve("a.jsonl"), "{\"text\": \"1.0\"}\n{\"body\": \"1.0\"}\n");
        assertTells(field + ":2: \"text\" is missing; the keys are body", () -> read(field, Select.PACKED, 9, 1, 0));

        Path little = Files.writeString(folder.resolve("b.jsonl"), "{\"text\": \"1.0\"}\n");
        assertTells(
                little + ": its documents of at most 3 tokens, 1 of them, come to 2 tokens, less than one sequence.",
                () -> read(little, Select.PACKED, 9, 3, 0));

        Path text = Files.writeString(folder.resolve("c.txt"), "1.0 1.1");
        assertTells(
                text + ": holds 3 tokens, and a sequence is 3 of a longer text.",
                () -> read(text, Select.CROPS, 1, 3, 0));

        Path none = Files.writeString(folder.resolve("d.json"), "[]");
        assertTells(none + ": holds no document", () -> read(none, Select.RECORDS, 1, 3, 0));
        assertTells(
                text + ": sequences of 1001 tokens do not fit the model's 1000 positions.",
                () -> read(text, Select.CROPS, 1, 1001, 0));
    }

    @Test
    void theTokensOfASelectionAreKnownAboutBeforeItIsMade() throws IOException {
        CalibrationSpec crops = spec(lines("c4.jsonl"), Select.CROPS, Template.DEFAULT, 6, 8, 0);
        CalibrationSpec records = spec(alpaca(), Select.RECORDS, new Template("chat", Optional.empty()), 9, 500, 0);

        assertEquals(48, CalibrationReader.tokens(crops, new Words()));
        // nine records: a start token, three headings, two words and 3 i more
        assertEquals(9 * 6 + 3 * 36, CalibrationReader.tokens(records, new Words()));
    }

    @Test
    void theOriginTellsFileChecksumRuleAndSeed() throws IOException {
        CalibrationTokens tokens = read(lines("c4.jsonl"), Select.CROPS, 2, 8, 5);

        assertEquals("c4.jsonl", tokens.origin().get("file"));
        assertEquals(64, tokens.origin().get("file sha256").length());
        assertEquals("crops, samples 2, length 8, seed 5", tokens.origin().get("selection"));
        assertEquals("2", tokens.origin().get("sequences"));
    }

    private CalibrationTokens read(Path file, Select select, int samples, int length, long seed) {
        return CalibrationReader.read(
                spec(file, select, Template.DEFAULT, samples, length, seed), new Words(), NO_CHATS, Progress.NONE);
    }

    private static CalibrationSpec spec(
            Path file, Select select, Template template, int samples, int length, long seed) {
        return new CalibrationSpec(
                "data", Optional.of(new CalibrationSpec.Text(file, select, "text", template)), samples, length, seed);
    }

    private Path lines(String name) throws IOException {
        return Files.write(
                folder.resolve(name),
                IntStream.range(0, 60)
                        .mapToObj(i -> "{\"text\": \"" + words(i, 0, i * 7919 % 23) + "\", \"url\": \"x\"}")
                        .toList());
    }

    private Path alpaca() throws IOException {
        String records = IntStream.range(0, 9)
                .mapToObj(i -> "{\"instruction\": \"" + i + ".0\", \"input\": \"" + i + ".1\", \"output\": \""
                        + words(i, 2, 2 + 3 * i) + "\"}")
                .collect(Collectors.joining(",\n", "[", "]"));
        return Files.writeString(folder.resolve("alpaca.json"), records);
    }

    private static String words(int document, int from, int to) {
        return IntStream.range(from, to).mapToObj(j -> document + "." + j).collect(Collectors.joining(" "));
    }

    private static List<Integer> firsts(CalibrationTokens tokens) {
        return tokens.sequences().stream().map(sequence -> sequence.get(0)).toList();
    }

    private static void assertConsecutive(List<Integer> sequence) {
        for (int i = 1; i < sequence.size(); i++) {
            assertTrue(sequence.get(i - 1) == 7 || sequence.get(i) == sequence.get(i - 1) + 1, sequence.toString());
        }
    }

    private static void assertTells(String beginning, Executable read) {
        String message = assertThrows(DataException.class, read).getMessage();
        assertEquals(beginning, message.substring(0, Math.min(beginning.length(), message.length())));
    }

    /** Notes the texts that are encoded. */
    private static final class Recording extends Words {
        private final List<String> seen;

        Recording(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public List<Integer> encode(String text) {
            seen.add(text);
            return super.encode(text);
        }
    }

    /** Role marks in pointed brackets. */
    private static final class Marked implements ChatWriter {
        @Override
        public String open(List<Message> messages) {
            return turns(messages) + "<assistant>";
        }

        @Override
        public String closed(List<Message> messages) {
            return turns(messages) + "<end>";
        }

        private static String turns(List<Message> messages) {
            return messages.stream()
                    .map(message -> "<" + message.role().name().toLowerCase(Locale.ROOT) + ">" + message.text())
                    .collect(Collectors.joining());
        }

        @Override
        public boolean startsWithTokens() {
            return false;
        }

        @Override
        public String identity() {
            return "marked/1";
        }
    }
}
