package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.SafetensorsWriter;
import org.comptrust.models.checkpoint.StoredLinear;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.checkpoint.WeightFormat;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import org.comptrust.models.format.LinearFormats;
import org.comptrust.models.format.UnsuitableFormatException;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.comptrust.models.store.TensorIo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compressed weights in artifacts and in the formats of others, there and back. */
class FormatsTest {
    private static final String FIRST = "model.layers.0.self_attn.q_proj";

    @TempDir
    Path folder;

    private TorchEngine engine;
    private BaseModel model;

    /** All numbers of the model are float16, so that no format has to round any. */
    @BeforeEach
    void open() throws IOException {
        engine = TorchEngine.cpu();
        Path base = new TinyModel(2, 64, 96, 256, 7).write(folder.resolve("tiny"));
        SafetensorsWriter half = new SafetensorsWriter();
        TensorIo io = new TensorIo(engine);
        try (PtNDManager scope = engine.newScope()) {
            for (TensorEntry entry : Checkpoint.open(base).tensors().values()) {
                half.add(entry.name(), StoredType.F16, entry.shape(), io.bytes(io.read(entry, scope), StoredType.F16));
            }
        }
        half.write(base.resolve("model.safetensors"));
        config(base, json -> json.put("torch_dtype", "float16"));
        model = BaseModel.open(engine, base, folder.resolve("cache"));
    }

    @AfterEach
    void close() {
        model.close();
        engine.close();
    }

    @Test
    void anArtifactHoldsCodesOfAnyWidthShapeAndOrderToTheBit() throws Exception {
        for (RoundedRows plan : List.of(
                new RoundedRows(4, 32, true, false, 0),
                new RoundedRows(3, 40, false, true, 0),
                new RoundedRows(5, 1000, false, false, 0),
                new RoundedRows(1, 7, false, false, 0))) {
            Artifact artifact = compress(plan);

            try (PtNDManager scope = engine.newScope()) {
                GroupQuantizedWeight expected = expected(plan, scope);
                GroupQuantizedWeight stored = decoded(artifact.checkpoint, FIRST, scope);
                same(plan + " codes", expected.codes(), stored.codes());
                same(plan + " zero-points", expected.zeroPoints(), stored.zeroPoints());
                same(plan + " groups", expected.groupOf(), stored.groupOf());
                same(
                        plan + " scales",
                        new TensorIo(engine).rounded(expected.scales(), StoredType.F16, scope),
                        stored.scales());
            }
        }
    }

    @Test
    void anArtifactIsAsSmallAsItsBitsPerWeightSay() throws Exception {
        Artifact artifact = compress(new RoundedRows(4, 32, true, false, 0));

        long bytes = artifact.checkpoint.linears().values().stream()
                .mapToLong(StoredLinear::bytes)
                .sum();
        assertEquals(4.5, artifact.bitsPerWeight); // 4 and a scale of 16 bits for 32 weights
        assertEquals(
                4.5
                        / 8
                        * model.shape().linears().stream()
                                .mapToLong(LinearShape::parameters)
                                .sum(),
                bytes);
    }

    @Test
    void prunedWeightsAreKeptAsMaskAndValues() throws Exception {
        Artifact artifact = compress(FormatsTest::everyOtherPairPruned);

        StoredLinear stored = artifact.checkpoint.linears().get(FIRST);
        assertEquals(WeightFormat.MASKED, stored.format());
        assertEquals(9, stored.bitsPerWeight()); // half of 16, and a bit of mask
        assertEquals(9, artifact.bitsPerWeight);
        assertEquals(artifact.likelihood, likelihood(artifact.folder));
    }

    @Test
    void aLinearOfWhichNothingIsLeftIsKeptAsAnEmptyMask() throws Exception {
        Artifact artifact = compress(FormatsTest::emptied);

        StoredLinear stored = artifact.checkpoint.linears().get(FIRST);
        assertEquals(List.of(0L), stored.part("values").shape());
        assertEquals(1, stored.bitsPerWeight());
        assertEquals(artifact.likelihood, likelihood(artifact.folder));
    }

