package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderConfigTest {
    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeAGoodFolder() {
        model = ModelFolder.in(folder);
    }

    @Test
    void readsWhatTheFileSays() {
        assertEquals(
                new DecoderConfig(
                        Family.LLAMA,
                        8,
                        12,
                        1,
                        2,
                        1,
                        4,
                        10,
                        32,
                        1e-5,
                        new Rope(10_000, 4, Optional.empty()),
                        Optional.empty(),
                        false,
                        false,
                        false,
                        false,
                        StoredType.F32,
                        OptionalInt.of(1),
                        List.of(2),
                        List.of()),
                DecoderConfig.read(folder));
    }

    @Test
    void membersThatAreMissingHaveTheirDefaults() {
        DecoderConfig config = read(json -> json.remove(List.of(
                "hidden_act",
                "num_key_value_heads",
                "rms_norm_eps",
                "rope_theta",
                "tie_word_embeddings",
                "torch_dtype",
                "max_position_embeddings",
                "bos_token_id",
                "eos_token_id")));

        assertEquals(2, config.kvHeads());
        assertEquals(4, config.headDim());
        assertEquals(1e-6, config.rmsNormEps());
        assertEquals(10_000, config.rope().theta());
        assertEquals(2048, config.maxPositions());
        assertFalse(config.tiedHead());
        assertEquals(OptionalInt.empty(), config.bosId());
        assertEquals(List.of(), config.eosIds());
    }

    @Test
    void endTokensOfTheGenerationConfigCount() {
        model.write("generation_config.json", "{\"eos_token_id\": [3, 2, 3]}");

        assertEquals(List.of(3, 2), DecoderConfig.read(folder).eosIds());
    }

    @Test
    void qwen2HasBiasesOfQueryKeyAndValue() {
        DecoderConfig config = read(json -> json.put("model_type", "qwen2").put("sliding_window", 4));

        assertTrue(config.qkvBias());
        assertFalse(config.outputBias());
    }

    @Test
    void llamaBiasesAreSwitchedOnByMembers() {
        DecoderConfig config = read(json -> json.put("attention_bias", true).put("mlp_bias", true));

        assertTrue(config.qkvBias() && config.outputBias() && config.mlpBias());
    }

    @Test
    void theHeadDimensionMayDifferFromHiddenSizeByHeads() {
        assertEquals(16, read(json -> json.put("head_dim", 16)).headDim());
    }

    @Test
    void llama3ScalingIsRead() {
        assertEquals(
                Optional.of(new RopeScaling.Llama3(8, 1, 4, 64)),
                read(json -> llama3(json.putObject("rope_scaling"))).rope().scaling());
    }

    @Test
    void theNewerSpellingOfRopeIsRead() {
        DecoderConfig config = read(json -> {
            json.remove("rope_theta");
            llama3(json.putObject("rope_parameters")).put("rope_theta", 500_000);
        });

        assertEquals(500_000, config.rope().theta());
        assertTrue(config.rope().scaling().isPresent());
    }

    @Test
    void defaultAndNullScalingAreNone() {
        assertEquals(
                Optional.empty(),
                read(json -> json.putNull("rope_scaling")).rope().scaling());
        assertEquals(
                Optional.empty(),
                read(json -> json.putObject("rope_scaling").put("rope_type", "default"))
                        .rope()
                        .scaling());
    }

    @Test
    void linearScalingIsRead() {
        assertEquals(
                Optional.of(new RopeScaling.Linear(4)),
                read(json -> json.putObject("rope_scaling")
                                .put("type", "linear")
                                .put("factor", 4))
                        .rope()
                        .scaling());
        refused(json -> json.putObject("rope_scaling").put("type", "linear"), "rope_scaling.factor is missing");
    }

    @Test
    void dynamicScalingChangesNothingUpToTheContextAndSaysSo() {
        DecoderConfig config = read(
                json -> json.putObject("rope_scaling").put("type", "dynamic").put("factor", 4));

        assertEquals(Optional.empty(), config.rope().scaling());
        assertEquals(32, config.maxPositions());
        assertTrue(config.notes().get(0).contains("stretches texts of more than 32 tokens"), config.notes()::toString);
        refused(
                json -> json.putObject("rope_scaling")
                        .put("type", "dynamic")
                        .put("factor", 4)
                        .put("original_max_position_embeddings", 16),
                "original_max_position_embeddings is 16, but max_position_embeddings is 32");
    }

    @Test
    void longRopeIsReadUpToTheOriginalContext() {
        DecoderConfig config = read(json -> longRope(json).put("original_max_position_embeddings", 8));

        double amplitude = Math.sqrt(1 + Math.log(4) / Math.log(8));
        assertEquals(
                Optional.of(new RopeScaling.LongRope(List.of(1.0, 1.5), amplitude)),
                config.rope().scaling());
        assertEquals(8, config.maxPositions());
        assertTrue(config.notes().get(0).contains("texts of more than 8 tokens"), config.notes()::toString);
        refused(
                json -> longRope(json).withArray("/rope_scaling/short_factor").add(1),
                "short_factor must have 2 numbers, has 3");
        refused(
                json -> longRope(json).put("original_max_position_embeddings", 1),
                "original_max_position_embeddings is 1; nothing can be stretched");
    }

    @Test
    void partOfAHeadIsRotatedWhereTheFamilyKnowsIt() {
        assertEquals(
                2,
                read(json -> phi3(json).put("partial_rotary_factor", 0.5))
                        .rope()
                        .channels());
        refused(json -> phi3(json).put("partial_rotary_factor", 0.25), "must leave an even number of the head's 4");
        refused(json -> phi3(json).put("partial_rotary_factor", 1.5), "must leave an even number of the head's 4");
        refused(json -> json.put("partial_rotary_factor", 0.5), "only 1 is supported for models of type llama");
    }

    @Test
    void otherScalingIsRefusedByName() {
        refused(
                json -> json.putObject("rope_scaling").put("rope_type", "yarn"),
                "rope scaling 'yarn' is not supported (supported: default, dynamic, linear, llama3, longrope)");
    }

    @Test
    void llama3ScalingIsChecked() {
        refused(json -> llama3(json.putObject("rope_scaling")).remove("factor"), "rope_scaling.factor is missing");
        refused(json -> llama3(json.putObject("rope_scaling")).put("factor", 0.5), "must be at least 1");
        refused(json -> llama3(json.putObject("rope_scaling")).put("low_freq_factor", 4), "must be below");
    }

    @Test
    void contradictingRopeMembersAreRefused() {
        refused(
                json -> json.putObject("rope_parameters").put("rope_theta", 5),
                "rope_theta and rope_parameters.rope_theta differ");
    }

    @Test
    void aModelTypeThatIsNotKnownIsRefusedWithTheKnownOnes() {
        refused(
                json -> json.put("model_type", "frobnicator"),
                "'frobnicator' is not supported (supported: llama, mistral, phi3, qwen2, qwen3)");
        refused(json -> json.remove("model_type"), "model_type is missing");
    }

    @Test
    void mistralLooksThroughAWindowUnlessItIsNullOrAsLongAsTheContext() {
        assertEquals(
                Optional.of(new SlidingWindow(16, 0, List.of())),
                read(json -> json.put("model_type", "mistral").put("sliding_window", 16))
                        .window());
        assertEquals(
                Optional.empty(),
                read(json -> json.put("model_type", "mistral").put("sliding_window", 32))
                        .window());
        assertEquals(
                Optional.empty(),
                read(json -> json.put("model_type", "mistral").putNull("sliding_window"))
                        .window());
        assertEquals(
                Optional.of(new SlidingWindow(4096, 0, List.of())), // the library's default
                read(json -> json.put("model_type", "mistral").put("max_position_embeddings", 8192))
                        .window());
    }

    @Test
    void qwenLooksThroughAWindowOnlyWhereItSaysSo() {
        assertEquals(Optional.empty(), read(json -> qwen2(json, false)).window());
        assertEquals(Optional.empty(), read(json -> qwen2(json, true)).window()); // from block 28 on
        assertEquals(
                Optional.of(new SlidingWindow(16, 0, List.of())),
                read(json -> qwen2(json, true).put("max_window_layers", 0)).window());
        assertEquals(
                Optional.of(new SlidingWindow(16, 28, List.of(true))),
                read(json -> qwen2(json, true).putArray("layer_types").add("sliding_attention"))
                        .window());
    }

    @Test
    void layerTypesThatContradictAreRefused() {
        refused(
                json -> qwen2(json, false).putArray("layer_types").add("sliding_attention"),
                "layer_types names sliding_attention, but the model has no active sliding_window");
        refused(
                json -> qwen2(json, true).putArray("layer_types").add("chunked_attention"),
                "'chunked_attention', which is not supported (supported: full_attention, sliding_attention)");
        refused(json -> qwen2(json, true).putArray("layer_types"), "a type for each of the 1 layers");
        refused(
                json -> json.put("model_type", "mistral")
                        .put("sliding_window", 16)
                        .putArray("layer_types")
                        .add("full_attention"),
                "names full_attention beside an active sliding_window");
    }

    @Test
    void qwen3HasHeadsOf128ChannelsUnlessItSaysOtherwise() {
        assertEquals(128, read(json -> json.put("model_type", "qwen3")).headDim());
        assertEquals(
                4,
                read(json -> json.put("model_type", "qwen3").putNull("head_dim"))
                        .headDim());
    }

    @Test
    void anotherActivationIsRefused() {
        refused(json -> json.put("hidden_act", "swishish"), "activation 'swishish'");
    }

    @Test
    void sizesMustBePositiveWholeNumbers() {
        refused(json -> json.remove("hidden_size"), "hidden_size is missing");
        refused(json -> json.putNull("hidden_size"), "hidden_size is missing");
        refused(json -> json.put("hidden_size", -16), "hidden_size must be positive, is -16");
        refused(json -> json.put("hidden_size", "16"), "hidden_size must be a number, is \"16\"");
        refused(json -> json.put("hidden_size", 16.5), "hidden_size must be a whole number, is 16.5");
        refused(json -> json.put("hidden_size", 1L << 40), "hidden_size is impossible");
        refused(json -> json.put("num_attention_heads", 0), "num_attention_heads must be positive, is 0");
    }

    @Test
    void headsMustDivide() {
        refused(
                json -> json.put("num_attention_heads", 4).put("num_key_value_heads", 3),
                "num_attention_heads (4) must be a multiple of num_key_value_heads (3)");
        refused(
                json -> json.put("num_attention_heads", 3),
                "hidden_size (8) must be a multiple of num_attention_heads (3)");
        refused(json -> json.put("head_dim", 3), "head_dim must be even");
        refused(json -> json.put("head_dim", Integer.MAX_VALUE - 1), "head_dim is impossible");
    }

    @Test
    void notANumberIsRefusedWithItsName() {
        model.write(
                "config.json",
                "{\"model_type\": \"llama\", \"hidden_size\": 8, \"intermediate_size\": 12,"
                        + " \"num_attention_heads\": 2, \"num_hidden_layers\": 1, \"vocab_size\": 10, \"rms_norm_eps\": NaN}");

        refused("rms_norm_eps is not a usable number");
    }

    @Test
    void zeroAndInfiniteRealsAreRefused() {
        refused(json -> json.put("rope_theta", 0), "rope_theta must be positive");
        refused(json -> json.put("rope_theta", Double.POSITIVE_INFINITY), "rope_theta");
        refused(json -> json.put("rms_norm_eps", -1e-5), "rms_norm_eps must be positive");
    }

    @Test
    void flagsMustBeTrueOrFalse() {
        refused(json -> json.put("tie_word_embeddings", 1), "tie_word_embeddings must be true or false, is 1");
    }

    @Test
    void tokensOutsideTheVocabularyAreRefused() {
        refused(json -> json.put("eos_token_id", 10), "eos_token_id is 10, outside the vocabulary of 10 tokens");
        refused(json -> json.putArray("eos_token_id").add(2).add(-1), "eos_token_id is -1");
    }

    @Test
    void anUnknownDtypeIsRefused() {
        refused(json -> json.put("torch_dtype", "float8"), "torch_dtype 'float8' is not supported");
        assertEquals(
                StoredType.BF16,
                read(json -> json.put("torch_dtype", "bfloat16")).dtype());
    }

    @Test
    void brokenJsonIsReportedWithLineAndColumn() {
        model.write("config.json", "{\n  \"model_type\": \"llama\",\n  \"hidden");

        refused("not valid JSON at line 3, column");
    }

    @Test
    void aRepeatedMemberIsRefused() {
        model.write("config.json", "{\"model_type\": \"llama\", \"model_type\": \"qwen2\"}");

        refused("Duplicate field 'model_type'");
    }

    @Test
    void anArrayIsNoConfiguration() {
        model.write("config.json", "[]");

        refused("must hold a JSON object");
    }

    @Test
    void anotherEncodingIsRefused() {
        model.write("config.json", "{\"model_type\": \"llama\"}".getBytes(StandardCharsets.UTF_16));

        refused("is not UTF-8");
    }

    @Test
    void aMissingFileIsNamed() {
        model.delete("config.json");

        refused("config.json: is missing in the model folder");
    }

    private static ObjectNode phi3(ObjectNode json) {
        return json.put("model_type", "phi3");
    }

    private static ObjectNode longRope(ObjectNode json) {
        ObjectNode rope = phi3(json).putObject("rope_scaling").put("type", "longrope");
        rope.putArray("short_factor").add(1.0).add(1.5);
        rope.putArray("long_factor").add(1.0).add(9.5);
        return json;
    }

    private static ObjectNode qwen2(ObjectNode json, boolean window) {
        return json.put("model_type", "qwen2").put("sliding_window", 16).put("use_sliding_window", window);
    }

    private static ObjectNode llama3(ObjectNode rope) {
        return rope.put("rope_type", "llama3")
                .put("factor", 8.0)
                .put("low_freq_factor", 1.0)
                .put("high_freq_factor", 4.0)
                .put("original_max_position_embeddings", 64);
    }

    private DecoderConfig read(Consumer<ObjectNode> change) {
        return DecoderConfig.read(model.config(change).path());
    }

    private void refused(Consumer<ObjectNode> change, String expected) {
        model.config(change);
        refused(expected);
    }

    private void refused(String expected) {
        CheckpointException refusal = assertThrows(CheckpointException.class, () -> DecoderConfig.read(folder));
        assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
        assertEquals(folder.resolve("config.json"), refusal.file());
    }
}
