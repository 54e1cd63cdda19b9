package org.comptrust.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.plugin.PluginFolder;
import org.comptrust.host.registry.RegistryReader;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.UnsuitableFormatException;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Calibration;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.model.Asked;
import org.comptrust.verify.Shipped;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Models that the shipped methods compressed, written in every format that can hold them, and read back. */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormatsOracleTest {
    /** Sizes that 32 divides, which GPTQ's files need. */
    private static final List<String> MODELS = List.of("b-gqa-bf16-sharded", "c-llama3-tied");

    private static final List<Integer> IDS = List.of(1, 31, 60, 7, 290, 401, 5, 5, 17, 333, 90, 2);

    /** Options by method; all groups have 32 inputs. */
    private static final List<Map.Entry<String, String>> METHODS = List.of(
            Map.entry("rtn", "{'bits': 2, 'groupSize': 32}"),
            Map.entry("rtn", "{'bits': 3, 'groupSize': 32}"),
            Map.entry("rtn", "{'bits': 4, 'groupSize': 32}"),
            Map.entry("rtn", "{'bits': 8, 'groupSize': 32}"),
            Map.entry("rtn", "{'bits': 4, 'groupSize': -1, 'symmetric': true}"),
            Map.entry("gptq", "{'bits': 4, 'groupSize': 32, 'actOrder': true}"),
            Map.entry("gptq", "{'bits': 3, 'groupSize': 32, 'actOrder': true, 'symmetric': false}"),
            Map.entry("awq", "{'bits': 4, 'groupSize': 32}"),
            Map.entry("wanda", "{'pattern': '2:4'}"));

    @TempDir
    Path folder;

    private TorchEngine engine;
    private PluginCatalog catalog;
    private int written;

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
    void whatIsWrittenIsReadBackToTheBitAndAnswersAsTheVariantDid() throws Exception {
        Map<String, Integer> perFormat = new TreeMap<>();
        for (String name : MODELS) {
            Path source =
                    OracleFolder.path().resolve("models").resolve("synthetic").resolve(name);
            try (BaseModel model = BaseModel.open(engine, source, folder.resolve("cache"))) {
                for (Map.Entry<String, String> method : METHODS) {
                    roundTrips(model, method.getKey(), method.getValue().replace('\'', '"'))
                            .forEach(format -> perFormat.merge(format.id(), 1, Integer::sum));
                }
            }
        }
        System.out.println("round trips: " + written + ", by format " + perFormat);
        assertEquals(ExportFormat.values().length, perFormat.size(), "a format was never written: " + perFormat);
    }

    private List<ExportFormat> roundTrips(BaseModel model, String id, String options) throws Exception {
        CompressionMethod<?> method = catalog.method(id).orElseThrow().value();
        List<ExportFormat> formats = new ArrayList<>();
        try (Variant variant = model.acquire(List.of(step(method, model, options)), 0, (done, total) -> {})) {
            double judged = Asked.logLikelihood(variant.handle(), IDS);
            Path artifact = folder.resolve("cache").resolve(variant.facts().key());
            Checkpoint kept = Checkpoint.open(artifact);
            for (ExportFormat format : ExportFormat.values()) {
                Path out = folder.resolve("out-" + written);
                Export.Written said;
                try {
                    said = new Export(engine).write(kept, format, out, (done, total) -> {});
                } catch (UnsuitableFormatException e) {
                    assertTrue(e.getMessage().contains("Formats that can hold this model: dense"), e.getMessage());
                    continue;
                }
                written++;
                formats.add(format);
                String what = model.checkpoint().folder().getFileName() + " " + id + " " + options + " " + format.id();
                boolean rounded = format == ExportFormat.DENSE
                        && !kept.linears().values().stream()
                                .noneMatch(linear -> linear.format().isQuantized());
                if (!rounded) {
                    sameWeights(what, kept, Checkpoint.open(out), format);
                    // Numbers below 6e-5 lose their last bits in float16, less than 3e-8 of each.
                    double limit = said.rounded() == 0 ? 0 : 1e-5;
                    sameLogits(what, artifact, out, limit);
                    try (Variant loaded = model.acquire(Checkpoint.open(out), new PlainDialogue())) {
                        assertEquals(judged, Asked.logLikelihood(loaded.handle(), IDS), limit * IDS.size(), what);
                    }
                }
            }
        }
        return formats;
    }

    private <O extends Record> CompressionStep step(CompressionMethod<O> method, BaseModel model, String options)
            throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        JsonNode json = new ObjectMapper().readTree(options);
        json.properties()
                .forEach(option -> values.put(option.getKey(), option.getValue().asText()));
        O bound = OptionsRecords.of(method.options(), values);
        PlanInputs<O> inputs = new PlanInputs<>(bound, model.shape());
        CompressionPlan plan = method.plan(inputs);
        assertTrue(inputs.problems().isEmpty(), inputs.problems().toString());
        return new CompressionStep(
                method.id(), "shipped", options, plan, Optional.of(new Calibration.FromModel(8, 64, 0)));
    }

    private void sameWeights(String what, Checkpoint expected, Checkpoint actual, ExportFormat format) {
        LinearFormats formats = new LinearFormats(engine);
        for (StoredLinear linear : expected.linears().values()) {
            try (PtNDManager scope = engine.newScope()) {
                String where = what + " " + linear.shape().name();
                StoredLinear theirs = actual.linears().get(linear.shape().name());
                same(where + " numbers", formats.dense(linear, scope), formats.dense(theirs, scope));
                if (linear.format().isQuantized() && format != ExportFormat.DENSE) {
                    GroupQuantizedWeight a = formats.decode(formats.read(linear, scope), scope);
                    GroupQuantizedWeight b = formats.decode(formats.read(theirs, scope), scope);
                    same(where + " codes", a.codes(), b.codes());
                    same(where + " scales", a.scales(), b.scales());
                    same(where + " zero-points", a.zeroPoints(), b.zeroPoints());
                    same(where + " groups", a.groupOf(), b.groupOf());
                }
            }
        }
    }

    private void sameLogits(String what, Path expected, Path actual, double limit) {
        try (BaseModel kept = BaseModel.open(engine, expected, folder.resolve("unused"));
                BaseModel read = BaseModel.open(engine, actual, folder.resolve("unused"));
                PtNDManager scope = engine.newScope()) {
            float[] a = kept.decoder().logits(IDS, scope).toFloatArray();
            float[] b = read.decoder().logits(IDS, scope).toFloatArray();
            double largest = 0;
            for (int i = 0; i < a.length; i++) {
                largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
            }
            assertTrue(largest <= limit, what + ": logits differ by " + largest);
        }
    }

    private static void same(String what, NDArray expected, NDArray actual) {
        assertEquals(expected.getShape(), actual.getShape(), what);
        assertTrue(expected.contentEquals(actual), what + " differ");
    }
}
