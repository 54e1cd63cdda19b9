package org.comptrust.models.tokenizer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.comptrust.models.checkpoint.Malformed;
import org.comptrust.models.checkpoint.Malformed.Table;
import org.comptrust.models.checkpoint.ModelFolder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Tokenizer files with one mistake each. What could end the process is in {@link HostileTokenizersTest}. */
class MalformedTokenizersTest {
    private static final String FILE = "tokenizer.json";
    private static final String SETTINGS = "tokenizer_config.json";
    private static final String PIECES = "tokenizer.model";

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> vocabulariesAndMerges() {
        Table table = new Table(FILE);
        table.row("a model that is null", "has no model", f -> f.tokenizer(json -> json.putNull("model")));
        for (String type : List.of("Unigram", "WordPiece", "WordLevel", "bpe")) {
            table.row(
                    "model " + type,
                    "model type '" + type + "' is not supported",
                    f -> model(f, m -> m.put("type", type)));
        }
        table.row("a vocabulary as a list", "model.vocab must be an object", f -> model(f, m -> m.putArray("vocab")));
        table.row("no piece", "model.vocab must be an object", f -> model(f, m -> m.putObject("vocab")));
        Map.of(
                        "-1",
                        "impossible id -1",
                        "1.5",
                        "impossible id 1.5",
                        "null",
                        "impossible id null",
                        "\"9\"",
                        "impossible id")
                .forEach((id, says) -> table.row("id " + id, says, f -> piece(f, "zz", id)));
        table.row("an id of 2^31", "impossible id 2147483648", f -> piece(f, "zz", "2147483648"));
        table.row(
                "an id beyond the embedding",
                "has id 10, but the model's embedding has 10 rows",
                f -> piece(f, "zz", "10"));
        table.row("an id twice", "id 3 is used twice (a, zz)", f -> piece(f, "zz", "3"));
        table.row("merges as an object", "model.merges must be a list", f -> model(f, m -> m.putObject("merges")));
        table.row("no merges", "model.merges must be a list", f -> model(f, m -> m.remove("merges")));
        for (String merge : List.of("a", "a b c", "")) {
            table.row("merge '" + merge + "'", "merge 1 is not a pair", f -> merges(f, list -> list.add(merge)));
        }
        table.row(
                "a merge of three",
                "merge 1 is not a pair",
                f -> merges(f, list -> list.addArray().add("a").add("b").add("c")));
        table.row(
                "a merge of numbers",
                "merge 1 is not a pair",
                f -> merges(f, list -> list.addArray().add(3).add(4)));
        table.row(
                "a merge of nothing",
                "uses a piece that is not in the vocab: ''",
                f -> merges(f, list -> list.add(" a")));
        table.row("a merge without result", "the result of merge 'b a'", f -> merges(f, list -> list.add("b a")));
        table.row(
                "an unknown token that is none",
                "model.unk_token 'none' is not in",
                f -> model(f, m -> m.put("unk_token", "none")));
        table.row("random ids", "model.dropout 0.5", f -> model(f, m -> m.put("dropout", 0.5)));
        table.row("text as a flag", "refused by the tokenizer library", f -> model(f, m -> m.put("fuse_unk", "yes")));
        table.row(
                "another version",
                "refused by the tokenizer library",
                f -> f.tokenizer(json -> json.put("version", "9")));
        table.row(
                "a million lists",
                "holds more than 6000000 names and values",
                f -> f.write(FILE, "{\"x\":[" + "[],".repeat(4_000_000) + "1]}"));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> addedTokens() {
        Table table = new Table(FILE);
        table.row("an object", "added_tokens must be a list", f -> f.tokenizer(json -> json.putObject("added_tokens")));
        table.row(
                "texts",
                "an added token has no content",
                f -> f.tokenizer(json -> json.putArray("added_tokens").add("<s>")));
        table.row("an id twice", "id 1 is used twice", f -> added(f, token(1, "<x>")));
        table.row(
                "an id as text",
                "impossible id \"8\"",
                f -> added(f, token -> token.put("id", "8").put("content", "<x>")));
        table.row("no id", "impossible id", f -> added(f, token -> token.put("content", "<x>")));
        table.row("no text", "has 0 characters", f -> added(f, token(8, "")));
        table.row("a very long text", "has 100000 characters", f -> added(f, token(8, "x".repeat(100_000))));
        table.row(
                "no flags",
                "refused by the tokenizer library",
                f -> added(f, token -> token.put("id", 8).put("content", "<x>")));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> partsAroundTheModel() {
        Table table = new Table(FILE);
        Map.ofEntries(
                        Map.entry("{\"type\":\"BertNormalizer\"}", "normalizer of type 'BertNormalizer'"),
                        Map.entry("{}", "normalizer of type ''"),
                        Map.entry("[]", "normalizer of type ''"),
                        Map.entry("\"NFC\"", "normalizer of type ''"),
                        Map.entry("{\"type\":\"Sequence\"}", "needs a list normalizers"),
                        Map.entry("{\"type\":\"Strip\"}", "refused by the tokenizer library"),
                        Map.entry("{\"type\":\"Replace\",\"content\":\"x\"}", "refused by the tokenizer library"))
                .forEach((value, says) -> table.row("normalizer " + value, says, f -> part(f, "normalizer", value)));
        Map.ofEntries(
                        Map.entry("{\"type\":\"Split\"}", "refused by the tokenizer library"),
                        Map.entry(
                                "{\"type\":\"Metaspace\",\"replacement\":\"__\"}", "refused by the tokenizer library"),
                        Map.entry("{\"type\":\"UnicodeScripts\"}", "pre_tokenizer of type 'UnicodeScripts'"),
                        Map.entry("{\"type\":\"ByteLevel\"}", "refused by the tokenizer library"))
                .forEach((value, says) ->
                        table.row("pre_tokenizer " + value, says, f -> part(f, "pre_tokenizer", value)));
        Map.ofEntries(
                        Map.entry("{\"type\":\"CTC\"}", "decoder of type 'CTC'"),
                        Map.entry(
                                "{\"type\":\"Strip\",\"content\":\"ab\",\"start\":1,\"stop\":0}",
                                "refused by the tokenizer library"))
                .forEach((value, says) -> table.row("decoder " + value, says, f -> part(f, "decoder", value)));
        table.row(
                "a template without the text",
                "the text stands in it 0 times",
                f -> f.tokenizer(json -> ((ArrayNode) json.at("/post_processor/single")).remove(1)));
        table.row(
                "a template with the text twice",
                "the text stands in it 2 times",
                f -> f.tokenizer(json -> {
                    ArrayNode single = (ArrayNode) json.at("/post_processor/single");
                    single.add(single.get(1));
                }));
        table.row(
                "a template of 1000 start tokens",
                "the template has 1001 parts",
                f -> f.tokenizer(json -> {
                    ArrayNode single = (ArrayNode) json.at("/post_processor/single");
                    for (int i = 1; i < 1000; i++) {
                        single.insert(0, single.get(0));
                    }
                }));
        table.row(
                "a template with an id that no piece has",
                "has id 99, which no piece has",
                f -> f.tokenizer(json -> ((ObjectNode) json.at("/post_processor/special_tokens/<s>"))
                        .putArray("ids")
                        .add(99)));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> settings() {
        Table table = new Table(SETTINGS);
        table.text("a list", "must hold a JSON object", "[]");
        table.text("not JSON", "not valid JSON", "{");
        table.text("a member twice", "Duplicate field 'a'", "{\"a\":1,\"a\":2}");
        table.text("add_bos_token as text", "add_bos_token must be true or false", "{\"add_bos_token\":\"yes\"}");
        table.row("a start token that is none", "bos_token '<z>' is not in tokenizer.json", f -> f.tokenizer(
                        json -> json.putNull("post_processor"))
                .write(SETTINGS, "{\"add_bos_token\":true,\"bos_token\":\"<z>\"}"));
        table.text("a template that is a number", "chat_template must be a string", "{\"chat_template\":5}");
        table.text(
                "a template that is an object",
                "chat_template must be a string",
                "{\"chat_template\":{\"default\":\"x\"}}");
        table.text(
                "templates without a default",
                "none of its templates is called default",
                "{\"chat_template\":[{\"name\":\"rag\",\"template\":\"x\"}]}");
        table.text("templates without names", "no template with a name", "{\"chat_template\":[\"x\"]}");
        table.text("no templates", "none of its templates is called default", "{\"chat_template\":[]}");
        Map.ofEntries(
                        Map.entry("{% for x in range(1000000000) %}x{% endfor %}", "a range is longer than"),
                        Map.entry("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "nests deeper than"),
                        Map.entry("{{ 'aaaaaaaaaa' * 1000000000 }}", "makes more than"),
                        Map.entry("{{ 9 ** 9 ** 9 }}", "is not supported"),
                        Map.entry("{{ ''.__class__ }}", "`__class__` is not supported"),
                        Map.entry("{% include '/etc/passwd' %}", "`include` is not supported"),
                        Map.entry("{% if x %}", "the chat template cannot be rendered"),
                        Map.entry("{{ nothing.at.all }}", "the chat template cannot be rendered"),
                        Map.entry("{{ 1 / 0 }}", "the chat template cannot be rendered"))
                .forEach((template, says) -> table.row(
                        "template " + template,
                        says,
                        f -> f.write(
                                SETTINGS,
                                new JsonMapper()
                                        .createObjectNode()
                                        .put("chat_template", template)
                                        .toString())));
        table.file("chat_template.jinja");
        table.row(
                "a template of 2 MB", "are not plausible", f -> f.write("chat_template.jinja", "x".repeat(2_000_000)));
        table.row(
                "a template in Latin-1",
                "is not UTF-8",
                f -> f.write("chat_template.jinja", new byte[] {'a', (byte) 0xE4}));
        table.file("special_tokens_map.json");
        table.text("a map that is a list", "must hold a JSON object", "[]");
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> sentencePieceFiles() {
        Table table = new Table(PIECES);
        byte[] good = pieces(piece("<unk>", 0, 2), piece("<s>", 0, 3), piece("a", -1, 1), piece("b", -2, 1));
        table.row(
                "a number of eleven bytes",
                "is too long",
                f -> only(f, bytes(0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1)));
        table.row(
                "a piece of 2^63 bytes",
                "a field of",
                f -> only(f, bytes(0x0A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F)));
        table.row("a group of fields", "begins no known field", f -> only(f, bytes(0x0B, 0x0C)));
        table.row("text", "is damaged or truncated", f -> only(f, "pieces: a b c".getBytes(StandardCharsets.UTF_8)));
        table.row("another model's pieces", "has more pieces than the model's embedding has rows (10)", f -> {
            byte[][] many = new byte[11][];
            for (int i = 0; i < many.length; i++) {
                many[i] = piece("p" + i, 0, 1);
            }
            only(f, pieces(many));
        });
        table.row(
                "no piece for unknown text",
                "0 pieces for unknown text",
                f -> only(f, trained(pieces(piece("a", 0, 1), piece("b", 0, 1)))));
        table.row(
                "two pieces for unknown text",
                "2 pieces for unknown text",
                f -> only(f, trained(pieces(piece("a", 0, 2), piece("b", 0, 2)), pieces(piece("<s>", 0, 3)))));
        table.row("a piece twice", "'a' is there twice", f -> only(f, trained(good, pieces(piece("a", 0, 1)))));
        table.row("an empty piece", "piece 4 is empty", f -> only(f, trained(good, pieces(piece("", 0, 1)))));
        table.row("a piece of type 9", "of unknown type 9", f -> only(f, trained(good, pieces(piece("x", 0, 9)))));
        table.row("a piece of type 0", "of unknown type 0", f -> only(f, trained(good, pieces(piece("x", 0, 0)))));
        table.row(
                "a score that is no number",
                "the score of piece 4 is NaN",
                f -> only(f, trained(good, pieces(piece("x", Float.NaN, 1)))));
        table.row(
                "a byte piece that is none",
                "is not written as <0xHH>",
                f -> only(f, trained(good, pieces(piece("0x41", 0, 6)))));
        table.row(
                "a piece that is not UTF-8",
                "piece 4 is not UTF-8",
                f -> only(f, trained(good, bytes(0x0A, 0x04, 0x0A, 0x02, 0xC3, 0x28))));
        table.row("a unigram model", "it is a unigram model", f -> only(f, good));
        table.row(
                "bytes without pieces",
                "pieces for 0 of the 256 bytes",
                f -> only(f, good, bytes(0x12, 0x05, 0x18, 0x02, 0x98, 0x02, 0x01)));
        table.row(
                "blanks behind words",
                "treat_whitespace_as_suffix",
                f -> only(f, good, bytes(0x12, 0x05, 0x18, 0x02, 0xC0, 0x01, 0x01)));
        table.row(
                "a normalizer that maps characters",
                "maps characters",
                f -> only(f, trained(good), bytes(0x1A, 0x03, 0x12, 0x01, 'x')));
        table.row(
                "a denormalizer that maps characters",
                "its denormalizer maps characters",
                f -> only(f, trained(good), bytes(0x2A, 0x03, 0x12, 0x01, 'x')));
        table.row(
                "a denormalizer that ends outside",
                "a field of 9 bytes",
                f -> only(f, trained(good), bytes(0x2A, 0x02, 0x12, 0x09)));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> whatIsOddIsAWarning() {
        Table table = new Table(FILE);
        table.row(
                "an added token behind a gap",
                "'<x>' says id 9, but the tokenizer library gives it 8",
                f -> added(f, token(9, "<x>")));
        table.row(
                "an added token in a piece's place",
                "'<x>' says id 3, but the tokenizer library gives it 8",
                f -> added(f, token(3, "<x>")));
        table.row(
                "an added token that is a piece with another id",
                "'b' says id 8, but the vocab gives it 4",
                f -> added(f, token(8, "b")));
        table.row(
                "a start token by another id",
                "special token '<s>' has id 2, but '<s>' has id 1",
                f -> f.tokenizer(json -> ((ObjectNode) json.at("/post_processor/special_tokens/<s>"))
                        .putArray("ids")
                        .add(2)));
        return Malformed.warned(folder, table.rows());
    }

    private static void model(ModelFolder folder, Consumer<ObjectNode> change) {
        folder.tokenizer(json -> change.accept((ObjectNode) json.path("model")));
    }

    private static void merges(ModelFolder folder, Consumer<ArrayNode> change) {
        model(folder, model -> change.accept(model.putArray("merges")));
    }

    private static void piece(ModelFolder folder, String text, String id) throws IOException {
        model(folder, model -> model.withObject("/vocab").put(text, "MARK"));
        Path file = folder.path().resolve(FILE);
        folder.write(FILE, Files.readString(file).replace("\"MARK\"", id));
    }

    private static void part(ModelFolder folder, String name, String json) throws IOException {
        folder.tokenizer(root -> root.put(name, "MARK"));
        Path file = folder.path().resolve(FILE);
        folder.write(FILE, Files.readString(file).replace("\"MARK\"", json));
    }

    private static void added(ModelFolder folder, Consumer<ObjectNode> token) {
        folder.tokenizer(json -> token.accept(((ArrayNode) json.path("added_tokens")).addObject()));
    }

    private static Consumer<ObjectNode> token(int id, String content) {
        return token -> {
            token.put("id", id).put("content", content).put("special", true);
            for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                token.put(flag, false);
            }
        };
    }

    /** A folder whose tokenizer is a SentencePiece file of these messages. */
    private static void only(ModelFolder folder, byte[]... messages) {
        folder.delete(FILE).write(PIECES, pieces(messages));
    }

    /** Pieces, and that they are of a byte-pair model. */
    private static byte[] trained(byte[]... messages) {
        return pieces(pieces(messages), bytes(0x12, 0x02, 0x18, 0x02));
    }

    private static byte[] pieces(byte[]... messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    private static byte[] piece(String text, float score, int type) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(11 + utf8.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0x0A)
                .put((byte) (9 + utf8.length))
                .put((byte) 0x0A)
                .put((byte) utf8.length)
                .put(utf8)
                .put((byte) 0x15)
                .putFloat(score)
                .put((byte) 0x18)
                .put((byte) type)
                .array();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
