package org.comptrust.models.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mixed work on a tiny model, as it is and with leaks planted between the work and the handles. */
class SoakBenchTest {
    private static final int BATCHES = 100;

    @TempDir
    Path folder;

    @Test
    void nothingIsLeftOfMixedWorkOnVariantsThatComeAndGo() {
        try (TorchEngine engine = TorchEngine.cpu()) {
            SoakResult result = run(engine, UnaryOperator.identity());

            assertEquals(0, result.after().count(), result.after().toString());
            assertEquals(List.of(), result.faults());
            assertTrue(result.samples().get(0).handles().count() > 0, "weights are in native memory meanwhile");
            assertEquals(BATCHES, result.batches());
            assertTrue(result.refused() > 0 && result.refused() < result.requests(), "some prompts are too long");
            assertTrue(result.compressed() > 0 && result.variants() > result.compressed());
        }
    }

    @Test
    void anArrayThatNobodyClosesIsFound() {
        try (TorchEngine engine = TorchEngine.cpu()) {
            SoakResult result = run(engine, handle -> new Leaking(handle, engine, 1));

            assertTrue(result.after().arrays() >= BATCHES, result.after().toString());
            assertTrue(
                    result.verdict().startsWith("Native handles are left after everything was closed: "),
                    result.verdict());
        }
    }

    @Test
    void aLeakOfAMegabyteForEachBatchShowsInTheSlope() {
        assumeTrue(ProcessMemory.residentBytes().isPresent());
        try (TorchEngine engine = TorchEngine.cpu()) {
            SoakResult result = run(engine, handle -> new Leaking(handle, engine, 1 << 18));

            double leaked = 1000.0 * (1 << 20);
            double slope = result.resident().orElseThrow().slope();
            assertTrue(slope > 0.8 * leaked, slope + " bytes per 1,000 batches");
        }
    }

    private SoakResult run(TorchEngine engine, UnaryOperator<ModelHandle> handles) {
        Path model = new RandomModel(1, 16, 24, 2, 1, 300, 64).write(folder.resolve("model"));
        return new SoakBench(engine, handles)
                .run(model, folder.resolve("cache"), Precision.FLOAT32, new SoakBench.Watcher() {
                    @Override
                    public boolean enough(long batches, double seconds) {
                        return batches >= BATCHES;
                    }

                    @Override
                    public boolean sample(long batches, double seconds) {
                        return true;
                    }

                    @Override
                    public void sampled(SoakResult.Sample sample) {}
                });
    }

    /** Keeps an array in native memory for each group that it passes on. */
    private record Leaking(ModelHandle handle, TorchEngine engine, int floats) implements ModelHandle {
        @Override
        public List<CompletableFuture<Response>> submit(List<SeededRequest> group) {
            PtNDManager scope = engine.newScope();
            scope.ones(new Shape(floats), DataType.FLOAT32);
            return handle.submit(group);
        }

        @Override
        public ModelIdentity identity() {
            return handle.identity();
        }

        @Override
        public Set<Capability> capabilities() {
            return handle.capabilities();
        }

        @Override
        public Optional<Tokenizer> tokenizer() {
            return handle.tokenizer();
        }

        @Override
        public void close() {
            handle.close();
        }
    }
}
