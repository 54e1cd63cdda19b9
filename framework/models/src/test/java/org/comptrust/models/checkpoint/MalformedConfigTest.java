package org.comptrust.models.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
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
        Malformed table = new Malformed(folder, CONFIG);
        for (String size : List.of(
                "hidden_size",
                "intermediate_size",
                "num_hidden_layers",
                "num_attention_heads",
                "num_key_value_heads",
                "vocab_size",
                "max_position_embeddings",
                "head_dim")) {
            table.rows(size, (f, value) -> member(f, size, value), """
                    0                    => SIZE must be positive
                    -4                   => SIZE must be positive
                    4.5                  => SIZE must be a whole number
                    "8"                  => SIZE must be a number
                    true                 => SIZE must be a number
                    [8]                  => SIZE must be a number
                    1e400                => SIZE must be a whole number
                    NaN                  => SIZE must be a whole number
                    9223372036854775808  => SIZE is impossible
                    """.replace("SIZE", size));
        }
        for (String size :
                List.of("hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "vocab_size")) {
            table.row("no " + size, size + " is missing", f -> f.config(json -> json.remove(size)));
            table.row(size + " null", size + " is missing", f -> member(f, size, "null"));
        }
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> numbersThatScaleAreFiniteAndAboveZero() {
        Malformed table = new Malformed(folder, CONFIG);
        for (String real : List.of("rms_norm_eps", "rope_theta", "partial_rotary_factor")) {
            table.rows(real, (f, value) -> member(f, real, value), """
                    0          => REAL must be positive
                    -1         => REAL must be positive
                    NaN        => REAL is not a usable number
                    -Infinity  => REAL is not a usable number
                    1e999      => REAL is not a usable number
                    "1e-5"     => REAL must be a number
                    false      => REAL must be a number
                    {}         => REAL must be a number
                    """.replace("REAL", real));
        }
        table.rows("a model with", MalformedConfigTest::members, """
                "rms_norm_eps": 1e5            => rms_norm_eps is not plausible
                "partial_rotary_factor": 0.5   => only 1 is supported for models of type llama
                """);
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> ropeScalingIsUnderstoodOrRefused() {
        Malformed table = new Malformed(folder, CONFIG);
        table.rows("rope_scaling", (f, value) -> member(f, "rope_scaling", value), """
                "linear"                                         => rope_scaling must be an object
                []                                               => rope_scaling must be an object
                {"factor":4}                                     => rope_scaling.factor stands there, but no rope_type
                {"type":"default","factor":4}                    => no rope_type says what it is for
                {"rope_type":5}                                  => rope_scaling.rope_type must be a string
                {"rope_type":"yarn","factor":4}                  => rope scaling 'yarn' is not supported
                {"type":"Linear","factor":4}                     => rope scaling 'Linear' is not supported
                {"type":"linear","rope_type":"dynamic","factor":4} => but type is 'linear'
                {"type":"linear"}                                => rope_scaling.factor is missing
                {"type":"linear","factor":0}                     => factor must be positive
                {"type":"linear","factor":0.5}                   => factor must be at least 1
                {"type":"linear","factor":"4"}                   => factor must be a number
                {"type":"linear","factor":NaN}                   => factor is not a usable number
                {"type":"dynamic"}                               => rope_scaling.factor is missing
                {"rope_type":"llama3","factor":8}                => low_freq_factor is missing
                {"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4,"original_max_position_embeddings":8} \
                        => must be below high_freq_factor
                {"rope_type":"llama3","factor":8,"low_freq_factor":1,"high_freq_factor":4} \
                        => original_max_position_embeddings is missing
                {"type":"longrope"}                              => short_factor is missing
                {"type":"longrope","short_factor":[1]}           => must have 2 numbers, has 1
                {"type":"longrope","short_factor":[1,0]}         => must be positive
                {"type":"longrope","short_factor":"1"}           => must be a list of numbers
                """);
        table.rows("a model with", MalformedConfigTest::members, """
                "rope_parameters": {"rope_theta": 5.0} => rope_parameters.rope_theta differ
                "rope_parameters": {"rope_type": "linear", "factor": 2}, "rope_scaling": {"rope_type": "linear", "factor": 4} \
                        => rope_scaling and rope_parameters differ
                """);
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> whatIsNotComputedIsRefusedByName() {
        Malformed table = new Malformed(folder, CONFIG);
        for (String type : List.of("mixtral", "gemma", "gpt2", "Llama", "llama4", "qwen3_moe", "", "phi")) {
            table.row(
                    "model type '" + type + "'",
                    "model type '" + type + "' is not supported (supported: llama",
                    f -> f.config(json -> json.put("model_type", type)));
        }
        table.row("no model type", "model_type is missing", f -> f.config(json -> json.remove("model_type")));
        for (String flag : List.of("tie_word_embeddings", "attention_bias", "mlp_bias")) {
            table.rows(flag, (f, value) -> member(f, flag, value), """
                    "true" => FLAG must be true or false
                    1      => FLAG must be true or false
                    """.replace("FLAG", flag));
        }
        table.rows("a model with", MalformedConfigTest::members, """
                "model_type": 5                                     => model_type must be a string
                "hidden_act": "gelu"                                => activation 'gelu'
                "hidden_act": "relu"                                => activation 'relu'
                "hidden_act": "SiLU"                                => activation 'SiLU'
                "hidden_act": "gelu_pytorch_tanh"                   => activation 'gelu_pytorch_tanh'
                "torch_dtype": "float8"                             => torch_dtype 'float8' is not supported
                "torch_dtype": "int8"                               => torch_dtype 'int8' is not supported
                "torch_dtype": "torch.complex64"                    => torch_dtype 'torch.complex64' is not supported
                "torch_dtype": "float64"                            => torch_dtype 'float64' is not supported
                "torch_dtype": {}                                   => torch_dtype must be a string
                "num_attention_heads": 3, "num_key_value_heads": 3  => must be a multiple of num_attention_heads
                "num_key_value_heads": 4                            => must be a multiple of num_key_value_heads
                "head_dim": 5                                       => head_dim must be even
                "head_dim": 1073741824                              => head_dim is impossible
                "model_type": "mistral", "sliding_window": 0        => sliding_window must be positive
                "layer_types": ["full_attention", "full_attention"] => with a type for each of the 1 layers
                "layer_types": ["linear_attention"]                 => layer_types names 'linear_attention'
                """);
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> endTokensAreOfTheVocabulary() {
        Malformed table = new Malformed(folder, CONFIG);
        for (String member : List.of("eos_token_id", "bos_token_id")) {
            table.rows(member, (f, value) -> member(f, member, value), """
                    10         => is 10, outside the vocabulary of 10 tokens
                    -1         => is -1, outside the vocabulary
                    "</s>"     => NAME must be a number
                    [1,"2"]    => NAME must be a number
                    [1,null]   => NAME must be a number
                    2.5        => NAME must be a whole number
                    """.replace("NAME", member));
        }
        table.file("generation_config.json");
        table.text("not JSON", "not valid JSON", "{eos: 2}");
        table.text("a list", "must hold a JSON object", "[2]");
        table.text("no bytes", "is empty", "");
        table.text("an end outside", "eos_token_id is 99, outside the vocabulary", "{\"eos_token_id\": [2, 99]}");
        table.text("an end twice", "Duplicate field", "{\"eos_token_id\": 1, \"eos_token_id\": 2}");
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> theFileItselfIsJson() {
        Malformed table = new Malformed(folder, CONFIG);
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
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> packedWeightsAreOfKnownFormats() {
        Malformed table = new Malformed(folder, CONFIG);
        table.rows("quantization_config", (f, value) -> member(f, "quantization_config", value), """
                5                                                   => quantization_config must be an object
                {}                                                  => (quantization_config, method not named)
                {"quant_method":"bitsandbytes","load_in_4bit":true} => bitsandbytes
                {"quant_method":"fp8"}                              => fp8
                {"quant_method":4}                                  => quant_method must be a string
                {"quant_method":"gptq"}                             => bits is missing
                {"quant_method":"gptq","bits":5,"group_size":8}     => must be 2, 3, 4 or 8
                {"quant_method":"gptq","bits":4}                    => group_size is missing
                {"quant_method":"gptq","bits":4,"group_size":-2}    => or -1 for whole rows
                {"quant_method":"gptq","bits":"4","group_size":8}   => bits must be a number
                {"quant_method":"awq","bits":8,"group_size":8}      => must be 4 for AWQ
                {"quant_method":"compressed-tensors"}               => config_groups names no group
                {"quant_method":"compressed-tensors","config_groups":[]} => must be an object
                {"quant_method":"compressed-tensors","format":"pack-quantized",\
                "config_groups":{"a":{"weights":{"num_bits":99}}}}  => num_bits must be 1 to 8
                {"quant_method":"comptrust","version":99,"linears":{}} => reads version 1
                {"quant_method":"comptrust","version":1}            => linears is missing
                """);
        table.file("quantize_config.json");
        table.text("an older tool's settings without bits", "bits is missing", "{\"group_size\": 128}");
        table.text("an older tool's settings as a list", "must hold a JSON object", "[]");
        return table.refused();
    }

    /** Puts members that are written as JSON. */
    private static void members(ModelFolder folder, String members) {
        folder.config(json -> json.setAll(ModelFolder.members(members)));
    }

    /** Puts a member as text, so that it need not be JSON. */
    private static void member(ModelFolder folder, String name, String value) throws IOException {
        text(folder.config(json -> json.put(name, "MARK")), json -> json.replace("\"MARK\"", value));
    }

    private static void text(ModelFolder folder, UnaryOperator<String> change) throws IOException {
        folder.write(CONFIG, change.apply(Files.readString(folder.path().resolve(CONFIG))));
    }
}
