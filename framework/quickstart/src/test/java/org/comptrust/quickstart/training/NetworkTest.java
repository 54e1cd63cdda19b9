package org.comptrust.quickstart.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.comptrust.models.engine.TorchEngine;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static final Dimensions TINY = new Dimensions(40, 16, 24, 2, 4, 2, 12);

    @Test
    void oneStepLowersTheLossOnTheBatchThatItLearns() {
        try (TorchEngine engine = TorchEngine.cpu();
                Network network = Network.random(engine, TINY, 1)) {
            Batch batch = batch(3);
            double before = network.loss(batch);

            Network.Report report = network.step(batch, 1, 0.01);

            double after = network.loss(batch);
            assertEquals(before, report.loss(), 1e-6); // the same float32 sums
            assertTrue(after < before, before + " became " + after);
        }
    }

    @Test
    void aBatchIsLearnedByHeart() {
        try (TorchEngine engine = TorchEngine.cpu();
                Network network = Network.random(engine, TINY, 1)) {
            Batch batch = batch(3);

            for (int step = 1; step <= 150; step++) {
                network.step(batch, step, 0.02);
            }

            double chance = Math.log(TINY.vocabulary());
            assertTrue(network.loss(batch) < chance / 4, network.loss(batch) + " where chance is " + chance);
        }
    }

    /** Random tokens: nothing to generalise from, only to remember. */
    private static Batch batch(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = 4 * TINY.positions();
        long[] ids = random.longs(size, 0, TINY.vocabulary()).toArray();
        long[] targets = random.longs(size, 0, TINY.vocabulary()).toArray();
        float[] weights = new float[size];
        Arrays.fill(weights, 1);
        return new Batch(4, TINY.positions(), ids, targets, weights);
    }
}
