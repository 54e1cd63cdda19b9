package org.comptrust.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.plugin.PluginFolder;
import org.comptrust.host.registry.RegistryReader;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.WeightNames;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.Tolerances;
import org.comptrust.testkit.oracle.CompressionOracle;
import org.comptrust.testkit.oracle.HessianOracle;
import org.comptrust.testkit.oracle.OracleCase;
import org.comptrust.testkit.oracle.OracleModel;
import org.comptrust.testkit.oracle.OracleReport;
import org.comptrust.testkit.oracle.OracleSettings;
import org.comptrust.testkit.oracle.TensorFile;
import org.comptrust.verify.Shipped;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The shipped jars, as PF4J loads them, against the outputs of the methods' reference code. */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompressionOracleTest {
    private static final Pattern WITHIN =
            Pattern.compile("within ([0-9.]+)% of the reference's error ([0-9.e-]*[0-9])");

    private TorchEngine engine;
    private PluginCatalog catalog;

    @BeforeAll
    void open() throws IOException {
        engine = TorchEngine.cpu();
        catalog = PluginFolder.open(Shipped.plugins(), RegistryReader.read(Shipped.registry()), false);
    }

    @AfterAll
    void close() {
        catalog.close();
        engine.close();
    }

    @Test
    void everyMethodAgreesOnItsSingleLinears() {
        assertFalse(catalog.methods().isEmpty(), "no jar was loaded: " + catalog.troubles());
        for (String id : catalog.methods()) {
            CompressionMethod<?> method = method(id);
            assertNotEquals(
                    CompressionOracleTest.class.getClassLoader(),
                    method.getClass().getClassLoader(),
                    "not from a jar");
            OracleReport report = CompressionOracle.run(OracleFolder.path(), method, new EngineStatistics(engine));
            if (report.cases() > 0) { // some have cases on whole models only
                System.out.println(report.summary() + " (through the jar)");
                report.requireAll();
            }
        }
    }

    @Test
    void scaledModelsAgreeThroughTheJarAndTheWalk() {
        Map<String, Optional<String>> failures = new TreeMap<>();
        for (OracleCase one : OracleCase.ofModels(OracleFolder.path(), "awq")) {
            try (OracleModel model = new OracleModel(engine, one)) {
                model.compress(model.plan(method("awq")));
                List<String> differences = model.differences();
                failures.put(
                        one.id(),
                        differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences)));
            }
        }
        OracleReport report = new OracleReport("awq models", failures);
        System.out.println(report.summary() + " (through the jar and the production walk)");
        report.requireAll();
    }

    @Test
    void hessiansAgree() {
        OracleReport report = HessianOracle.run(OracleFolder.path(), new EngineStatistics(engine));
        System.out.println(report.summary());
        report.requireAll();
    }

    @Test
    void wholeModelsAgreeThroughTheWalk() throws IOException {
        int passed = 0;
        int found = 0;
        for (Path index : OracleFolder.fixtures("index.json")) {
            for (JsonNode one : OracleFolder.json(index).path("cases")) {
                boolean model = one.path("inputs").has("model_file")
                        || one.path("method").asText().equals("model");
                if (!model || !runsHere(one)) {
                    continue;
                }
                found++;
                TwoBlocks blocks = new TwoBlocks(index.getParent(), one);
                blocks.check();
                passed++;
            }
        }
        System.out.println("two-block models: " + passed + " of " + found + " (through the production walk)");
        assertTrue(found > 0, "no model case was found");
    }

    private boolean runsHere(JsonNode one) {
        String method = one.path("method").asText();
        return method.equals("model") || catalog.methods().contains(method);
    }

    private CompressionMethod<?> method(String id) {
        return catalog.method(id).orElseThrow().value();
    }

    /** A case on a small model without embedding and head, entered at the hidden states of block 0. */
    private final class TwoBlocks {
        private final JsonNode one;
        private final Map<String, TensorEntry> model;
        private final TensorFile outputs;
        private final JsonNode config;
        private final TensorIo io = new TensorIo(engine);

        TwoBlocks(Path folder, JsonNode one) {
            this.one = one;
            this.config = one.path("settings").path("config");
            Path file = folder.resolve(one.path("file").asText());
            this.outputs = TensorFile.read(file);
            String weights = one.path("inputs").path("model_file").asText("");
            this.model = SafetensorsFile.open(weights.isEmpty() ? file : folder.resolve(weights))
                    .tensors();
        }

        void check() {
            try (WeightSet base = WeightSet.base(engine, geometry());
                    WeightSet overlay = base.overlay();
                    PtNDManager scope = engine.newScope()) {
                model.values().stream()
                        .filter(entry -> entry.name().startsWith("model."))
                        .forEach(entry -> base.put(entry.name(), io.read(entry, base.scope())));
                PtNDArray hidden = io.read(model.get("input_hidden"), scope);
                String method = one.path("method").asText();
                if (!method.equals("model")) {
                    compress(method(method), overlay, hidden);
                }
                one.path("outputs").properties().forEach(output -> {
                    float[] expected = outputs.values(output.getValue().asText());
                    compare(output.getKey(), expected, hidden, base, overlay, scope);
                });
            }
        }

        private <O extends Record> void compress(CompressionMethod<O> method, WeightSet overlay, PtNDArray hidden) {
            com.fasterxml.jackson.databind.node.ObjectNode settings =
                    one.path("settings").deepCopy();
            settings.remove(List.of("config", "calibration", "schedule"));
            O options = OptionsRecords.of(method.options(), OracleSettings.options(settings, method.options()));
            PlanInputs<O> inputs = new PlanInputs<>(options, shape());
            CompressionPlan plan = method.plan(inputs);
            assertTrue(inputs.problems().isEmpty(), inputs.problems().toString());
            new CompressionWalk(engine, shape(), overlay, linear -> StoredType.F32, 0)
                    .run(plan, List.of(hidden), (done, total) -> {});
        }

        private void compare(
                String role, float[] expected, PtNDArray hidden, WeightSet base, WeightSet overlay, PtNDManager scope) {
            JsonNode tolerance = one.path("tolerance");
            String what = one.path("id").asText() + " " + role;
            if (role.startsWith("output_hidden")) {
                PtNDArray output = forward(overlay, hidden, scope);
                JsonNode said = tolerance.path("output_hidden");
                if (said.has("error_against_dense_rel")) {
                    errorIsThatOfTheReference(
                            what, said.path("error_against_dense_rel").asText(), forward(base, hidden, scope), output);
                } else {
                    near(what, expected, output, said.path("rel_frobenius").asDouble());
                }
            } else if (role.endsWith(".mask")) {
                String name = role.substring(0, role.length() - ".mask".length());
                double limit = tolerance
                        .path("mask")
                        .path("max_mismatch_fraction_per_linear")
                        .asDouble();
                float[] now = overlay.get(name).toFloatArray();
                float[] before = base.get(name).toFloatArray();
                int wrong = 0;
                for (int i = 0; i < expected.length; i++) {
                    boolean right = expected[i] == 1 ? now[i] == 0 : now[i] == before[i];
                    wrong += right ? 0 : 1;
                }
                double fraction = (double) wrong / expected.length;
                assertTrue(fraction <= limit, what + ": " + fraction + " of the mask differs");
            } else if (role.endsWith(".weight")) {
                near(
                        what,
                        expected,
                        overlay.get(role),
                        tolerance.path("weights").path("rel_frobenius").asDouble());
                if (tolerance.has("mask")) {
                    zerosAreThoseOfTheReference(
                            what, expected, overlay.get(role).toFloatArray(), tolerance);
                }
            } else {
                throw new IllegalArgumentException("unknown output " + what);
            }
        }

        private PtNDArray forward(WeightSet weights, PtNDArray hidden, PtNDManager scope) {
            PtNDArray x = hidden;
            for (int i = 0; i < config.path("layers").asInt(); i++) {
                x = new Decoder(engine, weights).block(x, i, scope);
            }
            return x;
        }

        /** Rounding decisions make weights differ; what counts is how far the output is from that of the dense model. */
        private void errorIsThatOfTheReference(String what, String tolerance, NDArray dense, NDArray output) {
            Matcher said = WITHIN.matcher(tolerance);
            assertTrue(said.matches(), what + ": cannot read the tolerance \"" + tolerance + '"');
            double share = Double.parseDouble(said.group(1)) / 100;
            double reference = Double.parseDouble(said.group(2));
            double error = Tolerances.relativeFrobenius(dense.toFloatArray(), output.toFloatArray());
            assertEquals(reference, error, share * reference, what + ": error against the dense model");
        }

        private void zerosAreThoseOfTheReference(String what, float[] expected, float[] actual, JsonNode tolerance) {
            int wrong = 0;
            for (int i = 0; i < expected.length; i++) {
                wrong += (expected[i] == 0) == (actual[i] == 0) ? 0 : 1;
            }
            double fraction = (double) wrong / expected.length;
            double limit = tolerance
                    .path("mask")
                    .path("max_mismatch_fraction_per_linear")
                    .asDouble();
            assertTrue(fraction <= limit, what + ": " + fraction + " of the mask differs");
        }

        private void near(String what, float[] expected, NDArray actual, double limit) {
            double error = Tolerances.relativeFrobenius(expected, actual.toFloatArray());
            assertTrue(error <= limit, what + ": relative error " + error + " above " + limit); // NaN fails
        }

        private Geometry geometry() {
            int headDim = config.path("head_dim").asInt();
            return new Geometry(
                    config.path("layers").asInt(),
                    config.path("heads").asInt(),
                    config.path("kv_heads").asInt(),
                    headDim,
                    config.path("seqlen").asInt(),
                    1e-5,
                    Geometry.rotaryFrequencies(headDim, 10000));
        }

        private ModelShape shape() {
            List<LinearRole> roles = List.of(
                    LinearRole.Q,
                    LinearRole.K,
                    LinearRole.V,
                    LinearRole.O,
                    LinearRole.GATE,
                    LinearRole.UP,
                    LinearRole.DOWN);
            List<List<LinearShape>> blocks = new ArrayList<>();
            for (int block = 0; block < config.path("layers").asInt(); block++) {
                List<LinearShape> linears = new ArrayList<>();
                for (int i = 0; i < roles.size(); i++) {
                    String name = "model.layers." + block + "." + WeightNames.LINEARS.get(i);
                    List<Long> size = model.get(name + ".weight").shape();
                    linears.add(new LinearShape(
                            name,
                            block,
                            roles.get(i),
                            size.get(0).intValue(),
                            size.get(1).intValue(),
                            false));
                }
                blocks.add(linears);
            }
            return new ModelShape(
                    "llama",
                    0,
                    config.path("hidden").asInt(),
                    config.path("heads").asInt(),
                    config.path("kv_heads").asInt(),
                    config.path("head_dim").asInt(),
                    config.path("seqlen").asInt(),
                    true,
                    blocks);
        }
    }
}
