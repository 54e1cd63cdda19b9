package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchDevice;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.comptrust.models.pool.WeightMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays in memory of models that share a device, and what goes. */
class WeightMemoryTest {
    @TempDir
    Path folder;

    private TorchEngine engine;
    private Path files;

    @BeforeEach
    void start() {
        engine = TorchEngine.cpu();
        files = TinyModel.small().write(folder.resolve("tiny"));
    }

    @AfterEach
    void end() {
        engine.close();
    }

    @Test
    void aReleasedVariantStaysWhileThereIsRoomAndIsNotLoadedAgain() throws Exception {
        WeightMemory memory = new WeightMemory(1 << 30);
        try (BaseModel model = open(memory)) {
            double first = released(model, 4);
            long held = memory.held();
            assertEquals(first, released(model, 4));
            assertEquals(held, memory.held());
        }
        assertEquals(0, memory.held());
    }

    @Test
    void withoutRoomItGoesAndComesBackTheSame() throws Exception {
        WeightMemory memory = new WeightMemory(0);
        try (BaseModel model = open(memory)) {
            double first = released(model, 4);
            assertEquals(0, memory.held(), "neither variant nor base is in use");
            assertEquals(first, released(model, 4));
        }
    }

    @Test
    void theOneThatWasUsedLongestAgoGoesFirst() throws Exception {
        long base;
        long variant;
        WeightMemory measured = new WeightMemory(1 << 30);
        try (BaseModel model = open(measured)) {
            released(model, 0);
            base = measured.held();
            released(model, 4);
            variant = measured.held() - base;
        }
        WeightMemory memory = new WeightMemory(base + 2 * variant + answering());
        try (BaseModel model = open(memory)) {
            released(model, 4);
            released(model, 3);
            released(model, 4); // so 3 is the oldest
            released(model, 2);
            assertEquals(base + 2 * variant, memory.held());

            long before = engine.root().getManagedArrays().size();
            released(model, 4);
            assertEquals(before, engine.root().getManagedArrays().size());
            assertEquals(base + 2 * variant, memory.held());
        }
    }

    @Test
    void whatIsAnsweredWithCountsAsLongAsTheLease() throws Exception {
        WeightMemory memory = new WeightMemory(1L << 40);
        try (BaseModel model = open(memory)) {
            long weights;
            try (Variant base = acquire(model, 0);
                    Variant again = acquire(model, 0)) {
                assertEquals(likelihood(base), likelihood(again));
                weights = memory.held() - 2 * answering();
            }
            assertEquals(weights, memory.held());
            long numbers = model.checkpoint().tensors().values().stream()
                    .mapToLong(TensorEntry::elements)
                    .sum();
            long rotary = 2L * 256 * (32 / 4 / 2);
            assertEquals(Float.BYTES * (numbers + rotary), weights);
        }
    }

    @Test
    void whatIsAnsweredWithPushesOutVariantsThatNobodyUses() throws Exception {
        WeightMemory memory = new WeightMemory(answering() + (1 << 20));
        try (BaseModel model = open(memory)) {
            released(model, 4);
            long one = memory.held();
            assertTrue(one > 0, "there is room for a handle and a variant");
            try (Variant base = acquire(model, 0);
                    Variant again = acquire(model, 0)) {
                assertEquals(likelihood(base), likelihood(again));
                assertTrue(memory.held() < one + 2 * answering(), "there is none for two handles and a variant");
            }
        }
    }

    /** Keys and values of beginnings, of as many rows as there ever are, and a second copy of the matrices. */
    private long answering() {
        long ofToken = 2L * 2 * 2 * 8 * Float.BYTES;
        long matrices = 2L * (32 * 32 + 2 * 16 * 32 + 32 * 32 + 3 * 48 * 32) + 258 * 32;
        return (256L << 20) + 128 * 256 * ofToken + Float.BYTES * matrices;
    }

    @Test
    void whatIsInUseStaysBeyondTheBudget() throws Exception {
        WeightMemory memory = new WeightMemory(0);
        try (BaseModel model = open(memory);
                Variant base = acquire(model, 0);
                Variant one = acquire(model, 4);
                Variant other = acquire(model, 3)) {
            double before = likelihood(one);
            released(model, 2);

            assertEquals(before, likelihood(one));
            assertNotEquals(likelihood(base), likelihood(other));
            assertTrue(memory.held() > 0);
        }
    }

    @Test
    void modelsThatShareADeviceMakeRoomForOneAnother() throws Exception {
        WeightMemory memory = new WeightMemory(0);
        Path others = new TinyModel(2, 32, 48, 256, 8).write(folder.resolve("other"));
        try (BaseModel model = open(memory);
                BaseModel other =
                        BaseModel.open(() -> engine, others, folder.resolve("cache"), Precision.FLOAT32, memory);
                Variant held = acquire(model, 4)) {
            long mine = memory.held();
            double before = likelihood(held);
            released(other, 3);
            assertEquals(mine, memory.held());
            assertEquals(before, likelihood(held));
        }
    }

    @Test
    void aLeaseThatEndsAfterItsModelFreesNothingTwice() {
        WeightMemory memory = new WeightMemory(0);
        BaseModel gone = open(memory);
        Variant late = acquire(gone, 4);
        gone.close();
        late.close();
        assertEquals(0, memory.held());

        WeightMemory fresh = new WeightMemory(0);
        assertEquals(heldByABase(fresh), heldByABase(memory));
    }

    private long heldByABase(WeightMemory memory) {
        try (BaseModel model = open(memory);
                Variant base = acquire(model, 0)) {
            assertFalse(base.handle().identity().weights().isEmpty());
            return memory.held();
        }
    }

    @Test
    void onTwoDevicesAVariantIsTheSame() throws Exception {
        WeightMemory here = new WeightMemory(1 << 30);
        WeightMemory there = new WeightMemory(1 << 30);
        try (TorchEngine second = TorchEngine.on(TorchDevice.named("cpu:1").orElseThrow());
                BaseModel model = open(here);
                BaseModel twin = model.on(() -> second, there);
                Variant one = acquire(model, 4);
                Variant other = acquire(twin, 4)) {
            assertEquals(one.handle().identity(), other.handle().identity());
            assertEquals(likelihood(one), likelihood(other));
            assertEquals(here.held(), there.held());
        }
    }

    private BaseModel open(WeightMemory memory) {
        return BaseModel.open(() -> engine, files, folder.resolve("cache"), Precision.FLOAT32, memory);
    }

    /** @param bits 0: the base */
    private static Variant acquire(BaseModel model, int bits) {
        List<CompressionStep> chain = bits == 0
                ? List.of()
                : List.of(new CompressionStep(
                        "rounded",
                        "test",
                        bits + " bits",
                        new RoundedRows(bits, 16, false, false, 0),
                        Optional.empty()));
        return model.acquire(chain, 0, (done, total) -> {});
    }

    private static double released(BaseModel model, int bits) throws Exception {
        try (Variant variant = acquire(model, bits)) {
            return likelihood(variant);
        }
    }

    private static double likelihood(Variant variant) throws Exception {
        return Asked.logLikelihood(variant.handle(), List.of(5, 60, 7, 80, 9, 100));
    }
}
