package org.comptrust.models.decoder;

import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.Test;

class WeightSetTest {
    private static final int VARIANTS = 4;
    private static final int COSINES = 3;

    /** Handles of several variants have a thread each, and all of them read what the base makes when it is first asked for. */
    @Test
    void variantsThatAreFirstReadAtTheSameTimeShareWhatTheBaseMakes() throws Exception {
        Geometry geometry = new Geometry(0, 4, 2, 16, 512, 1e-5, Geometry.rotaryFrequencies(16, 10_000));
        ExecutorService threads = Executors.newFixedThreadPool(VARIANTS);
        try (TorchEngine engine = TorchEngine.cpu()) {
            for (int round = 0; round < 100; round++) {
                try (WeightSet base = WeightSet.base(engine, geometry)) {
                    List<WeightSet> variants =
                            Stream.generate(base::overlay).limit(VARIANTS).toList();
                    List<List<PtNDArray>> read = together(threads, variants);
                    for (List<PtNDArray> one : read) {
                        assertSame(read.get(0).get(COSINES), one.get(COSINES), "round " + round);
                        assertSame(read.get(0).get(0), one.get(0), "round " + round); // the absent embedding
                    }
                    variants.forEach(WeightSet::close);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<List<PtNDArray>> together(ExecutorService threads, List<WeightSet> variants) throws Exception {
        CyclicBarrier start = new CyclicBarrier(VARIANTS);
        List<Future<List<PtNDArray>>> reading = new ArrayList<>();
        for (WeightSet variant : variants) {
            reading.add(threads.submit(() -> {
                start.await();
                return variant.inOrder(0, 0);
            }));
        }
        List<List<PtNDArray>> read = new ArrayList<>();
        for (Future<List<PtNDArray>> one : reading) {
            read.add(one.get());
        }
        return read;
    }
}
