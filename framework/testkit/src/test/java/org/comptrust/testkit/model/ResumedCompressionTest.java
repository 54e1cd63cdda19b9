package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.comptrust.api.CancelledException;
import org.comptrust.models.compress.CompressionWalk.Watcher;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.ArtifactFacts;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Calibration;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compression that was stopped in the middle, and taken up again. */
class ResumedCompressionTest {
    private static final int BLOCKS = 4;
    private static final Watcher NOBODY = (done, total) -> {};

    @TempDir
    Path folder;

    private TorchEngine engine;

    @BeforeEach
    void open() {
        engine = TorchEngine.cpu();
        new TinyModel(BLOCKS, 32, 48, 256, 7).write(folder.resolve("tiny"));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void theSameSeedGivesTheSameArtifact() throws IOException {
        ArtifactFacts first = compress("one", new StagedScaling(true), 5, NOBODY);
        ArtifactFacts second = compress("two", new StagedScaling(true), 5, NOBODY);

        assertEquals(first, second);
        assertEquals(-1, Files.mismatch(weights("one", first), weights("two", second)));
        assertFalse(
                compress("three", new StagedScaling(true), 6, NOBODY).weights().equals(first.weights()));
    }

    @Test
    void aStoppedCompressionGoesOnAtTheNextBlockAndGivesTheSameArtifact() throws IOException {
        for (boolean compressedInputs : List.of(true, false)) {
            String whole = "whole-" + compressedInputs;
            String stopped = "stopped-" + compressedInputs;
            ArtifactFacts expected = compress(whole, new StagedScaling(compressedInputs), 5, NOBODY);
            assertThrows(
                    CancelledException.class,
                    () -> compress(stopped, new StagedScaling(compressedInputs), 5, stopAt(2)));

            StagedScaling rest = new StagedScaling(compressedInputs);
            ArtifactFacts resumed = compress(stopped, rest, 5, NOBODY);

            assertEquals(List.of(2, 3), rest.blocks());
            assertEquals(expected, resumed);
            assertEquals(-1, Files.mismatch(weights(whole, expected), weights(stopped, resumed)));
            assertEquals(List.of(resumed.key()), names(folder.resolve(stopped)));
        }
    }

    @Test
    void onlyTheNewestActivationsAreKept() throws IOException {
        assertThrows(CancelledException.class, () -> compress("stopped", new StagedScaling(true), 5, stopAt(3)));

        assertEquals(
                List.of(
                        "block-0.json",
                        "block-0.safetensors",
                        "block-1.json",
                        "block-1.safetensors",
                        "block-2.json",
                        "block-2.safetensors",
                        "inputs-3.safetensors"),
                names(step("stopped", 1)));
    }

    @Test
    void aDamagedCheckpointIsNotUsed() throws IOException {
        ArtifactFacts expected = compress("whole", new StagedScaling(true), 5, NOBODY);
        for (String file : List.of("block-0.safetensors", "block-1.json", "inputs-2.safetensors")) {
            String cache = "damaged " + file;
            assertThrows(CancelledException.class, () -> compress(cache, new StagedScaling(true), 5, stopAt(2)));
            Path damaged = step(cache, 1).resolve(file);
            byte[] bytes = Files.readAllBytes(damaged);
            bytes[bytes.length - 2] ^= 0x40;
            Files.write(damaged, bytes);

            StagedScaling all = new StagedScaling(true);
            ArtifactFacts anew = compress(cache, all, 5, NOBODY);

            assertEquals(List.of(0, 1, 2, 3), all.blocks(), file);
            assertEquals(expected, anew, file);
        }
    }

    @Test
    void aFigureThatWasChangedIsADamageToo() throws IOException {
        assertThrows(CancelledException.class, () -> compress("changed", new StagedScaling(true), 5, stopAt(2)));
        Path record = step("changed", 1).resolve("block-1.json");
        String text = Files.readString(record);
        String changed = text.replaceFirst("\"loss\" : 0\\.\\d", "\"loss\" : 1.5");
        Files.writeString(record, changed);

        StagedScaling all = new StagedScaling(true);
        compress("changed", all, 5, NOBODY);

        assertFalse(text.equals(changed));
        assertEquals(List.of(0, 1, 2, 3), all.blocks());
    }

    @Test
    void aSecondMethodGoesOnAfterTheFirst() throws IOException {
        List<CompressionStep> chain = List.of(step(new StagedScaling(true)), step(new StagedScaling(false)));
        ArtifactFacts expected = compress("whole", chain, 5, NOBODY);
        assertThrows(
                CancelledException.class,
                () -> compress("stopped", chain, 5, new Watcher() {
                    private int walks;

                    @Override
                    public void blocks(int done, int total) {
                        walks += done == 0 ? 1 : 0;
                        if (walks == 2 && done == 1) {
                            throw new CancelledException();
                        }
                    }
                }));

        StagedScaling first = new StagedScaling(true);
        StagedScaling second = new StagedScaling(false);
        ArtifactFacts resumed = compress("stopped", List.of(step(first), step(second)), 5, NOBODY);

        assertEquals(List.of(), first.blocks());
        assertEquals(List.of(1, 2, 3), second.blocks());
        assertEquals(expected, resumed);
    }

    @Test
    void aKilledProcessLeavesWhatAnotherGoesOnWith() throws Exception {
        ArtifactFacts expected = compress("whole", new StagedScaling(true), 5, NOBODY);
        Path reached = folder.resolve("reached");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=" + System.getProperty("ai.djl.pytorch.num_threads", "1"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HangingCompression.class.getName(),
                        folder.resolve("tiny").toString(),
                        folder.resolve("killed").toString(),
                        reached.toString())
                .inheritIO()
                .start();
        try {
            for (int i = 0; i < 600 && Files.notExists(reached) && process.isAlive(); i++) {
                Thread.sleep(100);
            }
            assertTrue(Files.exists(reached), "the other process did not reach its third block");
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        }

        StagedScaling rest = new StagedScaling(true);
        ArtifactFacts resumed = compress("killed", rest, 5, NOBODY);

        assertEquals(List.of(2, 3), rest.blocks());
        assertEquals(expected, resumed);
        assertEquals(-1, Files.mismatch(weights("whole", expected), weights("killed", resumed)));
        assertEquals(List.of(resumed.key()), names(folder.resolve("killed")));
    }

