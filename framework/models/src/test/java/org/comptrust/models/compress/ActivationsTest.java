package org.comptrust.models.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.comptrust.models.compress.CalibrationInput.Batch;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Activations within a memory budget. A batch here has 6 tokens of 4 channels: 96 bytes. */
class ActivationsTest {
    private static final int BYTES = 96;
    private static final List<Batch> BATCHES =
            List.of(new Batch(List.of(0, 1), 3), new Batch(List.of(2, 3), 3), new Batch(List.of(4, 5), 3));

    @TempDir
    Path folder;

    private TorchEngine engine;
    private PtNDManager scope;

    @BeforeEach
    void open() {
        engine = TorchEngine.cpu();
        scope = engine.newScope();
    }

    @AfterEach
    void close() {
        scope.close();
        engine.close();
    }

    @Test
    void whatDoesNotFitComesBackFromDiskAsItWas() {
        for (int budget : List.of(0, BYTES - 1, BYTES, 2 * BYTES, 9 * BYTES)) {
            try (Activations activations = activations(budget)) {
                for (Place place : List.of(Place.INPUT, Place.ATTENDED, Place.MIDDLE)) {
                    for (int batch = 0; batch < 3; batch++) {
                        put(activations, batch, place, 10 * place.ordinal() + batch);
                    }
                }

                assertTrue(activations.mostInMemory() <= budget, "a budget of " + budget);
                for (Place place : List.of(Place.INPUT, Place.ATTENDED, Place.MIDDLE)) {
                    for (int batch = 0; batch < 3; batch++) {
                        assertHolds(activations, batch, place, 10 * place.ordinal() + batch);
                    }
                }
            }
        }
    }

    @Test
    void memoryThatIsGivenBackIsUsedAgain() {
        try (Activations activations = activations(BYTES)) {
            put(activations, 0, Place.INPUT, 1);
            activations.keepOnly(0, EnumSet.noneOf(Place.class));
            put(activations, 1, Place.INPUT, 2);

            assertHolds(activations, 1, Place.INPUT, 2);
            assertFalse(activations.holds(0, Place.INPUT));
            assertEquals(BYTES, activations.mostInMemory());
        }
    }

    @Test
    void outputsBecomeInputsWhereverTheyAre() {
        try (Activations activations = activations(2 * BYTES)) {
            for (int block = 0; block < 3; block++) {
                for (int batch = 0; batch < 3; batch++) {
                    put(activations, batch, block == 0 ? Place.INPUT : Place.MIDDLE, -1);
                    put(activations, batch, Place.OUTPUT, 7 * block + batch);
                }
                activations.advance();
                for (int batch = 0; batch < 3; batch++) {
                    assertHolds(activations, batch, Place.INPUT, 7 * block + batch);
                    assertFalse(activations.holds(batch, Place.OUTPUT));
                    assertFalse(activations.holds(batch, Place.MIDDLE));
                }
            }
        }
    }

    @Test
    void theBytesOfABatchAreTheSameFromMemoryAndFromDisk() throws IOException {
        ByteBuffer expected = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 24; i++) {
            expected.putFloat(5 + i / 100f);
        }
        for (int budget : List.of(0, BYTES)) {
            try (Activations activations = activations(budget)) {
                put(activations, 1, Place.INPUT, 5);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                activations.copy(1, Place.INPUT, Channels.newChannel(out));

                assertArrayEquals(expected.array(), out.toByteArray());
            }
        }
    }

    @Test
    void nothingIsLeftOnDisk() throws IOException {
        try (Activations activations = activations(0)) {
            put(activations, 0, Place.INPUT, 1);
        }

        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private Activations activations(long budget) {
        return new Activations(engine, BATCHES, new ActivationMemory(budget, folder));
    }

    private void put(Activations activations, int batch, Place place, float from) {
        try (PtNDManager scratch = engine.newScope()) {
            float[] values = values(from);
            activations.put(batch, place, (PtNDArray) scratch.create(values, new Shape(2, 3, 4)));
        }
    }

    private static float[] values(float from) {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + i / 100f;
        }
        return values;
    }

    private void assertHolds(Activations activations, int batch, Place place, float from) {
        PtNDArray held = activations.find(batch, place, scope).orElseThrow();
        assertEquals(new Shape(2, 3, 4), held.getShape());
        assertArrayEquals(values(from), held.toFloatArray());
    }
}
