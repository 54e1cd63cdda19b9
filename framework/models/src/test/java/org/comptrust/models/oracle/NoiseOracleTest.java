package org.comptrust.models.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import org.comptrust.models.bench.NoiseBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real and synthetic checkpoints say the same in float32 whatever else is asked, and nearly so in bfloat16. */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoiseOracleTest {
    private static final int PROMPTS = 12;
    private static final int TOKENS = 20;

    private TorchEngine engine;
    private int same;
    private int texts;
    private double bfloat16;

    @TempDir
    Path cache;

    @BeforeAll
    void open() {
        engine = TorchEngine.cpu();
    }

    @AfterAll
    void close() {
        engine.close();
        System.out.println("noise: " + same + " of " + texts + " greedy texts are the same in any company, float32");
        System.out.printf(Locale.ROOT, "noise in bfloat16: log-likelihoods differ by up to %.3f nats%n", bfloat16);
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void greedyTextIsTheSameInAnyCompany(Path folder) {
        NoiseBench.Result result = measured(folder, Precision.FLOAT32);
        for (NoiseBench.Compared one : result.compared()) {
            texts += result.prompts();
            same += one.sameTexts();
            assertEquals(result.prompts(), one.sameTexts(), folder + ": " + one);
            assertTrue(one.largestTokenNats() < 1e-4, folder + ": far below what counts as a tie, " + one);
            assertEquals(0, one.flips(), folder + ": " + one);
        }
    }

    @ParameterizedTest
    @MethodSource("org.comptrust.models.oracle.Oracles#models")
    void inBfloat16WhatPartsWasClose(Path folder) {
        NoiseBench.Result result = measured(folder, Precision.BFLOAT16);
        bfloat16 = Math.max(bfloat16, result.largestNats());
        for (NoiseBench.Compared one : result.compared()) {
            assertTrue(one.largestTokenNats() < 0.25, folder + ": " + one);
            assertTrue(one.partingMargin().orElse(0) < 0.25, folder + ": " + one);
            assertTrue(one.flipMargin().orElse(0) < 0.5, folder + ": " + one);
        }
    }

    private NoiseBench.Result measured(Path folder, Precision precision) {
        try (BaseModel model = BaseModel.open(engine, folder, cache, precision)) {
            return new NoiseBench(engine, PROMPTS, TOKENS, 3)
                    .run(
                            model.decoder(),
                            model.shape().vocabulary(),
                            model.tokenizer().start(),
                            (one, done, total) -> {});
        }
    }
}
