package org.comptrust.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.comptrust.models.checkpoint.Malformed;
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
        Malformed table = new Malformed(folder, FILE);
        table.row("a model that is null", "has no model", f -> f.tokenizer(json -> json.putNull("model")));
        table.rows("a model with", (f, members) -> model(f, m -> m.setAll(ModelFolder.members(members))), """
                "type": "Unigram"            => model type 'Unigram' is not supported
                "type": "WordPiece"          => model type 'WordPiece' is not supported
                "type": "WordLevel"          => model type 'WordLevel' is not supported
                "type": "bpe"                => model type 'bpe' is not supported
                "vocab": []                  => model.vocab must be an object
                "vocab": {}                  => model.vocab must be an object
                "merges": {}                 => model.merges must be a list
                "merges": ["a"]              => merge 1 is not a pair
                "merges": ["a b c"]          => merge 1 is not a pair
                "merges": [""]               => merge 1 is not a pair
                "merges": [["a", "b", "c"]]  => merge 1 is not a pair
                "merges": [[3, 4]]           => merge 1 is not a pair
                "merges": [" a"]             => uses a piece that is not in the vocab: ''
                "merges": ["b a"]            => the result of merge 'b a'
                "unk_token": "none"          => model.unk_token 'none' is not in
                "dropout": 0.5               => model.dropout 0.5
                "fuse_unk": "yes"            => refused by the tokenizer library
                """);
        table.rows("id", (f, id) -> piece(f, "zz", id), """
                -1         => impossible id -1
                1.5        => impossible id 1.5
                null       => impossible id null
                "9"        => impossible id
                2147483648 => impossible id 2147483648
                10         => has id 10, but the model's embedding has 10 rows
                3          => id 3 is used twice (a, zz)
                """);
        table.row("no merges", "model.merges must be a list", f -> model(f, m -> m.remove("merges")));
        table.row(
                "another version",
                "refused by the tokenizer library",
                f -> f.tokenizer(json -> json.put("version", "9")));
        table.row(
                "four million lists",
                "holds more than 6000000 names and values",
                f -> f.write(FILE, "{\"x\":[" + "[],".repeat(4_000_000) + "1]}"));
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> addedTokens() {
        Malformed table = new Malformed(folder, FILE);
        table.row("an object", "added_tokens must be a list", f -> f.tokenizer(json -> json.putObject("added_tokens")));
        table.row(
                "texts",
                "an added token has no content",
                f -> f.tokenizer(json -> json.putArray("added_tokens").add("<s>")));
        table.row("an id twice", "id 1 is used twice", f -> added(f, token(1, "<x>")));
        table.row("no text", "has 0 characters", f -> added(f, token(8, "")));
        table.row("a very long text", "has 100000 characters", f -> added(f, token(8, "x".repeat(100_000))));
        table.rows("a token with", (f, members) -> added(f, t -> t.setAll(ModelFolder.members(members))), """
                "id": "8", "content": "<x>"  => impossible id "8"
                "content": "<x>"             => impossible id
                "id": 8, "content": "<x>"    => refused by the tokenizer library
                """);
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> partsAroundTheModel() {
        Malformed table = new Malformed(folder, FILE);
        table.rows("normalizer", (f, value) -> part(f, "normalizer", value), """
                {"type":"BertNormalizer"}           => normalizer of type 'BertNormalizer'
                {}                                  => normalizer of type ''
                []                                  => normalizer of type ''
                "NFC"                               => normalizer of type ''
                {"type":"Sequence"}                 => needs a list normalizers
                {"type":"Strip"}                    => refused by the tokenizer library
                {"type":"Replace","content":"x"}    => refused by the tokenizer library
                """);
        table.rows("pre_tokenizer", (f, value) -> part(f, "pre_tokenizer", value), """
                {"type":"Split"}                          => refused by the tokenizer library
                {"type":"Metaspace","replacement":"__"}   => refused by the tokenizer library
                {"type":"UnicodeScripts"}                 => pre_tokenizer of type 'UnicodeScripts'
                {"type":"ByteLevel"}                      => refused by the tokenizer library
                """);
        table.rows("decoder", (f, value) -> part(f, "decoder", value), """
                {"type":"CTC"}                                         => decoder of type 'CTC'
                {"type":"Strip","content":"ab","start":1,"stop":0}     => refused by the tokenizer library
                """);
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
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> settings() {
        Malformed table = new Malformed(folder, SETTINGS);
        table.rows("settings", (f, text) -> f.write(SETTINGS, text), """
                []                                            => must hold a JSON object
                {                                             => not valid JSON
                {"a":1,"a":2}                                 => Duplicate field 'a'
                {"add_bos_token":"yes"}                       => add_bos_token must be true or false
                {"chat_template":5}                           => chat_template must be a string
                {"chat_template":{"default":"x"}}             => chat_template must be a string
                {"chat_template":[{"name":"rag","template":"x"}]} => none of its templates is called default
                {"chat_template":["x"]}                       => no template with a name
                {"chat_template":[]}                          => none of its templates is called default
                """);
        table.row("a start token that is none", "bos_token '<z>' is not in tokenizer.json", f -> f.tokenizer(
                        json -> json.putNull("post_processor"))
                .write(SETTINGS, "{\"add_bos_token\":true,\"bos_token\":\"<z>\"}"));
        table.rows("template", MalformedTokenizersTest::template, """
                {% for x in range(1000000000) %}x{% endfor %}      => a range is longer than
                {% macro m() %}{{ m() }}{% endmacro %}{{ m() }}    => nests deeper than
                {{ 'aaaaaaaaaa' * 1000000000 }}                    => makes more than
                {{ 9 ** 9 ** 9 }}                                  => is not supported
                {{ ''.__class__ }}                                 => `__class__` is not supported
                {% include '/etc/passwd' %}                        => `include` is not supported
                {% if x %}                                         => the chat template cannot be rendered
                {{ nothing.at.all }}                               => the chat template cannot be rendered
                {{ 1 / 0 }}                                        => the chat template cannot be rendered
                """);
        table.file("chat_template.jinja");
        table.row(
                "a template of 2 MB", "are not plausible", f -> f.write("chat_template.jinja", "x".repeat(2_000_000)));
        table.row(
                "a template in Latin-1",
                "is not UTF-8",
                f -> f.write("chat_template.jinja", new byte[] {'a', (byte) 0xE4}));
        table.file("special_tokens_map.json");
        table.text("a map that is a list", "must hold a JSON object", "[]");
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> sentencePieceFiles() {
        Malformed table = new Malformed(folder, PIECES);
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
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> whatIsOddIsAWarning() {
        Malformed table = new Malformed(folder, FILE);
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
        return table.warned();
    }

    private static void template(ModelFolder folder, String template) {
        folder.write(
                SETTINGS,
                new JsonMapper()
                        .createObjectNode()
                        .put("chat_template", template)
                        .toString());
    }

    private static void model(ModelFolder folder, Consumer<ObjectNode> change) {
        folder.tokenizer(json -> change.accept((ObjectNode) json.path("model")));
    }

    private static void piece(ModelFolder folder, String text, String id) throws IOException {
        JsonNode value = new JsonMapper().readTree(id);
        model(folder, model -> model.withObject("/vocab").set(text, value));
    }

    private static void part(ModelFolder folder, String name, String json) throws IOException {
        JsonNode value = new JsonMapper().readTree(json);
        folder.tokenizer(root -> root.set(name, value));
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
