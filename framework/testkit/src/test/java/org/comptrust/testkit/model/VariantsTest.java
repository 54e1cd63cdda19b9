package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.PlainDialogue;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.CompressionException;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Calibration;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.comptrust.models.pool.WeightMemory;
import org.junit.jupiter.api.Test;

/** Variants as overlays, their artifacts, and what is left in memory after them. */
class VariantsTest extends WithTinyModel {
    private static final int CYCLES = 300;
    private static final int WARM_UP = 100;

    @Test
    void aVariantAnswersDifferentlyAndLeavesTheBaseAsItIs() throws Exception {
        try (Variant base = acquire();
                Variant halved = acquire(step(scaled(0.5f)))) {
            double before = likelihood(base);

            assertNotEquals(before, likelihood(halved));
            assertEquals(before, likelihood(base));
        }
    }

    @Test
    void anArtifactIsACheckpointThatAnswersAsTheVariantDid() throws Exception {
        double judged;
        String key;
        try (Variant halved = acquire(step(scaled(0.5f)))) {
            judged = likelihood(halved);
            key = halved.facts().key();
        }
        Path artifact = folder.resolve("cache").resolve(key);

        try (BaseModel written = BaseModel.open(engine, artifact, folder.resolve("other"));
                Variant loaded = written.acquire(List.of(), 0, (done, total) -> {})) {
            assertEquals(judged, likelihood(loaded));
            assertTrue(Files.exists(artifact.resolve("provenance.json")));
            assertEquals(List.of(), Checkpoint.open(artifact).warnings());
        }
    }

    @Test
    void anArtifactAnswersTheSameAsACheckpointOfItsBaseAndSharesWhatIsEqual() throws Exception {
        double judged;
        double sparsity;
        Path artifact;
        try (Variant halved = acquire(step(scaled(0.5f)))) {
            judged = likelihood(halved);
            sparsity = halved.facts().sparsity();
            artifact = folder.resolve("cache").resolve(halved.facts().key());
        }
        Checkpoint theirs = Checkpoint.open(artifact);

        try (Variant base = acquire();
                Variant loaded = model.acquire(theirs, new PlainDialogue())) {
            double before = likelihood(base);
            assertEquals(judged, likelihood(loaded));
            assertEquals(before, likelihood(base));
            assertEquals(theirs.weightsHash(), loaded.facts().weights());
            assertEquals(sparsity, loaded.facts().sparsity());
            assertEquals(
                    model.storedBits(model.shape().linears().get(0)),
                    loaded.facts().bitsPerWeight());
            long linears = model.shape().linears().size();
            int all = theirs.tensors().size();
            assertEquals(all - linears + " of " + all, loaded.facts().origin().get("tensors equal to the base's"));
        }
    }

    /** What a variant lacks would be taken from the base: another model than the one that was named. */
    @Test
    void aCheckpointThatLacksTensorsOfTheBaseIsNoVariantOfIt() {
        FamilyCheckpoint own = FamilyCheckpoint.of("llama", Set.of(), 5, config -> {});
        FamilyCheckpoint tied =
                FamilyCheckpoint.of("llama", Set.of(), 5, config -> config.put("tie_word_embeddings", true));
        Path base = own.write(folder.resolve("own"), StoredType.F32);
        Checkpoint theirs = Checkpoint.open(tied.write(folder.resolve("tied"), StoredType.F32));

        try (BaseModel untied = BaseModel.open(engine, base, folder.resolve("cache"))) {
            CheckpointException refused =
                    assertThrows(CheckpointException.class, () -> untied.acquire(theirs, new PlainDialogue()));
            assertTrue(refused.getMessage().contains("lm_head.weight"), refused.getMessage());
        }
    }

    @Test
    void aVariantWhoseNumbersOverflowSaysSoInsteadOfAnswering() {
        try (Variant huge = acquire(step(scaled(1e30f)))) {
            ExecutionException failed = assertThrows(ExecutionException.class, () -> likelihood(huge));
            assertTrue(failed.getCause().getMessage().contains("not finite"), failed.getMessage());
            assertThrows(ExecutionException.class, () -> generated(huge, 0));
        }
    }

    @Test
    void aLeaseThatCannotBeGivenHoldsNothing() {
        WeightMemory memory = new WeightMemory(0);
        try (BaseModel own = BaseModel.open(
                () -> engine, folder.resolve("tiny"), folder.resolve("cache"), Precision.FLOAT32, memory)) {
            assertThrows(
                    IllegalStateException.class, () -> own.acquire(List.of(), 0, new Nameless(), (done, total) -> {}));
            assertEquals(0, memory.held());
        }
    }

    @Test
    void aVariantFromTheCacheIsTheOneThatWasCompressed() throws Exception {
        Variant first = acquire(step(scaled(0.5f)));
        double compressed = likelihood(first);
        var facts = first.facts();
        first.close();

        try (Variant cached = acquire(step(refusing()))) { // same key: the plan is not asked again
            assertEquals(compressed, likelihood(cached));
            assertEquals(facts, cached.facts());
        }
    }

    @Test
    void aFalsePatternIsFoundOut() {
        CompressionException e =
                assertThrows(CompressionException.class, () -> acquire(step(claiming(new Pattern(2, 4)))));

        assertTrue(e.getMessage().contains("model.layers.0.self_attn.q_proj"), e.getMessage());
        assertTrue(e.getMessage().contains("claims 2:4"), e.getMessage());
        assertEquals(CompressionException.Fault.METHOD, e.fault());
    }

