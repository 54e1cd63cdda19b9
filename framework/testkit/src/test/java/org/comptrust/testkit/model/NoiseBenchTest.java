package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.comptrust.models.bench.Arrangement;
import org.comptrust.models.bench.NoiseBench;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the company of a request changes, on real decoders of random weights. */
class NoiseBenchTest {
    @TempDir
    Path folder;

    private TorchEngine engine;

    @BeforeEach
    void start() {
        engine = TorchEngine.cpu();
    }

    @AfterEach
    void end() {
        engine.close();
    }

    @Test
    @DisplayName("in float32 no greedy text depends on its company, and log-likelihoods differ in last bits")
    void float32() {
        NoiseBench.Result result = measured(wide(), Precision.FLOAT32, 12);

        assertEquals(Arrangement.values().length - 1, result.compared().size());
        assertTrue(result.sameTexts(), result.toString());
        assertTrue(result.largestNats() > 0, "sums in another order differ somewhere");
        assertTrue(result.largestNats() < 1e-4, result.toString());
        assertEquals(0, result.flips());
    }

    @Test
    @DisplayName("in bfloat16 texts may part where it was close, and ties are left to chance")
    void bfloat16() {
        NoiseBench.Result result = measured(wide(), Precision.BFLOAT16, 12);

        assertEquals(0, result.tied());
        for (NoiseBench.Compared one : result.compared()) {
            assertEquals(
                    one.sameTexts() < result.prompts(), one.firstDifference().isPresent());
            assertEquals(one.flips() > 0, one.flipMargin().isPresent());
            assertTrue(one.partingMargin().orElse(0) < 0.5, result.toString());
            assertTrue(one.meanNats() <= one.largestNats(), result.toString());
        }
    }

    @Test
    @DisplayName("of equal logits the first is chosen in bfloat16 too, where they are common")
    void firstOfEquals() {
        List<List<Integer>> prompts = IntStream.range(0, 10)
                .mapToObj(i -> AgainstPapers.tokens(i, 3 + i))
                .toList();
        try (BaseModel model = BaseModel.open(engine, twins(), folder.resolve("cache"), Precision.BFLOAT16)) {
            for (TokenGenerator.Answer answer : AgainstPapers.greedy(model, prompts, 8)) {
                assertTrue(answer.ids().stream().allMatch(id -> id % 2 == 0), "a twin was chosen: " + answer.ids());
            }
        }
    }

    @Test
    @DisplayName("tokens whose logits differ in last bits only are chosen alike in any company")
    void ties() {
        NoiseBench.Result result = measured(twins(), Precision.FLOAT32, 8);

        assertTrue(result.tied() > result.prompts() * 7L, "almost every token is a tie: " + result);
        assertTrue(result.sameTexts(), result.toString());
    }

    @Test
    @DisplayName("the same seed asks the same, another one something else")
    void seeds() {
        Path wide = wide();

        Set<List<NoiseBench.Compared>> different = new LinkedHashSet<>();
        for (long seed : new long[] {1, 1, 2}) {
            different.add(measured(wide, Precision.FLOAT32, 2, seed).compared());
        }

        assertEquals(2, different.size());
    }

    @Test
    @DisplayName("it is told how far each arrangement came")
    void progress() {
        Set<Arrangement> told = new LinkedHashSet<>();
        try (BaseModel model =
                BaseModel.open(engine, TinyModel.small().write(folder.resolve("tiny")), folder.resolve("cache"))) {
            new NoiseBench(engine, 5, 2, 0)
                    .run(model.decoder(), TinyModel.VOCABULARY, List.of(0), (one, done, total) -> {
                        assertTrue(done <= total && total > 0);
                        told.add(one);
                    });
        }

        assertEquals(List.of(Arrangement.values()), List.copyOf(told));
    }

    @Test
    @DisplayName("texts that do not fit the model are refused")
    void tooLong() {
        Path tiny = TinyModel.small().write(folder.resolve("tiny"));

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> measured(tiny, Precision.FLOAT32, 255));

        assertEquals("255 tokens leave no room for a prompt in 256 positions", refused.getMessage());
    }

    /** Products of a few dozen numbers are summed in one order whatever the batch; these are wider. */
    private Path wide() {
        return new TinyModel(2, 256, 384, 256, 7).write(folder.resolve("wide"));
    }

    /** A model whose head has each row twice, but for the last bit of its numbers: each token has a twin behind it that is as likely. */
    private Path twins() {
        FamilyCheckpoint checkpoint =
                FamilyCheckpoint.of("llama", Set.of(), 5, config -> config.put("max_position_embeddings", 256)
                        .put("hidden_size", 64));
        FamilyCheckpoint.Tensor head = checkpoint.tensors().get("lm_head.weight");
        int width = head.columns();
        for (int row = 0; row + 1 < head.rows(); row += 2) {
            for (int i = 0; i < width; i++) {
                float value = head.values()[row * width + i];
                head.values()[(row + 1) * width + i] = i % 2 == 0 ? Math.nextUp(value) : Math.nextDown(value);
            }
        }
        return checkpoint.write(folder.resolve("twins"), StoredType.F32);
    }

    private NoiseBench.Result measured(Path model, Precision precision, int tokens) {
        return measured(model, precision, tokens, 0);
    }

    private NoiseBench.Result measured(Path model, Precision precision, int tokens, long seed) {
        try (BaseModel base = BaseModel.open(engine, model, folder.resolve("cache"), precision)) {
            return new NoiseBench(engine, 10, tokens, seed)
                    .run(base.decoder(), TinyModel.VOCABULARY, base.tokenizer().start(), (one, done, total) -> {});
        }
    }
}