    private static Watcher stopAt(int block) {
        return (done, total) -> {
            if (done == block) {
                throw new CancelledException();
            }
        };
    }

    private ArtifactFacts compress(String cache, StagedScaling plan, long seed, Watcher watcher) {
        return compress(cache, List.of(step(plan)), seed, watcher);
    }

    private ArtifactFacts compress(String cache, List<CompressionStep> chain, long seed, Watcher watcher) {
        return compress(engine, folder.resolve("tiny"), folder.resolve(cache), chain, seed, watcher);
    }

    static ArtifactFacts compress(
            TorchEngine engine, Path model, Path cache, List<CompressionStep> chain, long seed, Watcher watcher) {
        try (BaseModel base = BaseModel.open(engine, model, cache).activationMemory(20_000);
                Variant variant = base.acquire(chain, seed, watcher)) {
            return variant.facts();
        }
    }

    static CompressionStep step(StagedScaling plan) {
        return new CompressionStep(
                "scaling",
                "1",
                "compressedInputs: " + plan.compressedInputs(),
                plan,
                Optional.of(new Calibration.FromModel(8, 32, 3)));
    }

    private Path weights(String cache, ArtifactFacts facts) {
        return folder.resolve(cache).resolve(facts.key()).resolve("model.safetensors");
    }

    private Path step(String cache, int index) throws IOException {
        return folder.resolve(cache)
                .resolve(names(folder.resolve(cache)).get(0))
                .resolve("step-" + index);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
