package org.comptrust.core.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecReaderTest {
    @Test
    void keepsTheTextOfScalarsThatYamlWouldTakeForSomethingElse() {
        for (String text :
                List.of("2:4", "1e-3", "yes", "no", "0x10", "010", "1_000", "TRUE", "2024-01-01", ".5", "12:30:45")) {
            SpecNode.Fields root = read("value: " + text);

            assertEquals(text, ((SpecNode.Text) root.fields().get("value").value()).text());
        }
    }

    @Test
    void aQuotedTextLosesItsQuotesOnly() {
        assertEquals(
                "a: b",
                ((SpecNode.Text) read("value: 'a: b'").fields().get("value").value()).text());
    }

    @Test
    void knowsWhereEveryKeyAndValueStands() {
        SpecNode.Fields root = read("""
                models:
                  chat: { source: /m }
                list:
                  - one
                  - [two, three]
                """);

        SpecNode.Field chat =
                ((SpecNode.Fields) root.fields().get("models").value()).fields().get("chat");
        assertEquals(new Place(2, 3, "models.chat"), chat.key());
        SpecNode.Field source = ((SpecNode.Fields) chat.value()).fields().get("source");
        assertEquals(new Place(2, 19, "models.chat.source"), source.value().place());
        SpecNode.Items list = (SpecNode.Items) root.fields().get("list").value();
        SpecNode.Items inner = (SpecNode.Items) list.items().get(1);
        assertEquals(new Place(5, 11, "list[1][1]"), inner.items().get(1).place());
    }

    @Test
    void aKeyWithoutAValueIsNothing() {
        assertInstanceOf(
                SpecNode.Nothing.class, read("a:\nb: 1").fields().get("a").value());
        assertInstanceOf(SpecNode.Nothing.class, read("a: ~").fields().get("a").value());
    }

    @Test
    void reportsAKeyThatIsThereTwice() {
        assertEquals(
                List.of("s.yaml:3:1: a: the key is there twice, first in line 1. Remove one of the two."),
                problems("a: 1\nb: 2\na: 3"));
    }

    @Test
    void reportsBrokenSyntaxAtItsPlace() {
        List<String> problems = problems("a: 1\nb: [1, 2\nc: 3\n");

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("s.yaml:3:2: not YAML: "), problems.get(0));
    }

    @Test
    void refusesAliasesTagsAndSecondDocuments() {
        assertEquals(
                List.of("s.yaml:2:4: b: an alias (*x) is not supported here. Write the value out."),
                problems("a: &x 1\nb: *x"));
        assertTrue(
                problems("a: !!binary aGk=").get(0).contains("a tag"),
                problems("a: !!binary aGk=").toString());
        assertTrue(problems("a: 1\n---\nb: 2").get(0).contains("second document"));
    }

    @Test
    void refusesBottomlessNestingWithoutFailing() {
        assertTrue(problems("[".repeat(5000)).get(0).contains("nested more than 32 deep"));
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoText(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("s.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xFF});
        Problems binary = new Problems("s.yaml");
        Problems missing = new Problems("s.yaml");
        SpecReader.read(file, binary);
        SpecReader.read(folder.resolve("other.yaml"), missing);

        assertEquals(
                "s.yaml:1:1: the file is not UTF-8 text. Save it as UTF-8.",
                binary.list().get(0).toString());
        assertTrue(missing.list().get(0).toString().startsWith("s.yaml:1:1: no such file. "));
    }

    @Test
    void noInputMakesItThrow() {
        String valid = "a: {b: [1, 'x', \"y\"], c: !!str d}\ne: &f |\n  text\ng: *f\n";
        String noise = " \n\t:-[]{}'\"#&*!|>%@?,\u0000\u007f";
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = valid.getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 4; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) noise.charAt(random.nextInt(noise.length()));
            }
            Problems problems = new Problems("s.yaml");
            Optional<SpecNode> node = SpecReader.parse(new String(bytes, StandardCharsets.US_ASCII), problems);

            assertTrue(node.isPresent() || !problems.isEmpty(), "seed " + seed);
        }
    }

    private static SpecNode.Fields read(String yaml) {
        Problems problems = new Problems("s.yaml");
        SpecNode node = SpecReader.parse(yaml, problems).orElseThrow();
        assertEquals(List.of(), problems.list());
        return (SpecNode.Fields) node;
    }

    private static List<String> problems(String yaml) {
        Problems problems = new Problems("s.yaml");
        SpecReader.parse(yaml, problems);
        return problems.list().stream().map(Problem::toString).toList();
    }
}
