package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.comptrust.models.checkpoint.Malformed.Table;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** {@code config.json}, {@code generation_config.json} and the settings of packed weights with one mistake each. */
class MalformedConfigTest {
    private static final String CONFIG = "config.json";

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> sizesAreWholeNumbersAboveZero() {
        Table table = new Table(CONFIG);
        for (String size : List.of(
                "hidden_size",
                "intermediate_size",
                "num_hidden_layers",
                "num_attention_heads",
                "num_key_value_heads",
                "vocab_size",
                "max_position_embeddings",
                "head_dim")) {
            Map<String, String> values = Map.of(
                    "0", "must be positive",
                    "-4", "must be positive",
                    "4.5", "must be a whole number",
                    "\"8\"", "must be a number",
                    "true", "must be a number",
                    "[8]", "must be a number",
                    "1e400", "must be a whole number",
                    "NaN", "must be a whole number",
                    "9223372036854775808", "is impossible");
            values.forEach(
                    (value, says) -> table.row(size + " " + value, size + " " + says, f -> member(f, size, value)));
        }
        for (String size :
                List.of("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "vocab_size")) {
            table.row("no " + size, size + " is missing", f -> f.config(json -> json.remove(size)));
            table.row(size + " null", size + " is missing", f -> f.config(json -> json.putNull(size)));
        }
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> numbersThatScaleAreFiniteAndAboveZero() {
        Table table = new Table(CONFIG);
        for (String real : List.of("rms_norm_eps", "rope_theta", "partial_rotary_factor")) {
            Map<String, String> values = Map.of(
                    "0", "must be positive",
                    "-1", "must be positive",
                    "NaN", "is not a usable number",
                    "-Infinity", "is not a usable number",
                    "1e999", "is not a usable number",
                    "\"1e-5\"", "must be a number",
                    "false", "must be a number",
                    "{}", "must be a number");
            values.forEach(
                    (value, says) -> table.row(real + " " + value, real + " " + says, f -> member(f, real, value)));
        }
        table.row(
                "an epsilon whose sign was lost",
                "rms_norm_eps is not plausible",
                f -> member(f, "rms_norm_eps", "1e5"));
        table.row(
                "half of each head rotated",
                "only 1 is supported for models of type llama",
                f -> member(f, "partial_rotary_factor", "0.5"));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> ropeScalingIsUnderstoodOrRefused() {
        Table table = new Table(CONFIG);
        Map.ofEntries(
                        Map.entry("\"linear\"", "rope_scaling must be an object"),
                        Map.entry("[]", "rope_scaling must be an object"),
                        Map.entry("{\"factor\":4}", "rope_scaling.factor stands there, but no rope_type"),
                        Map.entry("{\"type\":\"default\",\"factor\":4}", "no rope_type says what it is for"),
                        Map.entry("{\"rope_type\":5}", "rope_scaling.rope_type must be a string"),
                        Map.entry("{\"rope_type\":\"yarn\",\"factor\":4}", "rope scaling 'yarn' is not supported"),
                        Map.entry("{\"type\":\"Linear\",\"factor\":4}", "rope scaling 'Linear' is not supported"),
                        Map.entry(
                                "{\"type\":\"linear\",\"rope_type\":\"dynamic\",\"factor\":4}", "but type is 'linear'"),
                        Map.entry("{\"type\":\"linear\"}", "rope_scaling.factor is missing"),
                        Map.entry("{\"type\":\"linear\",\"factor\":0}", "factor must be positive"),
                        Map.entry("{\"type\":\"linear\",\"factor\":0.5}", "factor must be at least 1"),
                        Map.entry("{\"type\":\"linear\",\"factor\":\"4\"}", "factor must be a number"),
                        Map.entry("{\"type\":\"linear\",\"factor\":NaN}", "factor is not a usable number"),
                        Map.entry("{\"type\":\"dynamic\"}", "rope_scaling.factor is missing"),
                        Map.entry("{\"rope_type\":\"llama3\",\"factor\":8}", "low_freq_factor is missing"),
                        Map.entry(
                                "{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":4,\"high_freq_factor\":4,"
                                        + "\"original_max_position_embeddings\":8}",
                                "must be below high_freq_factor"),
                        Map.entry(
                                "{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,\"high_freq_factor\":4}",
                                "original_max_position_embeddings is missing"),
                        Map.entry("{\"type\":\"longrope\"}", "short_factor is missing"),
                        Map.entry("{\"type\":\"longrope\",\"short_factor\":[1]}", "must have 2 numbers, has 1"),
                        Map.entry("{\"type\":\"longrope\",\"short_factor\":[1,0]}", "must be positive"),
                        Map.entry("{\"type\":\"longrope\",\"short_factor\":\"1\"}", "must be a list of numbers"))
                .forEach((value, says) ->
                        table.row("rope_scaling " + value, says, f -> member(f, "rope_scaling", value)));
        table.row(
                "two thetas",
                "rope_parameters.rope_theta differ",
                f -> f.config(json -> json.putObject("rope_parameters").put("rope_theta", 5.0)));
        table.row(
                "two scalings",
                "rope_scaling and rope_parameters differ",
                f -> f.config(json -> {
                    json.putObject("rope_parameters").put("rope_type", "linear").put("factor", 2);
                    json.putObject("rope_scaling").put("rope_type", "linear").put("factor", 4);
                }));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> whatIsNotComputedIsRefusedByName() {
        Table table = new Table(CONFIG);
        for (String type : List.of("mixtral", "gemma", "gpt2", "Llama", "llama4", "qwen3_moe", "", "phi")) {
            table.row(
                    "model type '" + type + "'",
                    "model type '" + type + "' is not supported (supported: llama",
                    f -> f.config(json -> json.put("model_type", type)));
        }
        table.row("no model type", "model_type is missing", f -> f.config(json -> json.remove("model_type")));
        table.row("a number as model type", "model_type must be a string", f -> member(f, "model_type", "5"));
        for (String activation : List.of("gelu", "relu", "SiLU", "gelu_pytorch_tanh")) {
            table.row(
                    activation,
                    "activation '" + activation + "'",
                    f -> f.config(json -> json.put("hidden_act", activation)));
        }
        for (String dtype : List.of("float8", "int8", "torch.complex64", "float64")) {
            table.row(
                    "dtype " + dtype,
                    "torch_dtype '" + dtype + "' is not supported",
                    f -> f.config(json -> json.put("torch_dtype", dtype)));
        }
        table.row("dtype as an object", "torch_dtype must be a string", f -> member(f, "torch_dtype", "{}"));
        for (String flag : List.of("tie_word_embeddings", "attention_bias", "mlp_bias")) {
            table.row(
                    flag + " as text", flag + " must be true or false", f -> f.config(json -> json.put(flag, "true")));
            table.row(flag + " as a number", flag + " must be true or false", f -> f.config(json -> json.put(flag, 1)));
        }
        table.row(
                "3 heads for 8 channels",
                "must be a multiple of num_attention_heads",
                f -> f.config(json -> json.put("num_attention_heads", 3).put("num_key_value_heads", 3)));
        table.row(
                "more key/value heads than heads",
                "must be a multiple of num_key_value_heads",
                f -> f.config(json -> json.put("num_key_value_heads", 4)));
        table.row("heads of 5 channels", "head_dim must be even", f -> f.config(json -> json.put("head_dim", 5)));
        table.row(
                "heads of 2^30 channels",
                "head_dim is impossible",
                f -> f.config(json -> json.put("head_dim", 1 << 30)));
        table.row(
                "a window of no token",
                "sliding_window must be positive",
                f -> f.config(json -> json.put("model_type", "mistral").put("sliding_window", 0)));
        table.row(
                "types of another number of layers",
                "with a type for each of the 1 layers",
                f -> f.config(json ->
                        json.putArray("layer_types").add("full_attention").add("full_attention")));
        table.row(
                "a layer of another kind",
                "layer_types names 'linear_attention'",
                f -> f.config(json -> json.putArray("layer_types").add("linear_attention")));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> endTokensAreOfTheVocabulary() {
        Table table = new Table(CONFIG);
        for (String member : List.of("eos_token_id", "bos_token_id")) {
            table.row(member + " outside", "is 10, outside the vocabulary of 10 tokens", f -> member(f, member, "10"));
            table.row(member + " below", "is -1, outside the vocabulary", f -> member(f, member, "-1"));
            table.row(member + " as text", member + " must be a number", f -> member(f, member, "\"</s>\""));
            table.row(member + " as list of texts", member + " must be a number", f -> member(f, member, "[1,\"2\"]"));
            table.row(member + " with null", member + " must be a number", f -> member(f, member, "[1,null]"));
            table.row(member + " fractional", member + " must be a whole number", f -> member(f, member, "2.5"));
        }
        String generation = "generation_config.json";
        table.file(generation);
        table.text("not JSON", "not valid JSON", "{eos: 2}");
        table.text("a list", "must hold a JSON object", "[2]");
        table.text("no bytes", "is empty", "");
        table.text("an end outside", "eos_token_id is 99, outside the vocabulary", "{\"eos_token_id\": [2, 99]}");
        table.text("an end twice", "Duplicate field", "{\"eos_token_id\": 1, \"eos_token_id\": 2}");
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> theFileItselfIsJson() {
        Table table = new Table(CONFIG);
        table.text("no bytes", "is empty", "");
        table.text("blanks", "must hold a JSON object, holds nothing", "   \n");
        table.text("null", "must hold a JSON object, holds null", "null");
        table.text("a number", "holds number", "42");
        table.text("a page of HTML", "not valid JSON at line 1, column", "<html>404</html>");
        table.text(
                "a git-LFS pointer", "git lfs pull", "version https://git-lfs.example/spec/v1\noid sha256:0\nsize 1\n");
        table.row("a comment", "not valid JSON", f -> text(f, json -> "// x\n" + json));
        table.row("a trailing comma", "not valid JSON", f -> text(f, json -> json.replaceFirst("}\\s*$", ",}")));
        table.row("single quotes", "not valid JSON", f -> text(f, json -> json.replace('"', '\'')));
        table.row("two objects", "not valid JSON", f -> text(f, json -> json + json));
        table.row(
                "a member twice",
                "Duplicate field 'hidden_size'",
                f -> text(f, json -> json.replaceFirst("\\{", "{\"hidden_size\": 16,")));
        table.row("NUL characters", "not valid JSON", f -> text(f, json -> json.replace(' ', '\0')));
        table.row(
                "Latin-1",
                "is not UTF-8",
                f -> f.write(CONFIG, "{\"a\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1)));
        table.row("a number of 10,000 digits", "not valid JSON", f -> member(f, "hidden_size", "9".repeat(10_000)));
        table.row("100,000 levels", "nested too deeply", f -> f.write(CONFIG, "{\"a\":".repeat(100_000)));
        table.row("10 MB", "more than 4000000 are not plausible", f -> f.write(CONFIG, " ".repeat(10_000_000) + "{}"));
        table.row(
                "a folder",
                "is missing",
                f -> Files.createDirectory(f.delete(CONFIG).path().resolve(CONFIG)));
        return Malformed.refused(folder, table.rows());
    }

    @TestFactory
    List<DynamicTest> packedWeightsAreOfKnownFormats() {
        Table table = new Table(CONFIG);
        Map.ofEntries(
                        Map.entry("5", "quantization_config must be an object"),
                        Map.entry("{}", "(quantization_config, method not named)"),
                        Map.entry("{\"quant_method\":\"bitsandbytes\",\"load_in_4bit\":true}", "bitsandbytes"),
                        Map.entry("{\"quant_method\":\"fp8\"}", "fp8"),
                        Map.entry("{\"quant_method\":4}", "quant_method must be a string"),
                        Map.entry("{\"quant_method\":\"gptq\"}", "bits is missing"),
                        Map.entry("{\"quant_method\":\"gptq\",\"bits\":5,\"group_size\":8}", "must be 2, 3, 4 or 8"),
                        Map.entry("{\"quant_method\":\"gptq\",\"bits\":4}", "group_size is missing"),
                        Map.entry("{\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":-2}", "or -1 for whole rows"),
                        Map.entry(
                                "{\"quant_method\":\"gptq\",\"bits\":\"4\",\"group_size\":8}", "bits must be a number"),
                        Map.entry("{\"quant_method\":\"awq\",\"bits\":8,\"group_size\":8}", "must be 4 for AWQ"),
                        Map.entry("{\"quant_method\":\"compressed-tensors\"}", "config_groups names no group"),
                        Map.entry(
                                "{\"quant_method\":\"compressed-tensors\",\"config_groups\":[]}", "must be an object"),
                        Map.entry(
                                "{\"quant_method\":\"compressed-tensors\",\"format\":\"pack-quantized\","
                                        + "\"config_groups\":{\"a\":{\"weights\":{\"num_bits\":99}}}}",
                                "num_bits must be 1 to 8"),
                        Map.entry("{\"quant_method\":\"comptrust\",\"version\":99,\"linears\":{}}", "reads version 1"),
                        Map.entry("{\"quant_method\":\"comptrust\",\"version\":1}", "linears is missing"))
                .forEach((value, says) ->
                        table.row("quantization_config " + value, says, f -> member(f, "quantization_config", value)));
        table.file("quantize_config.json");
        table.text("an older tool's settings without bits", "bits is missing", "{\"group_size\": 128}");
        table.text("an older tool's settings as a list", "must hold a JSON object", "[]");
        return Malformed.refused(folder, table.rows());
    }

    /** Puts a member as text, so that it need not be JSON. */
    private static void member(ModelFolder folder, String name, String value) {
        Consumer<ObjectNode> mark = json -> json.put(name, "MARK");
        text(folder.config(mark), json -> json.replace("\"MARK\"", value));
    }

    private static void text(ModelFolder folder, UnaryOperator<String> change) {
        try {
            folder.write(CONFIG, change.apply(Files.readString(folder.path().resolve(CONFIG))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
