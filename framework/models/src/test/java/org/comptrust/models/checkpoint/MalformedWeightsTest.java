package org.comptrust.models.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Safetensors files and indexes of shards with one mistake each. */
class MalformedWeightsTest {
    private static final String FILE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String NORM = "model.norm.weight";
    private static final String HEAD = "lm_head.weight";
    private static final String UP = "model.layers.0.mlp.up_proj.weight";

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> safetensorsFilesAreRefused() {
        Malformed table = new Malformed(folder, FILE);
        table.row("seven bytes", "has 7 bytes, too few", f -> f.write(FILE, new byte[7]));
        table.row("all zeros", "has no header", f -> f.write(FILE, new byte[1000]));
        table.row("random text", "larger than the file", f -> f.write(FILE, "PK this is no weights file at all"));
        table.row("header length 2^63", "claims a header of 9223372036854775808 bytes", f -> length(f, Long.MIN_VALUE));
        table.row("header length 2^64 - 1", "claims a header of 18446744073709551615 bytes", f -> length(f, -1));
        table.row("header length beyond the data by one", "larger than the file", f -> length(f, size(f) - 7));
        table.row("header length one too short", "belong to no tensor", f -> length(f, header(f) - 1));
        table.row(
                "header length in the other byte order",
                "larger than the file",
                f -> length(f, Long.reverseBytes(header(f))));
        table.row("header of blanks", "must be a JSON object", f -> text(f, header -> " ".repeat(100)));
        table.row("header that ends early", "not valid JSON", f -> text(f, header -> header.substring(0, 50)));
        table.row("header with a comment", "not valid JSON", f -> text(f, header -> "/* x */" + header));
        table.row("header with NaN", "a whole number", f -> text(f, header -> header.replaceFirst("\\[0,", "[NaN,")));
        table.row("header in UTF-16", "is not UTF-8", f -> f.write(FILE, utf16Header(f)));
        table.row(
                "header of 70,000 levels",
                "nested too deeply",
                f -> text(f, header -> "{\"a\":{\"b\":" + "[".repeat(70_000)));
        table.rows("header", (f, header) -> text(f, old -> header), """
                null                  => must be a JSON object
                {}                    => belong to no tensor
                {"__metadata__":{}}   => belong to no tensor
                """);
        table.rows("header with", (f, more) -> json(f, h -> h.setAll(ModelFolder.members(more))), """
                "__metadata__": {"a": 5}     => must be a string
                "__metadata__": []           => must be an object
                "__metadata__": {"a": {}}    => must be a string
                "model.norm.weight": 3       => must be a JSON object
                "model.norm.weight": null    => must be a JSON object
                """);
        table.row(
                "metadata twice",
                "__metadata__ is declared twice",
                f -> text(f, header -> "{\"__metadata__\":{},\"__metadata__\":{}," + header.substring(1)));
        for (String member : List.of("dtype", "shape", "data_offsets")) {
            table.row(
                    "no " + member,
                    "lacks one of dtype, shape",
                    f -> json(f, h -> tensor(h, NORM).remove(member)));
        }
        table.rows("a norm with", (f, members) -> tensor(f, NORM, members), """
                "dtype": 5                       => dtype that is not a string
                "dtype": "f32"                   => unknown data type f32
                "dtype": "float32"               => unknown data type float32
                "dtype": "C64"                   => unknown data type C64
                "dtype": "I32"                   => tensor model.norm.weight is stored as I32
                "shape": "8"                     => not a list
                "shape": ["8"]                   => not a whole number
                "shape": [8.0]                   => not a whole number
                "shape": [[8]]                   => not a whole number
                "shape": [18446744073709551616]  => not a whole number
                "shape": [0, 4611686018427387904, 4611686018427387904] => impossible shape
                "shape": [1, 8]                  => has shape [1, 8]
                "data_offsets": [64, 32]         => impossible offsets
                "data_offsets": [0, 1, 2]        => impossible offsets
                "data_offsets": [9223372036854775775, 9223372036854775807] => impossible offsets
                "data_offsets": [0, 32]          => overlap by
                """);
        table.rows("a matrix with", (f, members) -> tensor(f, UP, members), """
                "dtype": "U32"                   => is stored as U32
                "shape": [8, 12]                 => mlp.up_proj.weight has shape [8, 12]
                "shape": [96]                    => mlp.up_proj.weight has shape [96]
                "shape": [6, 16]                 => mlp.up_proj.weight has shape [6, 16]
                """);
        table.row(
                "halves that claim to be floats",
                "need 32 bytes but the file gives 16",
                f -> json(f, h -> offsets(h, NORM, begin(h, NORM), begin(h, NORM) + 16)));
        table.row(
                "dtype twice",
                "two members called dtype",
                f -> text(f, header -> header.replaceFirst("\"dtype\"", "\"dtype\":\"F32\",\"dtype\"")));
        table.row(
                "a million dimensions",
                "more than 64 numbers",
                f -> text(
                        f,
                        header ->
                                header.replaceFirst("\"shape\":\\[8]", "\"shape\":[8" + ",1".repeat(1_000_000) + "]")));
        table.row(
                "no elements",
                "has shape [0]",
                f -> json(f, h -> {
                    tensor(h, NORM).putArray("shape").add(0);
                    int begin = begin(h, NORM);
                    offsets(h, NORM, begin, begin);
                    tensor(h, "x." + NORM).put("dtype", "F32").putArray("shape").add(8);
                    offsets(h, "x." + NORM, begin, begin + 32);
                }));
        table.row("two tensors in one place", "overlap by", f -> json(f, h -> h.set("copy", tensor(h, HEAD))));
        table.row(
                "one byte too few", "lies outside the file", f -> cut(f, data -> Arrays.copyOf(data, data.length - 1)));
        table.row(
                "one byte too many", "belong to no tensor", f -> cut(f, data -> Arrays.copyOf(data, data.length + 1)));
        table.row(
                "half of the file", "lies outside the file", f -> cut(f, data -> Arrays.copyOf(data, data.length / 2)));
        table.row(
                "a missing embedding",
                "model.embed_tokens.weight is missing",
                f -> f.weights(all -> all.remove("model.embed_tokens.weight")));
        table.row(
                "names of another library",
                "tensor model.embed_tokens.weight is missing",
                f -> f.weights(all -> List.copyOf(all.keySet())
                        .forEach(name -> all.put("transformer.h." + name.substring(6), all.remove(name)))));
        table.row(
                "a bias that stands alone, its weight missing",
                "q_proj.weight is missing",
                f -> f.weights(all -> {
                    all.remove("model.layers.0.self_attn.q_proj.weight");
                    all.put("model.layers.0.self_attn.q_proj.bias", List.of(8L));
                }));
        table.row(
                "blocks numbered from 1",
                "model.layers.0.",
                f -> f.weights(all -> List.copyOf(all.keySet())
                        .forEach(name -> all.put(name.replace("layers.0", "layers.1"), all.remove(name)))));
        table.row(
                "infinite weights",
                "contains 2 NaN or infinite weights of 80",
                f -> cut(f, data -> {
                    float[] bad = {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
                    ByteBuffer.wrap(data)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .asFloatBuffer()
                            .put(bad);
                    return data;
                }));
        table.row("a page of HTML", "larger than the file", f -> f.write(FILE, "<!DOCTYPE html><html>404</html>"));
        table.row("a folder", "is missing", f -> {
            Files.delete(f.path().resolve(FILE));
            Files.createDirectory(f.path().resolve(FILE));
        });
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> indexesAreRefused() {
        Malformed table = new Malformed(folder, INDEX);
        for (String outside : List.of(
                "../" + FILE,
                "/etc/" + FILE,
                "a/" + FILE,
                "..\\" + FILE,
                "C:\\x.safetensors",
                "C:x.safetensors",
                "./" + FILE,
                "\u0000.safetensors",
                "a\nb.safetensors",
                "~/x.safetensors",
                "*.safetensors",
                "..",
                ".safetensors",
                "",
                " model.safetensors",
                "http://x/y.safetensors",
                "a".repeat(300) + ".safetensors")) {
            table.row("shard \"" + outside + "\"", "refers to a file outside the model folder", f -> index(f, outside));
        }
        table.row(
                "a shard that is a pickle",
                "outside the model folder, or to an impossible name",
                f -> index(f, "model-1.bin"));
        table.row("a shard that is the index", "impossible name", f -> index(f, INDEX));
        table.row(
                "a shard that is absent",
                "shard model-9.safetensors named in the index is missing",
                f -> index(f, "model-9.safetensors"));
        table.row("a shard that is a folder", "is missing", f -> {
            Files.createDirectory(f.path().resolve("model-1.safetensors"));
            index(f, "model-1.safetensors");
        });
        table.rows("an index", (f, text) -> f.delete(FILE).write(INDEX, text), """
                {"weight_map":{"a":["b"]}}   => must be a file name
                {"weight_map":{"a":null}}    => must be a file name
                {"weight_map":null}          => is malformed
                {"weight_map":"x"}           => is malformed
                {"weight_map":{}}            => is malformed
                {"weight_map":{"a":"b.safetensors","a":"c.safetensors"}} => Duplicate field
                weight_map: x                => not valid JSON at line 1
                []                           => must hold a JSON object
                                             => is empty
                """);
        table.row("a git-LFS pointer", "git lfs pull", f -> f.delete(FILE)
                .write(INDEX, "version https://git-lfs.example/spec/v1\noid sha256:0\nsize 1\n"));
        table.row(
                "a tensor that its shard does not hold",
                "tensor model.ghost is not in shard model-1.safetensors",
                f -> index(f.shard("model-1.safetensors", ModelFolder.shapes()), "model-1.safetensors", "model.ghost"));
        table.row("no entry for a tensor of the model", "tensor model.norm.weight is missing", f -> {
            f.delete(FILE).shard("model-1.safetensors", ModelFolder.shapes());
            f.write(
                    INDEX,
                    "{\"weight_map\":{\"lm_head.weight\":\"model-1.safetensors\","
                            + "\"model.embed_tokens.weight\":\"model-1.safetensors\"}}");
        });
        table.file("model-1.safetensors");
        table.row("a shard that is cut off", "lies outside the file", f -> {
            index(f.shard("model-1.safetensors", ModelFolder.shapes()), "model-1.safetensors");
            byte[] all = Files.readAllBytes(f.path().resolve("model-1.safetensors"));
            f.write("model-1.safetensors", Arrays.copyOf(all, all.length - 40));
        });
        table.row(
                "a shard that is empty",
                "is empty",
                f -> index(f.write("model-1.safetensors", ""), "model-1.safetensors"));
        table.row(
                "a shard that is a git-LFS pointer",
                "git lfs pull",
                f -> index(
                        f.write(
                                "model-1.safetensors",
                                "version https://git-lfs.example/spec/v1\noid sha256:0\nsize 1\n"),
                        "model-1.safetensors"));
        return table.refused();
    }

    @TestFactory
    List<DynamicTest> whatIsOddIsAWarning() {
        Malformed table = new Malformed(folder, FILE);
        table.row(
                "tensors of other parts",
                "tensors not used by this model: vision.weight",
                f -> f.weights(all -> all.put("vision.weight", List.of(2L))));
        table.row(
                "a block too many",
                "tensors not used by this model: model.layers.1.input_layernorm.weight",
                f -> f.weights(all -> all.put("model.layers.1.input_layernorm.weight", List.of(8L))));
        table.row(
                "names with line ends and escapes",
                "x?[31my?",
                f -> f.weights(all -> all.put("x\u001b[31my\n", List.of(1L))));
        table.file("config.json");
        table.row(
                "a head that the configuration ties to the embedding",
                "tie_word_embeddings is true, so lm_head.weight",
                f -> {
                    f.config(json -> json.put("tie_word_embeddings", true));
                    cut(f, data -> {
                        data[3] ^= 1;
                        return data;
                    });
                });
        table.row(
                "weights that are not packed as said",
                "says that weights are packed (gptq), but none",
                f -> f.config(json -> json.setAll(ModelFolder.members("""
                        "quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 128}"""))));
        table.row(
                "a context of 2^31 tokens",
                "texts of more than 262144 tokens are not computed",
                f -> f.config(json -> json.put("max_position_embeddings", Integer.MAX_VALUE)));
        table.file("model-2.safetensors");
        table.row(
                "a tensor in two shards",
                "holds tensors that the index looks for in another shard",
                f -> index(
                        f.shard("model-1.safetensors", ModelFolder.shapes())
                                .shard("model-2.safetensors", ModelFolder.shapes()),
                        "model-1.safetensors",
                        "lm_head.weight=model-2.safetensors"));
        table.file(INDEX);
        for (String size : List.of("-1", "\"many\"", "1e300", "null", "{}")) {
            table.row("a total size of " + size, "does not match the shards", f -> {
                index(f.shard("model-1.safetensors", ModelFolder.shapes()), "model-1.safetensors");
                Path index = f.path().resolve(INDEX);
                f.write(
                        INDEX,
                        Files.readString(index).replaceFirst("\\{", "{\"metadata\":{\"total_size\":" + size + "},"));
            });
        }
        return table.warned();
    }

    private static void length(ModelFolder folder, long length) throws IOException {
        Path file = folder.path().resolve(FILE);
        byte[] all = Files.readAllBytes(file);
        ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        Files.write(file, all);
    }

    private static long header(ModelFolder folder) throws IOException {
        byte[] all = Files.readAllBytes(folder.path().resolve(FILE));
        return ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static long size(ModelFolder folder) throws IOException {
        return Files.size(folder.path().resolve(FILE));
    }

    private static byte[] utf16Header(ModelFolder folder) throws IOException {
        byte[] header =
                SafetensorsBytes.header(folder.path().resolve(FILE)).toString().getBytes(StandardCharsets.UTF_16);
        byte[] file = new byte[8 + header.length];
        ByteBuffer.wrap(file)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header);
        return file;
    }

    private static void text(ModelFolder folder, UnaryOperator<String> header) throws IOException {
        SafetensorsBytes.rewrite(folder.path().resolve(FILE), header);
    }

    private static void json(ModelFolder folder, Consumer<ObjectNode> header) throws IOException {
        SafetensorsBytes.change(folder.path().resolve(FILE), header);
    }

    private static void cut(ModelFolder folder, UnaryOperator<byte[]> data) throws IOException {
        SafetensorsBytes.change(folder.path().resolve(FILE), header -> {}, data);
    }

    /** Puts members of a tensor's entry in the header. */
    private static void tensor(ModelFolder folder, String name, String members) throws IOException {
        json(folder, header -> tensor(header, name).setAll(ModelFolder.members(members)));
    }

    private static ObjectNode tensor(ObjectNode header, String name) {
        return header.withObject("/" + name.replace("/", "~1"));
    }

    private static int begin(ObjectNode header, String name) {
        return tensor(header, name).path("data_offsets").path(0).asInt();
    }

    private static void offsets(ObjectNode header, String name, long begin, long end) {
        tensor(header, name).putArray("data_offsets").add(begin).add(end);
    }

    /** An index that has all tensors of the good model in one shard; {@code others}: names, or {@code name=shard}. */
    private static void index(ModelFolder folder, String shard, String... others) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        ObjectNode map = index.putObject("weight_map");
        ModelFolder.shapes().keySet().forEach(name -> map.put(name, shard));
        for (String other : others) {
            String[] parts = other.split("=");
            map.put(parts[0], parts.length > 1 ? parts[1] : shard);
        }
        folder.delete(FILE).write(INDEX, index.toString());
    }
}