    @Test
    void everyFormatAnswersAsTheVariantItWasWrittenFrom() throws Exception {
        int written = 0;
        for (int bits : new int[] {2, 3, 4, 8}) {
            for (boolean symmetric : new boolean[] {true, false}) {
                for (boolean ordered : new boolean[] {true, false}) {
                    Artifact artifact = compress(new RoundedRows(bits, 32, symmetric, ordered, 1));
                    for (ExportFormat format : ExportFormat.values()) {
                        boolean fits = List.of(
                                                ExportFormat.GPTQ,
                                                ExportFormat.GPTQ_V2,
                                                ExportFormat.COMPRESSED_TENSORS_0_14,
                                                ExportFormat.COMPRESSED_TENSORS_2026)
                                        .contains(format)
                                || format == ExportFormat.COMPRESSED_TENSORS && bits != 3
                                || format == ExportFormat.AWQ && bits == 4 && !ordered;
                        if (fits) {
                            Path out = folder.resolve("out-" + written++);
                            Export.Written said = write(artifact, format, out);
                            assertEquals(0, said.rounded());
                            sameCodes(artifact.checkpoint, Checkpoint.open(out));
                            assertEquals(artifact.likelihood, likelihood(out), format + " " + bits + " bits");
                        }
                    }
                }
            }
        }
        assertTrue(written >= 16 * 4, "wrote " + written);
    }

    @Test
    void aFolderOfAnotherToolIsJudgedAsAVariantOfItsBase() throws Exception {
        Artifact artifact = compress(new RoundedRows(4, 32, false, true, 1));
        Path out = folder.resolve("gptq");
        write(artifact, ExportFormat.GPTQ, out);
        Checkpoint theirs = Checkpoint.open(out);

        try (Variant base = acquire();
                Variant loaded = model.acquire(theirs, new PlainDialogue())) {
            double before = likelihood(base);
            assertEquals(artifact.likelihood, likelihood(loaded));
            assertEquals(before, likelihood(base));
            assertEquals(theirs.weightsHash(), loaded.facts().weights());
            long linears = model.shape().linears().size();
            long all = linears + theirs.others().size();
            assertEquals(all - linears + " of " + all, loaded.facts().origin().get("tensors equal to the base's"));
            // Codes, a scale of 16 and a zero-point of 4 bits for 32 weights, and for each input the number of its
            // group.
            double order = 32.0
                    * model.shape().linears().stream()
                            .mapToLong(LinearShape::in)
                            .sum()
                    / model.shape().linears().stream()
                            .mapToLong(LinearShape::parameters)
                            .sum();
            assertEquals(4 + 20.0 / 32 + order, loaded.facts().bitsPerWeight(), 1e-12);
        }
    }

    @Test
    void aPackedModelCanBeCompressedFurther() throws Exception {
        Artifact artifact = compress(new RoundedRows(8, 32, true, false, 0));
        Path out = folder.resolve("packed");
        write(artifact, ExportFormat.COMPRESSED_TENSORS, out);

        try (BaseModel packed = BaseModel.open(engine, out, folder.resolve("more"));
                Variant pruned =
                        packed.acquire(List.of(step(FormatsTest::everyOtherPairPruned)), 0, (done, total) -> {})) {
            assertEquals(0.5, pruned.facts().sparsity(), 0.05);
        }
    }

    @Test
    void theFileAndFolderNamesOfOlderToolsAreFound() throws Exception {
        Artifact artifact = compress(new RoundedRows(4, 32, true, false, 0));
        Path out = folder.resolve("older");
        write(artifact, ExportFormat.GPTQ, out);
        Files.move(out.resolve("model.safetensors"), out.resolve("gptq_model-4bit-32g.safetensors"));
        config(out, json -> json.remove("quantization_config"));

        assertEquals(artifact.likelihood, likelihood(out));
    }

    @Test
    void aDenseExportKeepsPrunedWeightsAsTheyAre() throws Exception {
        Artifact artifact = compress(FormatsTest::everyOtherPairPruned);
        Path out = folder.resolve("dense");

        assertEquals(0, write(artifact, ExportFormat.DENSE, out).rounded());

        assertEquals(artifact.likelihood, likelihood(out));
        assertFalse(
                new ObjectMapper().readTree(out.resolve("config.json").toFile()).has("quantization_config"));
        assertTrue(Files.exists(out.resolve("provenance.json")));
    }