    @Test
    void whatAPlanThrowsNamesTheMethodAndLeavesNoArtifact() throws IOException {
        CompressionException e = assertThrows(CompressionException.class, () -> acquire(step(refusing())));

        assertEquals("test", e.method());
        assertTrue(e.getMessage().contains("not today"), e.getMessage());
        assertTrue(Files.notExists(folder.resolve("cache"))
                || Files.list(folder.resolve("cache")).toList().isEmpty());
    }

    @Test
    void calibrationThatTheModelWritesIsTheSameEachTime() throws Exception {
        Calibration own = new Calibration.FromModel(8, 32, 3);
        String first = calibrated(own, "cache-1");

        assertEquals(first, calibrated(own, "cache-2"));
        assertNotEquals(first, calibrated(new Calibration.FromModel(8, 32, 4), "cache-3"));
    }

    @Test
    void calibrationTokensMayDifferInLengthAndAreNamedWithTheirOrigin() throws Exception {
        List<List<Integer>> ids = List.of(List.of(1, 5, 6), List.of(1, 7, 8), List.of(1, 9, 10, 11, 12), List.of(1));
        Calibration given = new Calibration.Tokens(ids, Map.of("file", "some.jsonl", "rejected", "3 of 7"));

        try (Variant fitted = model.acquire(
                List.of(new CompressionStep("test", "1", "{}", new Measuring(), Optional.of(given))),
                0,
                (done, total) -> {})) {
            Map<String, String> origin = fitted.facts().origin();
            assertEquals("some.jsonl", origin.get("step 1 calibration file"));
            assertEquals("3 of 7", origin.get("step 1 calibration rejected"));
            assertEquals(64, origin.get("step 1 calibration tokens").length());
        }
    }

    @Test
    void theSameTokensGiveTheSameArtifactWhateverTheFileIsCalled() throws Exception {
        List<List<Integer>> ids = List.of(List.of(1, 5, 6), List.of(1, 7, 8, 9));

        String first = calibrated(new Calibration.Tokens(ids, Map.of("file", "a")), "cache-1");

        assertEquals(first, calibrated(new Calibration.Tokens(ids, Map.of("file", "b")), "cache-2"));
        List<List<Integer>> others = List.of(List.of(1, 5, 6), List.of(1, 7, 8));
        assertNotEquals(first, calibrated(new Calibration.Tokens(others, Map.of("file", "a")), "cache-3"));
    }

    @Test
    void residentMemoryStaysFlatOverManyLeases() throws Exception {
        assumeTrue(ResidentMemory.known(), "resident memory is read from /proc");
        List<Long> readings = new ArrayList<>();
        for (int cycle = 0; cycle <= WARM_UP + 3 * CYCLES; cycle++) {
            try (Variant base = acquire();
                    Variant halved = acquire(step(scaled(0.5f)))) {
                likelihood(base);
                likelihood(halved);
                generated(halved, cycle);
            }
            if (cycle >= WARM_UP && (cycle - WARM_UP) % CYCLES == 0) {
                readings.add(ResidentMemory.bytes());
            }
        }
        long grown = ResidentMemory.steadyGrowth(readings);

        // Allocators keep some freed memory; a leak of one overlay or one batch per cycle would be far above this.
        assertTrue(
                grown <= 8 << 20,
                "resident memory grew by " + (grown >> 10) + " KiB in each " + CYCLES + " cycles: " + readings);
    }

    private String calibrated(Calibration calibration, String cache) {
        try (BaseModel fresh = BaseModel.open(engine, folder.resolve("tiny"), folder.resolve(cache));
                Variant variant = fresh.acquire(
                        List.of(new CompressionStep("test", "1", "{}", new Measuring(), Optional.of(calibration))),
                        0,
                        (done, total) -> {})) {
            return variant.facts().weights();
        }
    }

    private Variant acquire(CompressionStep... chain) {
        return model.acquire(List.of(chain), 0, (done, total) -> {});
    }

    private static CompressionStep step(CompressionPlan plan) {
        return new CompressionStep("test", "1", "{}", plan, Optional.empty());
    }

    private double likelihood(Variant variant) throws Exception {
        return Asked.logLikelihood(variant.handle(), model.tokenizer().encode("some text of ours"));
    }

    private void generated(Variant variant, long seed) throws Exception {
        Request request = new Request(
                new Prompt.Tokens(model.tokenizer().encode("abc")), new Ask.Generate(4, 2, 1, 1, List.of()));
        Asked.answer(variant.handle(), request, seed);
    }

    /** A way to write dialogues that cannot say which one it is. */
    private static final class Nameless implements ChatRenderer {
        @Override
        public String identity() {
            throw new IllegalStateException("nameless");
        }

        @Override
        public boolean startsWithTokens() {
            return true;
        }

        @Override
        public String render(List<Message> messages) {
            return "";
        }

        @Override
        public String closed(List<Message> messages) {
            return "";
        }
    }

    private static OneStage scaled(float factor) {
        return (layer, run) -> new DenseWeight(layer.weight().mul(factor), Optional.empty());
    }

    private static OneStage claiming(Pattern pattern) {
        return (layer, run) -> new DenseWeight(layer.weight(), Optional.of(pattern));
    }

    private static OneStage refusing() {
        return (layer, run) -> {
            throw new IllegalStateException("not today");
        };
    }

    private record Measuring() implements OneStage {
        @Override
        public List<Stage> stages(List<LinearShape> block) {
            return List.of(new Stage(block, Set.of(Need.MEAN_SQUARE)));
        }

        @Override
        public Weight compressed(LinearLayer layer, RunContext run) {
            return new DenseWeight(layer.weight().mul(layer.input().meanSquare()), Optional.empty());
        }
    }
}
