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
import org.comptrust.models.checkpoint.DecoderConfig.Llama3Scaling;
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
                        "llama",
                        8,
                        12,
                        1,
                        2,
                        1,
                        4,
                        10,
                        32,
                        1e-5,
                        10_000,
                        Optional.empty(),
                        false,
                        false,
                        false,
                        false,
                        StoredType.F32,
                        OptionalInt.of(1),
                        List.of(2)),
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
        assertEquals(10_000, config.ropeTheta());
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
        Llama3Scaling expected = new Llama3Scaling(8, 1, 4, 64);

        assertEquals(
                Optional.of(expected),
                read(json -> llama3(json.putObject("rope_scaling"))).ropeScaling());
    }

    @Test
    void theNewerSpellingOfRopeIsRead() {
        DecoderConfig config = read(json -> {
            json.remove("rope_theta");
            llama3(json.putObject("rope_parameters")).put("rope_theta", 500_000);
        });

        assertEquals(500_000, config.ropeTheta());
        assertTrue(config.ropeScaling().isPresent());
    }

    @Test
    void defaultAndNullScalingAreNone() {
        assertEquals(
                Optional.empty(), read(json -> json.putNull("rope_scaling")).ropeScaling());
        assertEquals(
                Optional.empty(),
                read(json -> json.putObject("rope_scaling").put("rope_type", "default"))
                        .ropeScaling());
    }

    @Test
    void otherScalingIsRefusedByNameUnderBothKeys() {
        refused(
                json -> json.putObject("rope_scaling").put("rope_type", "yarn"),
                "rope scaling 'yarn' is not supported");
        refused(
                json -> json.putObject("rope_scaling").put("type", "linear").put("factor", 2),
                "rope scaling 'linear' is not supported");
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
                "'frobnicator' is not supported (supported: llama, mistral, qwen2)");
        refused(json -> json.remove("model_type"), "model_type is missing");
    }

    @Test
    void activeSlidingWindowsAreRefused() {
        refused(json -> json.put("model_type", "qwen2").put("use_sliding_window", true), "use_sliding_window is true");
        refused(json -> json.put("model_type", "mistral").put("sliding_window", 16), "sliding_window 16 is shorter");
        assertEquals(
                "mistral",
                read(json -> json.put("model_type", "mistral").putNull("sliding_window"))
                        .modelType());
        assertEquals(
                "mistral",
                read(json -> json.put("model_type", "mistral").put("sliding_window", 32))
                        .modelType());
        refused(
                json -> json.put("model_type", "qwen2").putArray("layer_types").add("sliding_attention"),
                "'sliding_attention', which is not supported");
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