    @Test
    void aZeroPointOf0IsRefusedByTheFirstVersionOfGptqAndTheSecondIsNamed() throws Exception {
        Artifact artifact = compress(FormatsTest::allPositive);

        UnsuitableFormatException e = assertThrows(
                UnsuitableFormatException.class, () -> write(artifact, ExportFormat.GPTQ, folder.resolve("out")));

        assertTrue(e.getMessage().startsWith("gptq: " + FIRST.substring(0, 14)), e.getMessage());
        assertTrue(e.getMessage().contains("zero-points of 0"), e.getMessage());
        assertTrue(e.getMessage().contains("Formats that can hold this model: dense, gptq-v2, awq"), e.getMessage());
        assertFalse(Files.exists(folder.resolve("out")));
        write(artifact, ExportFormat.GPTQ_V2, folder.resolve("v2"));
        assertEquals(artifact.likelihood, likelihood(folder.resolve("v2")));
    }

    @Test
    void aFormatThatCannotHoldAResultNamesTheLinearAndThoseThatCan() throws Exception {
        refused(
                compress(new RoundedRows(3, 32, false, false, 1)),
                ExportFormat.AWQ,
                "has codes of 3 bits, and awq has 4",
                "can hold this model: dense, gptq, gptq-v2, compressed-tensors-2026, compressed-tensors-0.14.");
        refused(
                compress(new RoundedRows(4, 32, false, true, 1)),
                ExportFormat.AWQ,
                "act-order",
                "dense, gptq, gptq-v2, compressed-tensors");
        refused(
                compress(FormatsTest::everyOtherPairPruned),
                ExportFormat.GPTQ,
                "no linear is quantized",
                "model: dense.");
        refused(
                compress(new RoundedRows(4, 24, true, false, 1)),
                ExportFormat.COMPRESSED_TENSORS,
                "in groups of 24",
                "dense, gptq, gptq-v2.");
    }

    @Test
    void aFolderThatIsNotEmptyIsLeftAlone() throws Exception {
        Artifact artifact = compress(new RoundedRows(4, 32, true, false, 0));
        Path out = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(out.resolve("thesis.txt"), "years of work");

        CheckpointException e = assertThrows(CheckpointException.class, () -> write(artifact, ExportFormat.GPTQ, out));

        assertTrue(e.getMessage().contains("not an empty folder"), e.getMessage());
        assertEquals("years of work", Files.readString(out.resolve("thesis.txt")));
    }

    @Test
    void aGroupThatHasNoScaleIsFoundAndNamed() throws Exception {
        Artifact artifact = compress(new RoundedRows(4, 32, true, true, 0));
        Path out = folder.resolve("damaged");
        write(artifact, ExportFormat.GPTQ, out);
        TensorEntry order = Checkpoint.open(out).linears().get(FIRST).part("g_idx");
        try (RandomAccessFile file = new RandomAccessFile(order.file().toFile(), "rw")) {
            file.seek(order.offset() + 4);
            file.write(9);
        }

        CheckpointException e = assertThrows(CheckpointException.class, () -> likelihood(out));

        assertTrue(e.getMessage().contains(FIRST + ".g_idx names group 9"), e.getMessage());
        assertTrue(e.getMessage().contains("2 groups"), e.getMessage());
    }

    @Test
    void aZeroPointThatReadersDisagreeAboutIsInTheFacts() throws Exception {
        Artifact artifact = compress(new RoundedRows(4, 32, false, false, 1));
        Path out = folder.resolve("borrowed");
        write(artifact, ExportFormat.GPTQ, out);
        TensorEntry zeros = Checkpoint.open(out).linears().get(FIRST).part("qzeros");
        try (RandomAccessFile file = new RandomAccessFile(zeros.file().toFile(), "rw")) {
            file.seek(zeros.offset());
            file.write(0xFF);
        }

        try (Variant loaded = model.acquire(Checkpoint.open(out), new PlainDialogue())) {
            String warnings = loaded.facts().origin().get("warnings");
            assertTrue(warnings.contains(FIRST + ".qzeros: 2 zero-points are stored as 15"), warnings);
        }
    }

