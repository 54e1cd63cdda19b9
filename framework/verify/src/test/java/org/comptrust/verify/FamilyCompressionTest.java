package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.engine.PtNDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.plugin.PluginFolder;
import org.comptrust.host.registry.RegistryReader;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.compress.CalibrationInput;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.compress.LayerFacts;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.Tolerances;
import org.comptrust.testkit.model.FamilyCheckpoint;
import org.comptrust.testkit.model.FamilyCheckpoint.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every shipped method on models whose blocks are built otherwise than LLaMA's. */
class FamilyCompressionTest {
    @TempDir
    Path folder;

    private TorchEngine engine;
    private PluginCatalog catalog;

    @BeforeEach
    void open() throws IOException {
        engine = TorchEngine.cpu();
        catalog = PluginFolder.open(Shipped.plugins(), RegistryReader.read(Shipped.registry()), false);
    }

    @AfterEach
    void close() {
        catalog.close();
        engine.close();
    }

    enum Model {
        WINDOWED(FamilyCheckpoint.of("mistral", Set.of(), 1, config -> config.put("sliding_window", 6))),
        HEAD_NORMS(FamilyCheckpoint.of("qwen3", Set.of(Part.HEAD_NORMS), 2, config -> {})),
        FUSED(FamilyCheckpoint.of("phi3", Set.of(Part.FUSED), 3, config -> config.put("num_key_value_heads", 4))),
        FUSED_WITH_GROUPED_QUERIES(
                FamilyCheckpoint.of("phi3", Set.of(Part.FUSED), 4, config -> config.put("partial_rotary_factor", 0.5)));

        private final FamilyCheckpoint checkpoint;

        Model(FamilyCheckpoint checkpoint) {
            this.checkpoint = checkpoint;
        }
    }

    /** Quantized to 8 bits, a model says almost the same; one that was scaled in the wrong rows says something else. */
    @ParameterizedTest
    @EnumSource
    void allLinearsAreCompressedAndTheModelStaysItself(Model family) {
        Path written = family.checkpoint.write(folder.resolve("model"), StoredType.F32);
        assertFalse(catalog.methods().isEmpty(), "no jar was loaded: " + catalog.troubles());
        try (BaseModel model = BaseModel.open(engine, written, folder.resolve("cache"))) {
            for (String id : catalog.methods()) {
                CompressionMethod<?> method = catalog.method(id).orElseThrow().value();
                boolean quantizes = Arrays.stream(method.options().getRecordComponents())
                        .anyMatch(component -> component.getName().equals("groupSize"));
                try (WeightSet overlay = model.decoder().weights().overlay()) {
                    Map<String, LayerFacts> facts =
                            compress(model, method, overlay, quantizes ? "bits: 8\ngroupSize: -1" : "sparsity: 0.1");

                    List<LinearShape> linears = model.shape().linears();
                    assertEquals(linears.size(), facts.size(), id);
                    double error =
                            Tolerances.relativeFrobenius(logits(model.decoder()), logits(new Decoder(engine, overlay)));
                    double most = quantizes ? 0.1 : 0.5;
                    assertTrue(error > 0 && error < most, id + ": relative error " + error);
                    if (family == Model.FUSED && facts.values().stream().anyMatch(FamilyCompressionTest::scaled)) {
                        linears.stream()
                                .filter(linear -> linear.role() == LinearRole.O || linear.role() == LinearRole.DOWN)
                                .forEach(linear -> assertTrue(scaled(facts.get(linear.name())), linear.name()));
                    }
                }
            }
        }
    }

    /** Whether the method found where the scale of the linear's input goes. */
    private static boolean scaled(LayerFacts facts) {
        return facts.report().figures().containsKey("ratio");
    }

    private <O extends Record> Map<String, LayerFacts> compress(
            BaseModel model, CompressionMethod<O> method, WeightSet overlay, String options) {
        PlanInputs<O> inputs = new PlanInputs<>(OptionsRecords.parse(method.options(), options), model.shape());
        CompressionPlan plan = method.plan(inputs);
        assertEquals(List.of(), inputs.problems());
        SplittableRandom random = new SplittableRandom(5);
        List<List<Integer>> ids = IntStream.range(0, 6)
                .mapToObj(i -> random.ints(48, 0, 258).boxed().toList())
                .toList();
        return new CompressionWalk(engine, model.shape(), overlay, name -> StoredType.F32, 0)
                .run(
                        plan,
                        CalibrationInput.of(model.decoder(), ids, 96),
                        new ActivationMemory(Long.MAX_VALUE, folder),
                        Optional.empty(),
                        (done, total) -> {});
    }

    private float[] logits(Decoder decoder) {
        try (PtNDManager scope = engine.newScope()) {
            return decoder.logits(
                            IntStream.range(0, 40).mapToObj(i -> i * 37 % 258).toList(), scope)
                    .toFloatArray();
        }
    }
}
