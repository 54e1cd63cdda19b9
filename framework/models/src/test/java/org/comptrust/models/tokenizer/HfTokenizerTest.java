package org.comptrust.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.DecoderConfig;
import org.comptrust.models.checkpoint.ModelFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HfTokenizerTest {
    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeAGoodFolder() {
        model = ModelFolder.in(folder);
    }

    @Test
    void encodesWithoutAndDecodesWithoutSpecialTokens() {
        try (HfTokenizer tokenizer = open()) {
            assertEquals(List.of(7, 7, 5, 6), tokenizer.encode("abcabccab"));
            assertEquals("abc", tokenizer.decode(List.of(1, 6, 5, 1)));
            assertEquals(List.of(), tokenizer.encode(""));
            assertEquals("", tokenizer.decode(List.of()));
            assertEquals(32, tokenizer.contextLength());
            assertEquals(List.of(), tokenizer.warnings());
        }
    }

    @Test
    void nothingIsTruncatedOrPaddedWhateverTheFileSays() {
        model.tokenizer(json -> {
            json.putObject("truncation")
                    .put("direction", "Right")
                    .put("max_length", 2)
                    .put("strategy", "LongestFirst")
                    .put("stride", 0);
            ObjectNode padding = json.putObject("padding");
            padding.putObject("strategy").put("Fixed", 9);
            padding.put("direction", "Right")
                    .putNull("pad_to_multiple_of")
                    .put("pad_id", 0)
                    .put("pad_type_id", 0)
                    .put("pad_token", "<unk>");
        });
        try (HfTokenizer tokenizer = open()) {
            assertEquals(List.of(3, 3, 3), tokenizer.encode("aaa"));
            assertEquals(2000, tokenizer.encode("a".repeat(2000)).size());
        }
    }

    @Test
    void theStartIsWhatThePostProcessorPutsInFront() {
        try (HfTokenizer tokenizer = open()) {
            assertEquals(List.of(1), tokenizer.start());
        }
    }

    @Test
    void withoutAPostProcessorThereIsNoStart() {
        model.tokenizer(json -> json.putNull("post_processor"));
        try (HfTokenizer tokenizer = open()) {
            assertEquals(List.of(), tokenizer.start());
        }
    }

    @Test
    void theSettingsDecideAboutTheStart() {
        model.write("tokenizer_config.json", "{\"add_bos_token\": false}");
        try (HfTokenizer tokenizer = open()) {
            assertEquals(List.of(), tokenizer.start());
        }
        model.tokenizer(json -> json.putNull("post_processor"))
                .write("tokenizer_config.json", "{\"add_bos_token\": true, \"bos_token\": {\"content\": \"</s>\"}}");
        try (HfTokenizer tokenizer = open()) {
            assertEquals(List.of(2), tokenizer.start());
            assertEquals(Optional.of("</s>"), tokenizer.specialToken("bos_token"));
        }
    }

    @Test
    void aLoneSurrogateIsReadAsAnUnknownCharacter() {
        try (HfTokenizer tokenizer = open()) {
            assertEquals(tokenizer.encode("a\uFFFDb"), tokenizer.encode("a\uD800b"));
        }
    }

    @Test
    void severalThreadsGetTheSameIds() {
        try (HfTokenizer tokenizer = open()) {
            List<Integer> expected = tokenizer.encode("abcab".repeat(20));
            IntStream.range(0, 200)
                    .parallel()
                    .forEach(i -> assertEquals(expected, tokenizer.encode("abcab".repeat(20))));
        }
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterwardsIsAnError() {
        HfTokenizer tokenizer = open();
        tokenizer.close();
        tokenizer.close();

        assertThrows(IllegalStateException.class, () -> tokenizer.encode("a"));
    }

    @Test
    void theIdentityFollowsTheFiles() {
        String before = identity();
        model.write("tokenizer_config.json", "{}");
        String withSettings = identity();
        model.tokenizer(json -> json.putNull("post_processor"));

        assertTrue(before.matches("[0-9a-f]{64}"), before);
        assertNotEquals(before, withSettings);
        assertNotEquals(withSettings, identity());
    }

    @Test
    void theChatTemplateIsFoundWhereverItIsKept() {
        try (HfTokenizer tokenizer = open()) {
            assertEquals(Optional.empty(), tokenizer.chatTemplate());
        }
        model.write(
                "tokenizer_config.json",
                "{\"chat_template\": [{\"name\": \"tools\", \"template\": \"t\"}, {\"name\": \"default\", \"template\": \"d\"}]}");
        try (HfTokenizer tokenizer = open()) {
            assertEquals(Optional.of("d"), tokenizer.chatTemplate());
        }
        model.write("tokenizer_config.json", "{\"chat_template\": \"one\"}");
        try (HfTokenizer tokenizer = open()) {
            assertEquals(Optional.of("one"), tokenizer.chatTemplate());
        }
        model.write("chat_template.jinja", "own file");
        try (HfTokenizer tokenizer = open()) {
            assertEquals(Optional.of("own file"), tokenizer.chatTemplate());
        }
    }

    @Test
    void anAddedTokenWithoutAnEmbeddingIsAWarningUntilATextContainsIt() {
        model.tokenizer(json -> addToken(json, 8, "<pad>")).config(json -> json.put("vocab_size", 8));
        try (HfTokenizer tokenizer = open()) {
            assertTrue(tokenizer.warnings().get(0).contains("'<pad>' has id 8, but the model's embedding has 8 rows"));
            CheckpointException refusal = assertThrows(CheckpointException.class, () -> tokenizer.encode("a<pad>"));
            assertTrue(refusal.getMessage().contains("token 8"), refusal.getMessage());
        }
    }

    @Test
    void aVocabularyLargerThanTheEmbeddingIsRefused() {
        model.config(json -> json.put("vocab_size", 7));

        refused("piece 'abc' has id 7, but the model's embedding has 7 rows");
    }

    @Test
    void brokenJsonIsRefused() {
        model.write("tokenizer.json", "{\"model\": {");
        refused("is not valid JSON at line 1, column");
        model.write("tokenizer.json", "{\"a\": " + "[".repeat(50_000));
        refused("is nested too deeply");
    }

    @Test
    void aTokenizerWithoutAModelIsRefused() {
        refused(json -> json.remove("model"), "has no model");
    }

    @Test
    void otherModelsThanBpeAreRefusedByName() {
        refused(json -> model(json).put("type", "Unigram"), "model type 'Unigram' is not supported");
    }

    @Test
    void idsMustBePossibleAndDistinct() {
        refused(json -> vocabulary(json).put("zz", 1L << 40), "impossible id 1099511627776 of piece 'zz'");
        refused(json -> vocabulary(json).put("zz", -1), "impossible id -1");
        refused(json -> vocabulary(json).put("zz", 6), "id 6 is used twice (ab, zz)");
        refused(json -> addToken(json, 1, "<other>"), "id 1 is used twice, by the added tokens '<s>' and '<other>'");
    }

    @Test
    void mergesMustBeOfPiecesAndGivePieces() {
        refused(
                json -> merges(json).add("q@ zz"),
                "merge 'q@ zz' (number 3) uses a piece that is not in the vocab: 'q@'");
        refused(json -> merges(json).add("b c"), "the result of merge 'b c' (number 3) is not in the vocab");
        refused(json -> merges(json).add("abc"), "merge 3 is not a pair of pieces");
        refused(json -> merges(json).addArray().add("a"), "merge 3 is not a pair of pieces");
    }

    @Test
    void mergesMayBeWrittenAsPairs() {
        model.tokenizer(json -> {
            ArrayNode merges = model(json).putArray("merges");
            merges.addArray().add("a").add("b");
        });
        try (HfTokenizer tokenizer = open()) {
            assertEquals(List.of(6, 5), tokenizer.encode("abc"));
        }
    }

    @Test
    void aBadRegularExpressionIsShown() {
        refused(
                json -> {
                    ObjectNode split = json.putObject("pre_tokenizer").put("type", "Split");
                    split.putObject("pattern").put("Regex", "(unclosed[");
                    split.put("behavior", "Isolated").put("invert", false);
                },
                "bad regular expression, one of ['(unclosed[']");
    }

    /** Each of these makes the native library end the process. */
    @Test
    void whatTheNativeLibraryDoesNotSurviveNeverReachesIt() {
        refused(
                json -> json.putObject("normalizer").put("type", "Precompiled").put("precompiled_charsmap", "AAAA"),
                "normalizer of type 'Precompiled' is not supported");
        refused(
                json -> json.putObject("pre_tokenizer")
                        .put("type", "FixedLength")
                        .put("length", 0),
                "pre_tokenizer of type 'FixedLength' is not supported");
        refused(
                json -> model(json).put("continuing_subword_prefix", "##"),
                "continuing_subword_prefix is not supported");
        refused(
                json -> json.putObject("decoder")
                        .put("type", "Strip")
                        .put("content", "a")
                        .put("start", 0)
                        .put("stop", 100),
                "decoder of type 'Strip' with stop 100 is not supported");
        refused(
                json -> ((ObjectNode) json.path("post_processor")).putObject("special_tokens"),
                "which names no special token and not the text");
        refused(
                json -> ((ObjectNode) json.at("/post_processor/single/1/Sequence")).put("id", "B"),
                "which names no special token and not the text");
    }

    @Test
    void theTemplateMayOnlyHaveIdsThatExist() {
        refused(
                json -> ((ObjectNode) json.at("/post_processor/special_tokens/<s>"))
                        .putArray("ids")
                        .add(400),
                "special token '<s>' has id 400, which no piece has");
    }

    @Test
    void randomTokenIdsAreRefused() {
        refused(json -> model(json).put("dropout", 0.1), "model.dropout 0.1 makes token ids random");
    }

    @Test
    void anUnknownTokenOutsideTheVocabularyIsRefused() {
        refused(json -> model(json).put("unk_token", "nope"), "model.unk_token 'nope' is not in the vocab");
    }

    @Test
    void withoutAnyTokenizerTheFolderIsRefused() {
        model.delete("tokenizer.json");
        refused("tokenizer.json: is missing, and so is tokenizer.model");
        model.write("tokenizer.model", new byte[] {0x0A, 0x03, 0x0A, 0x01, 'a'});
        refused("tokenizer.model: cannot be read by this version: it is a unigram model");
    }

    @Test
    void aDamagedSentencePieceFileTellsThatTheFolderIs() {
        model.write("tokenizer.model", new byte[0]);
        refused("tokenizer.model: is empty");
        model.write("tokenizer.model", "version https://git-lfs.example/spec/v1\noid sha256:00\nsize 1\n");
        refused("git lfs pull");
        model.write("tokenizer.model", new byte[] {0x0A, 0x03, 0x0A, 0x01});
        refused("is damaged or truncated: a field of 3 bytes begins at byte 2, but only 2 bytes are left");
        model.write("tokenizer.model", new byte[] {0x0A, 0x03, 0x0A, 0x05, 'a'});
        refused("a field of 5 bytes");
        model.write("tokenizer.model", new byte[] {0x0A, (byte) 0x80});
        refused("ends inside a number");
        model.write("tokenizer.model", new byte[] {0x10, 0x01});
        refused("it has no pieces");
        model.write("tokenizer.model", new byte[] {0x0A, 0x03, 0x0A, 0x01, 'a', 0x1A, 0x02, 0x09, 0x00});
        refused("a field of 8 bytes begins at byte 8, but only 1 bytes are left");
    }

    @Test
    void aStartTokenWithoutAnEmbeddingIsRefused() {
        model.write("tokenizer_config.json", "{\"add_bos_token\": true, \"bos_token\": \"<begin>\"}");
        model.tokenizer(json -> {
            addToken(json, 8, "<x>");
            addToken(json, 9, "<y>");
            addToken(json, 10, "<begin>");
            json.putNull("post_processor");
        });
        refused("puts token 10 in front of a text, but the model's embedding has 10 rows");
        byte[] onePiece = {0x0A, 0x03, 0x0A, 0x01, 'a'};
        byte[] bytePairsThatStartWith77 = {0x12, 0x05, 0x18, 0x02, (byte) 0xC8, 0x02, 77};
        model.delete("tokenizer.json")
                .write(
                        "tokenizer.model",
                        ByteBuffer.allocate(12)
                                .put(onePiece)
                                .put(bytePairsThatStartWith77)
                                .array());
        refused("its start token is piece 77 of 1");
    }

    private static ObjectNode model(ObjectNode json) {
        return (ObjectNode) json.path("model");
    }

    @Test
    void ofManyWarningsTheFirstAreShownAndThenHowManyMoreThereAre() {
        model.tokenizer(json -> {
            for (int i = 0; i < 14; i++) {
                addToken(json, 100 + i, "<" + (char) ('a' + i) + ">");
            }
        });
        try (HfTokenizer tokenizer = open()) {
            List<String> warnings = tokenizer.warnings();
            assertEquals(10, warnings.size(), String.join("\n", warnings));
            assertTrue(warnings.get(9).endsWith(" more warnings of this kind"), warnings.get(9));
        }
    }

    private static ObjectNode vocabulary(ObjectNode json) {
        return (ObjectNode) json.at("/model/vocab");
    }

    private static ArrayNode merges(ObjectNode json) {
        return (ArrayNode) json.at("/model/merges");
    }

    private static void addToken(ObjectNode json, int id, String content) {
        ((ArrayNode) json.path("added_tokens"))
                .addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private HfTokenizer open() {
        return HfTokenizer.open(folder, DecoderConfig.read(folder));
    }

    private String identity() {
        try (HfTokenizer tokenizer = open()) {
            return tokenizer.identity();
        }
    }

    private void refused(Consumer<ObjectNode> change, String expected) {
        model.tokenizer(change);
        refused(expected);
    }

    private void refused(String expected) {
        CheckpointException refusal = assertThrows(CheckpointException.class, () -> open().close());
        assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    }
}
