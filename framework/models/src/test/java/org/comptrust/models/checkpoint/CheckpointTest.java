package org.comptrust.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final String UP = "model.layers.0.mlp.up_proj.weight";

    @TempDir
    Path folder;

    private ModelFolder model;

    @BeforeEach
    void writeAGoodFolder() {
        model = ModelFolder.in(folder);
    }

    @Test
    void aGoodFolderOpensWithoutAWarning() {
        Checkpoint checkpoint = Checkpoint.open(folder);

        assertEquals(List.of(), checkpoint.warnings());
        assertEquals(ModelFolder.shapes().keySet(), checkpoint.tensors().keySet());
        checkpoint.requireFinite();
    }

    @Test
    void theLinearsAreInTheOrderOfTheBlock() {
        List<LinearShape> block = Checkpoint.open(folder).shape().blocks().get(0);

        assertEquals(
                List.of(
                        LinearRole.Q,
                        LinearRole.K,
                        LinearRole.V,
                        LinearRole.O,
                        LinearRole.GATE,
                        LinearRole.UP,
                        LinearRole.DOWN),
                block.stream().map(LinearShape::role).toList());
        assertEquals(new LinearShape("model.layers.0.self_attn.k_proj", 0, LinearRole.K, 4, 8, false), block.get(1));
        assertEquals(new LinearShape("model.layers.0.mlp.down_proj", 0, LinearRole.DOWN, 8, 12, false), block.get(6));
    }

    @Test
    void aMissingTensorIsNamed() {
        model.weights(tensors -> tensors.remove(UP));

        refused("model.safetensors: tensor " + UP + " is missing");
    }

    @Test
    void aTensorOfTheWrongShapeIsNamedWithBothShapes() {
        model.weights(tensors -> tensors.put(UP, List.of(8L, 12L)));

        refused("tensor " + UP + " has shape [8, 12], but " + folder.resolve("config.json") + " implies [12, 8]");
    }

    @Test
    void anEmbeddingOfAnotherVocabularyIsExplained() {
        model.config(json -> json.put("vocab_size", 12));

        refused("vocab_size says 12 tokens, but the embedding tensor model.embed_tokens.weight");
    }

    @Test
    void moreLayersThanWeightsAreRefusedHoweverMany() {
        model.config(json -> json.put("num_hidden_layers", Integer.MAX_VALUE));

        assertTimeout(Duration.ofSeconds(2), () -> refused("tensor model.layers.1.input_layernorm.weight is missing"));
    }

    @Test
    void biasesThatTheConfigurationImpliesMustBeThere() {
        model.config(json -> json.put("model_type", "qwen2"));

        refused("tensor model.layers.0.self_attn.q_proj.bias is missing");
    }

    @Test
    void tensorsThatTheModelDoesNotUseAreAWarning() {
        model.weights(tensors -> tensors.put("visual.proj.weight", List.of(2L)));

        assertEquals(
                List.of(folder.resolve("model.safetensors") + ": tensors not used by this model: visual.proj.weight"),
                Checkpoint.open(folder).warnings());
    }

    @Test
    void rotaryFrequenciesAndATiedHeadAreNoWarning() {
        model.config(json -> json.put("tie_word_embeddings", true))
                .weights(tensors -> tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", List.of(2L)));

        Checkpoint checkpoint = Checkpoint.open(folder);
        assertEquals(List.of(), checkpoint.warnings());
        assertTrue(!checkpoint.tensors().containsKey("lm_head.weight"));
    }

    @Test
    void weightsOfAnotherTypeAreRefused() throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        Checkpoint.open(folder).tensors().values().stream()
                .filter(tensor -> !tensor.name().equals(UP))
                .forEach(writer::add);
        writer.add(UP, StoredType.I8, List.of(12L, 8L), ByteBuffer.allocate(96))
                .write(folder.resolve("model.safetensors"));

        refused("tensor " + UP + " is stored as I8, which is not supported for weights");
    }

    @Test
    void shardsAreReadAsTheIndexSays() {
        split().write("model.safetensors.index.json", index(Map.of()));

        Checkpoint checkpoint = Checkpoint.open(folder);
        assertEquals(List.of(), checkpoint.warnings());
        assertEquals(ModelFolder.shapes().keySet(), checkpoint.tensors().keySet());
    }

    @Test
    void theHashDoesNotDependOnTheSplitIntoFiles() {
        String whole = Checkpoint.open(folder).weightsHash();
        split().write("model.safetensors.index.json", index(Map.of()));

        assertEquals(whole, Checkpoint.open(folder).weightsHash());
    }

    @Test
    void theHashChangesWithOneWeight() throws IOException {
        String before = Checkpoint.open(folder).weightsHash();
        overwrite(UP, 1f);

        assertNotEquals(before, Checkpoint.open(folder).weightsHash());
        assertTrue(before.matches("[0-9a-f]{64}"), before);
    }

    @Test
    void aShardThatIsMissingIsNamed() {
        split().write("model.safetensors.index.json", index(Map.of())).delete("two.safetensors");

        refused("shard two.safetensors named in the index is missing");
    }

    @Test
    void aTensorInAnotherShardThanTheIndexSaysIsNamed() {
        split().write("model.safetensors.index.json", index(Map.of(UP, "two.safetensors")));

        refused("tensor " + UP + " is not in shard two.safetensors as the index says (it is in one.safetensors)");
    }

    @Test
    void shardNamesMayNotLeaveTheFolder() {
        split();
        for (String name : List.of(
                "../two.safetensors",
                "..\\\\two.safetensors",
                "/two.safetensors",
                "two\\u0000.safetensors",
                "..",
                "",
                ".two.safetensors",
                "C:two.safetensors",
                "two.bin")) {
            model.write("model.safetensors.index.json", index(Map.of(UP, name)));
            refused("refers to a file outside the model folder, or to an impossible name");
        }
    }

    @Test
    void anIndexWithoutAUsableWeightMapIsRefused() {
        split();
        model.write("model.safetensors.index.json", "{}");
        refused("has no weight_map");
        model.write("model.safetensors.index.json", "{\"weight_map\": []}");
        refused("is malformed");
        model.write("model.safetensors.index.json", "{\"weight_map\": {\"a\": 1}}");
        refused("is malformed: the shard of tensor a must be a file name");
    }

    @Test
    void aTotalSizeThatLiesIsAWarning() {
        split().write(
                        "model.safetensors.index.json",
                        index(Map.of()).replaceFirst("\\{", "{\"metadata\": {\"total_size\": 1e18}, "));

        assertTrue(Checkpoint.open(folder).warnings().get(0).contains("does not match the shards"));
    }

    @Test
    void tensorsThatTheIndexForgetsAreAWarning() {
        SortedMap<String, List<Long>> more = without("model.layers");
        more.put("extra", List.of(1L));
        split().shard("two.safetensors", more).write("model.safetensors.index.json", index(Map.of()));

        assertEquals(
                List.of(folder.resolve("two.safetensors")
                        + ": tensors that the index does not name are ignored: extra"),
                Checkpoint.open(folder).warnings());
    }

    @Test
    void aShardOfPickledWeightsWithoutItsIndexIsNamed() {
        model.delete("model.safetensors").write("pytorch_model-00001-of-00002.bin", "any");

        refused(
                "pytorch_model-00001-of-00002.bin: is one shard of several, but pytorch_model.bin.index.json is missing.");
    }

    @Test
    void anotherSafetensorsFileIsNotTakenForTheWeights() {
        model.shard("reference_logits.safetensors", ModelFolder.shapes()).delete("model.safetensors");

        refused("model.safetensors: is missing");
    }

    @Test
    void anAdapterIsNoModel() {
        model.delete("model.safetensors").write("adapter_model.safetensors", "any");

        refused("is an adapter, not a whole model");
    }

    @Test
    void aFolderThatDoesNotExistIsSaidSo() {
        CheckpointException refusal =
                assertThrows(CheckpointException.class, () -> Checkpoint.open(folder.resolve("none")));
        assertTrue(refusal.getMessage().contains("does not exist"), refusal.getMessage());
    }

    @Test
    void weightsThatAreNoNumbersAreCountedAndNamed() throws IOException {
        overwrite(UP, Float.NaN);
        Checkpoint checkpoint = Checkpoint.open(folder);

        NonFinite found = checkpoint.findNonFinite().orElseThrow();
        assertEquals(UP, found.tensor().name());
        assertEquals(1, found.count());
        CheckpointException refusal = assertThrows(CheckpointException.class, checkpoint::requireFinite);
        assertTrue(refusal.getMessage().contains("contains 1 NaN or infinite weight of 96"), refusal.getMessage());
    }

    @Test
    void halfPrecisionNanAndInfinityAreFound() throws IOException {
        assertEquals(2, nonFinite(StoredType.F16, 0x7C00, 0xFE01, 0x7BFF, 0x3C00));
        assertEquals(2, nonFinite(StoredType.BF16, 0xFF80, 0x7FC0, 0x7F7F, 0x7C00));
    }

    private long nonFinite(StoredType type, int... patterns) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * patterns.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int pattern : patterns) {
            bytes.putShort((short) pattern);
        }
        Path file = folder.resolve("half.safetensors");
        new SafetensorsWriter()
                .add("t", type, List.of((long) patterns.length), bytes.flip())
                .write(file);
        return WeightScan.findNonFinite(SafetensorsFile.open(file).tensors().values())
                .map(NonFinite::count)
                .orElse(0L);
    }

    private void overwrite(String tensor, float value) throws IOException {
        TensorEntry entry = Checkpoint.open(folder).tensors().get(tensor);
        try (RandomAccessFile file = new RandomAccessFile(entry.file().toFile(), "rw")) {
            file.seek(entry.offset() + 8);
            file.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(value)));
        }
    }

    /** Blocks in one.safetensors, the rest in two.safetensors. */
    private ModelFolder split() {
        return model.delete("model.safetensors")
                .shard("one.safetensors", shapesFrom("model.layers"))
                .shard("two.safetensors", without("model.layers"));
    }

    private static SortedMap<String, List<Long>> shapesFrom(String prefix) {
        SortedMap<String, List<Long>> shapes = ModelFolder.shapes();
        shapes.keySet().removeIf(name -> !name.startsWith(prefix));
        return shapes;
    }

    private static SortedMap<String, List<Long>> without(String prefix) {
        SortedMap<String, List<Long>> shapes = ModelFolder.shapes();
        shapes.keySet().removeIf(name -> name.startsWith(prefix));
        return shapes;
    }

    private static String index(Map<String, String> changed) {
        Map<String, String> map = new TreeMap<>();
        ModelFolder.shapes()
                .keySet()
                .forEach(
                        name -> map.put(name, name.startsWith("model.layers") ? "one.safetensors" : "two.safetensors"));
        map.putAll(changed);
        return map.entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": \"" + entry.getValue() + "\"")
                .collect(Collectors.joining(", ", "{\"weight_map\": {", "}}"));
    }

    private void refused(String expected) {
        CheckpointException refusal = assertThrows(CheckpointException.class, () -> Checkpoint.open(folder));
        assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    }
}