    private void refused(Artifact artifact, ExportFormat format, String why, String able) {
        UnsuitableFormatException e =
                assertThrows(UnsuitableFormatException.class, () -> write(artifact, format, folder.resolve("refused")));
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertTrue(e.getMessage().contains(able), e.getMessage());
        assertTrue(e.getMessage().contains("model.layers.0."), e.getMessage());
    }

    private record Artifact(Path folder, Checkpoint checkpoint, double likelihood, double bitsPerWeight) {}

    private Artifact compress(OneStage plan) throws Exception {
        try (Variant variant = acquire(step(plan))) {
            Path at = folder.resolve("cache").resolve(variant.facts().key());
            return new Artifact(
                    at,
                    Checkpoint.open(at),
                    likelihood(variant),
                    variant.facts().bitsPerWeight());
        }
    }

    private Export.Written write(Artifact artifact, ExportFormat format, Path out) {
        return new Export(engine).write(artifact.checkpoint, format, out, (done, total) -> {});
    }

    private Variant acquire(CompressionStep... chain) {
        return model.acquire(List.of(chain), 0, (done, total) -> {});
    }

    private static CompressionStep step(OneStage plan) {
        return new CompressionStep("test", plan.toString(), "{}", plan, Optional.empty());
    }

    private double likelihood(Path checkpoint) throws Exception {
        try (BaseModel other = BaseModel.open(engine, checkpoint, folder.resolve("other"));
                Variant loaded = other.acquire(List.of(), 0, (done, total) -> {})) {
            return likelihood(loaded);
        }
    }

    private double likelihood(Variant variant) throws Exception {
        return Asked.logLikelihood(variant.handle(), model.tokenizer().encode("some text of ours, not too short"));
    }

    private GroupQuantizedWeight decoded(Checkpoint checkpoint, String linear, PtNDManager scope) {
        LinearFormats formats = new LinearFormats(engine);
        return formats.decode(formats.read(checkpoint.linears().get(linear), scope), scope);
    }

    private void sameCodes(Checkpoint expected, Checkpoint actual) {
        for (String linear : expected.linears().keySet()) {
            try (PtNDManager scope = engine.newScope()) {
                GroupQuantizedWeight a = decoded(expected, linear, scope);
                GroupQuantizedWeight b = decoded(actual, linear, scope);
                same("codes of " + linear, a.codes(), b.codes());
                same("scales of " + linear, a.scales(), b.scales());
                same("zero-points of " + linear, a.zeroPoints(), b.zeroPoints());
                same("groups of " + linear, a.groupOf(), b.groupOf());
            }
        }
    }

    /** What the plan makes of the first linear. */
    private GroupQuantizedWeight expected(RoundedRows plan, PtNDManager scope) {
        LinearShape shape = model.shape().linears().get(0);
        TensorEntry weight = model.checkpoint().tensors().get(shape.name() + ".weight");
        return plan.rounded(shape, new TensorIo(engine).read(weight, scope), scope);
    }

    private static void same(String what, NDArray expected, NDArray actual) {
        assertEquals(expected.getShape(), actual.getShape(), what);
        assertTrue(expected.contentEquals(actual), what + " differ");
    }

    private static void config(Path folder, Consumer<ObjectNode> change) throws IOException {
        Path file = folder.resolve("config.json");
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        change.accept(json);
        Files.writeString(file, json.toString());
    }

    /** The first two of every four weights are zero. */
    private static Weight everyOtherPairPruned(LinearLayer layer, RunContext run) {
        float[] w = layer.weight().toFloatArray();
        for (int i = 0; i < w.length; i++) {
            w[i] = i % 4 < 2 ? 0 : w[i];
        }
        return new DenseWeight(run.arrays().create(w, layer.weight().getShape()), Optional.of(new Pattern(2, 4)));
    }

    /** No weight is left. */
    private static Weight emptied(LinearLayer layer, RunContext run) {
        return new DenseWeight(layer.weight().mul(0), Optional.empty());
    }

    /** Four bits whose zero-points are all 0. */
    private static Weight allPositive(LinearLayer layer, RunContext run) {
        GroupQuantizedWeight w =
                new RoundedRows(4, 32, true, false, 0).rounded(layer.shape(), layer.weight(), run.arrays());
        return new GroupQuantizedWeight(4, w.codes(), w.scales(), w.zeroPoints().mul(0), w.groupOf(), false);
    }
}
