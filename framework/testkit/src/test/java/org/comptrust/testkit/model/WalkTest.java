package org.comptrust.testkit.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.Segment;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.compress.CalibrationInput;
import org.comptrust.models.compress.CompressionException;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.compress.LayerFacts;
import org.comptrust.models.compress.WalkStatus;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Geometry;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.store.TensorIo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a method sees of a block of a real model, and what becomes of what it returns. */
class WalkTest {
    private static final Set<Need> ALL = EnumSet.allOf(Need.class);

    @TempDir
    Path folder;

    private TorchEngine engine;
    private PtNDManager scope;
    private ModelShape shape;
    private WeightSet base;
    private WeightSet overlay;
    private Decoder dense;
    private List<List<Integer>> ids;

    @BeforeEach
    void open() {
        engine = TorchEngine.cpu();
        scope = engine.newScope();
        Checkpoint checkpoint = Checkpoint.open(TinyModel.small().write(folder));
        shape = checkpoint.shape();
        base = WeightSet.base(engine, Geometry.of(checkpoint.config()));
        TensorIo io = new TensorIo(engine);
        checkpoint.tensors().values().forEach(entry -> base.put(entry.name(), io.read(entry, base.scope())));
        overlay = base.overlay();
        dense = new Decoder(engine, base);
        ids = sequences(9, 5, 9, 7);
    }

    @AfterEach
    void close() {
        overlay.close();
        base.close();
        scope.close();
        engine.close();
    }

    @Test
    void rowsAreTheTokensInTheOrderOfTheCalibrationWhateverTheBatches() {
        List<float[]> tokens = inputsOfQ();
        walk(one(ALL, (block, run) -> {
            if (block.index() == 0) {
                NDArray some = block.inputs().get(0).rows(3, 4);
                assertEquals(new Shape(7, 32), some.getShape()); // tokens 3, 7, .., 27 of 30
                for (int i = 0; i < 7; i++) {
                    assertArrayEquals(tokens.get(3 + 4 * i), some.get(i).toFloatArray(), 1e-6f);
                }
            }
            return new StageResult();
        }));
    }

    @Test
    void visitsAreInTheOrderOfTheCalibrationWhateverTheBatches() {
        List<float[]> tokens = inputsOfQ();
        walk(one(ALL, (block, run) -> {
            if (block.index() == 0) {
                List<Float> seen = new ArrayList<>();
                block.inputs().get(0).forEach(batch -> {
                    float[] values = batch.toFloatArray();
                    for (int at = 0; at < values.length; at += 32) {
                        seen.add(values[at]);
                    }
                });
                assertEquals(30, seen.size());
                for (int i = 0; i < 30; i++) {
                    assertEquals(tokens.get(i)[0], seen.get(i), 1e-6f);
                }
            }
            return new StageResult();
        }));
    }

    @Test
    void replayIsTheMeanSquaredChangeOfTheSegment() {
        walk(one(ALL, (block, run) -> {
            if (block.index() == 1) {
                for (Segment segment : Segment.values()) {
                    LinearRole role = segment == Segment.ATTENTION ? LinearRole.O : LinearRole.DOWN;
                    LinearLayer last = layer(block, role);
                    double[] errors = block.replay()
                            .errors(
                                    segment,
                                    List.of(
                                            Map.of(),
                                            Map.of(last, last.weight()),
                                            Map.of(last, last.weight().mul(0.5f))));
                    // Half the last weight is half the module's output; the residual does not change.
                    double expected = 0;
                    long elements = 0;
                    NDArray x = last.input().rows(0, 1);
                    float[] output =
                            x.matMul(last.weight().transpose()).mul(0.5f).toFloatArray();
                    for (float value : output) {
                        expected += (double) value * value;
                        elements++;
                    }
                    assertArrayEquals(new double[2], new double[] {errors[0], errors[1]});
                    assertEquals(expected / elements, errors[2], 1e-5 * expected / elements, segment.toString());
                }
            }
            return new StageResult();
        }));
    }

    @Test
    void aTrialOutsideTheSegmentIsRefused() {
        CompressionException e = assertThrows(
                CompressionException.class,
                () -> walk(one(ALL, (block, run) -> {
                    LinearLayer down = layer(block, LinearRole.DOWN);
                    block.replay().errors(Segment.ATTENTION, List.of(Map.of(down, down.weight())));
                    return new StageResult();
                })));

        assertTrue(e.getMessage().contains("model.layers.0.mlp.down_proj is not in the segment ATTENTION"));
    }

    @Test
    void whatWasNotDeclaredIsRefused() {
        walk(one(Set.of(Need.ABS_MEAN), (block, run) -> {
            LinearInput input = block.inputs().get(0);
            assertThrows(IllegalStateException.class, input::gram);
            assertThrows(IllegalStateException.class, input::meanSquare);
            assertThrows(IllegalStateException.class, () -> input.rows(0, 1));
            assertThrows(IllegalStateException.class, () -> input.forEach(batch -> {}));
            assertThrows(IllegalStateException.class, block::replay);
            assertEquals(new Shape(32), input.absMean().getShape());
            return new StageResult();
        }));
    }

    @Test
    void normsAndLinearsAreKnownAsProducersOfWhatTheyMake() {
        walk(one(ALL, (block, run) -> {
            List<LinearInput> inputs = block.inputs();
            assertEquals(4, inputs.size());
            assertEquals(
                    List.of("model.layers." + block.index() + ".input_layernorm"),
                    inputs.get(0).producer().norm().stream()
                            .map(NormLayer::name)
                            .toList());
            assertSame(block.norms().get(0).feeds(), inputs.get(0));
            LinearLayer v = inputs.get(1).producer().linear().orElseThrow();
            assertEquals(LinearRole.V, v.shape().role());
            assertEquals(2, inputs.get(1).producer().channelsPerRow()); // four query heads, two value heads
            assertEquals(
                    Optional.of(block.norms().get(1)), inputs.get(2).producer().norm());
            LinearLayer up = inputs.get(3).producer().linear().orElseThrow();
            assertEquals(LinearRole.UP, up.shape().role());
            assertEquals(1, inputs.get(3).producer().channelsPerRow());
            return new StageResult();
        }));
    }

    @Test
    void aConsumerThatIsNoTargetLeavesNoProducer() {
        CompressionPlan withoutK = new Given(
                linears -> linears.stream()
                        .filter(linear -> linear.role() != LinearRole.K && linear.role() != LinearRole.UP)
                        .toList(),
                Set.of(Need.ABS_MEAN),
                (block, run) -> {
                    block.inputs().forEach(input -> {
                        boolean o = input.consumers().get(0).shape().role() == LinearRole.O;
                        assertFalse(input.producer().norm().isPresent());
                        assertEquals(o, input.producer().linear().isPresent()); // v is a target, up is not
                    });
                    return new StageResult();
                });

        walk(withoutK);
    }

    @Test
    void aScaleMovesFromANormIntoItsReadersWithoutAChangeOfTheOutput() {
        float[] before = output(dense);
        Map<String, LayerFacts> facts = walk(one(Set.of(), (block, run) -> {
            StageResult result = new StageResult();
            for (NormLayer norm : block.norms()) {
                result.put(norm, norm.weight().mul(4));
                norm.feeds()
                        .get(0)
                        .consumers()
                        .forEach(layer ->
                                result.put(layer, new DenseWeight(layer.weight().div(4), Optional.empty())));
            }
            return result;
        }));

        assertEquals(10, facts.size());
        assertEquals(14, overlay.ownNames().size());
        assertArrayEquals(before, output(new Decoder(engine, overlay)), 1e-5f);
    }

    @Test
    void aNormThatFeedsALinearOutsideTheStageMayNotChange() {
        CompressionPlan justQ = new Given(linears -> linears.subList(0, 1), Set.of(), (block, run) -> new StageResult()
                .put(
                        block.targets().get(0),
                        new DenseWeight(block.targets().get(0).weight(), Optional.empty()))
                .put(block.norms().get(0), block.norms().get(0).weight().mul(2)));

        CompressionException e = assertThrows(CompressionException.class, () -> walk(justQ));

        assertTrue(e.getMessage().contains("also feeds model.layers.0.self_attn.k_proj"), e.getMessage());
        assertEquals(Set.of(), overlay.ownNames());
    }

    @Test
    void aBrokenNormLeavesTheWholeStageUndone() {
        CompressionException e = assertThrows(
                CompressionException.class,
                () -> walk(one(Set.of(), (block, run) -> {
                    StageResult result = new StageResult();
                    block.targets()
                            .forEach(layer -> result.put(
                                    layer, new DenseWeight(layer.weight().mul(2), Optional.empty())));
                    return result.put(
                            block.norms().get(1),
                            run.arrays().zeros(new Shape(32)).div(0));
                })));

        assertTrue(e.getMessage().contains("post_attention_layernorm.weight holds 32 NaN"), e.getMessage());
        assertEquals(CompressionException.Fault.METHOD, e.fault());
        assertEquals(Set.of(), overlay.ownNames());
    }

    /** Each stage changes its linears, so the next must see other numbers. */
    @Test
    void eachStageSeesWhatTheWholeBlockMakesWithTheWeightsSoFar() {
        List<List<LinearRole>> orders = List.of(
                List.of(LinearRole.Q, LinearRole.O, LinearRole.GATE, LinearRole.DOWN),
                List.of(LinearRole.DOWN, LinearRole.UP, LinearRole.O, LinearRole.V),
                List.of(LinearRole.O, LinearRole.O));
        for (boolean compressedInputs : List.of(true, false)) {
            for (List<LinearRole> order : orders) {
                try (WeightSet changing = base.overlay()) {
                    Staged plan = new Staged(order, compressedInputs, (block, layer) -> {
                        Decoder passes = compressedInputs ? new Decoder(engine, changing) : dense;
                        PtNDArray x = dense.embed(ids.subList(0, 1), scope);
                        for (int i = 0; i < block; i++) {
                            x = passes.block(x, i, scope);
                        }
                        float[] expected = inputOf(layer.shape().role(), new Decoder(engine, changing), block, x);
                        assertArrayEquals(expected, layer.input().rows(0, 1).toFloatArray(), 0f, layer + " " + order);
                    });
                    new CompressionWalk(engine, shape, changing, name -> StoredType.F32, 0)
                            .run(plan, List.of(dense.embed(ids.subList(0, 1), scope)), (done, total) -> {});

                    assertEquals(2 * order.size(), plan.seen.get());
                }
            }
        }
    }

    @Test
    void aBlockWithoutStagesIsPassedThrough() {
        for (boolean compressedInputs : List.of(true, false)) {
            Staged plan =
                    new Staged(List.of(LinearRole.Q), compressedInputs, (block, layer) -> {
                        PtNDArray entering = dense.block(dense.embed(ids.subList(0, 1), scope), 0, scope);
                        float[] expected = inputOf(LinearRole.Q, dense, 1, entering);
                        assertEquals(1, block);
                        assertArrayEquals(expected, layer.input().rows(0, 1).toFloatArray(), 0f);
                    }) {
                        @Override
                        public List<Stage> stages(List<LinearShape> block) {
                            return block.get(0).block() == 0 ? List.of() : super.stages(block);
                        }
                    };
            ids = sequences(9);
            walk(plan);
            assertEquals(1, plan.seen.get());
        }
    }

    @Test
    void activationsOnDiskGiveTheSameWeights() {
        List<LinearRole> order = List.of(LinearRole.Q, LinearRole.O, LinearRole.GATE, LinearRole.DOWN);
        float[] inMemory = weightsAfter(order, Long.MAX_VALUE);

        assertArrayEquals(inMemory, weightsAfter(order, 0), 0f);
        assertArrayEquals(inMemory, weightsAfter(order, 4000), 0f);
    }

    @Test
    void activationsThatOverflowAreNamedAndNothingChanges() {
        String up = "model.layers.1.mlp.up_proj.weight";
        overlay.put(up, base.get(up).mul(1e30f));
        String gate = "model.layers.1.mlp.gate_proj.weight";
        overlay.put(gate, base.get(gate).mul(1e30f));

        CompressionException e =
                assertThrows(CompressionException.class, () -> walk(one(ALL, (block, run) -> new StageResult())));

        assertTrue(e.getMessage().contains("infinite activations enter model.layers.1.mlp.down_proj (block 1)"));
        assertEquals(CompressionException.Fault.MODEL, e.fault());
    }

    @Test
    void statisticsThatOverflowAreNamed() {
        String up = "model.layers.0.mlp.up_proj.weight";
        overlay.put(up, base.get(up).mul(1e25f));

        CompressionException e = assertThrows(
                CompressionException.class,
                () -> walk(one(ALL, (block, run) -> {
                    block.inputs().get(3).gram();
                    return new StageResult();
                })));

        assertTrue(e.getMessage().contains("the Gram matrix of what enters model.layers.0.mlp.down_proj holds"));
    }

    @Test
    void aDamagedWeightIsNamed() {
        String q = "model.layers.0.self_attn.q_proj.weight";
        overlay.put(q, base.get(q).div(0));

        CompressionException e = assertThrows(
                CompressionException.class,
                () -> walk(one(Set.of(), (block, run) -> {
                    block.targets().forEach(LinearLayer::weight);
                    return new StageResult();
                })));

        assertTrue(e.getMessage().contains(q + " holds 1024 NaN or infinite weights"), e.getMessage());
    }

    @Test
    void aStatusTellsOfTheBlockTheLossAndTheTime() {
        List<WalkStatus> seen = new ArrayList<>();
        CompressionPlan plan = one(Set.of(Need.ABS_MEAN), (block, run) -> {
            run.progress(0.5);
            LinearLayer o = layer(block, LinearRole.O);
            String name = o.shape().name();
            return new StageResult()
                    .put(
                            o,
                            new DenseWeight(o.weight(), Optional.empty()),
                            new LayerReport(name, Map.of("loss", 0.25 + block.index()), List.of()));
        });
        new CompressionWalk(engine, shape, overlay, name -> StoredType.F32, 0)
                .run(
                        plan,
                        CalibrationInput.of(dense, ids, 20),
                        new ActivationMemory(0, folder),
                        Optional.empty(),
                        new CompressionWalk.Watcher() {
                            @Override
                            public void blocks(int done, int total) {}

                            @Override
                            public void status(WalkStatus status) {
                                seen.add(status);
                            }
                        });

        WalkStatus last = seen.get(seen.size() - 1);
        assertEquals(2, last.done());
        assertEquals(OptionalDouble.of(1.25), last.loss());
        assertEquals(Optional.of(Duration.ZERO), last.left());
        assertTrue(seen.stream()
                .anyMatch(one ->
                        one.done() == 0 && one.fraction() == 0.75 && one.loss().isEmpty()));
        assertTrue(seen.stream()
                .anyMatch(one -> one.done() == 1
                        && one.fraction() == 0.75
                        && one.loss().equals(OptionalDouble.of(0.25))
                        && one.left().isPresent()));
    }

    @Test
    void residentMemoryStaysFlatOverManyWalks() throws Exception {
        assumeTrue(ResidentMemory.known(), "resident memory is read from /proc");
        CompressionPlan plan = one(ALL, (block, run) -> {
            LinearLayer o = layer(block, LinearRole.O);
            for (Segment segment : Segment.values()) {
                Map<LinearLayer, NDArray> trial =
                        segment == Segment.MLP ? Map.of() : Map.of(o, o.weight().mul(0.5f));
                block.replay().errors(segment, List.of(trial, trial));
            }
            block.inputs().forEach(input -> {
                input.rows(1, 2);
                input.forEach(batch -> {});
                input.gram();
            });
            return new StageResult()
                    .put(o, new DenseWeight(o.weight().mul(0.5f), Optional.empty()))
                    .put(block.norms().get(0), block.norms().get(0).weight());
        });
        ids = sequences(100, 80, 100, 60); // a walk holds some 0.5 MiB
        long warm = 0;
        for (int cycle = 0; cycle < 90; cycle++) {
            try (WeightSet changing = base.overlay()) {
                new CompressionWalk(engine, shape, changing, name -> StoredType.F32, 0)
                        .run(
                                plan,
                                CalibrationInput.of(dense, ids, 200),
                                new ActivationMemory(cycle % 2 == 0 ? 0 : Long.MAX_VALUE, folder.resolve("spill")),
                                Optional.empty(),
                                (done, total) -> {});
            }
            if (cycle == 20) {
                warm = ResidentMemory.bytes();
            }
        }
        long grown = ResidentMemory.bytes() - warm;

        // As in the test of leases: allocators keep some freed memory; the activations of each walk would be 400 MiB in
        // all.
        assertTrue(grown <= 24 << 20, "resident memory grew by " + (grown >> 10) + " KiB");
    }

    @Test
    void partsOfABlockMakeTheWholeToTheLastBit() {
        for (int block = 0; block < shape.blocks().size(); block++) {
            PtNDArray x = (PtNDArray) scope.randomNormal(new Shape(3, 11, 32));
            var parts = dense.parts(block);
            PtNDArray attended = parts.attended(parts.attentionInput(x, scope), scope);
            PtNDArray middle = parts.middle(x, attended, scope);
            PtNDArray inner = parts.inner(parts.mlpInput(middle, scope), scope);

            assertArrayEquals(
                    dense.block(x, block, scope).toFloatArray(),
                    parts.output(middle, inner, scope).toFloatArray(),
                    0f);
        }
    }

    private float[] inputOf(LinearRole role, Decoder decoder, int block, PtNDArray x) {
        var parts = decoder.parts(block);
        PtNDArray entersQ = parts.attentionInput(x, scope);
        PtNDArray entersO = parts.attended(entersQ, scope);
        PtNDArray middle = parts.middle(x, entersO, scope);
        PtNDArray entersGate = parts.mlpInput(middle, scope);
        return switch (role) {
            case Q, K, V -> entersQ.toFloatArray();
            case O -> entersO.toFloatArray();
            case GATE, UP -> entersGate.toFloatArray();
            default -> parts.inner(entersGate, scope).toFloatArray();
        };
    }

    private float[] weightsAfter(List<LinearRole> order, long bytes) {
        try (WeightSet changing = base.overlay()) {
            new CompressionWalk(engine, shape, changing, name -> StoredType.F32, 0)
                    .run(
                            new Staged(order, true, (block, layer) -> {}),
                            CalibrationInput.of(dense, ids, 20),
                            new ActivationMemory(bytes, folder.resolve("spill")),
                            Optional.empty(),
                            (done, total) -> {});
            float[] all = new float[0];
            for (String name : changing.ownNames()) {
                float[] more = changing.get(name).toFloatArray();
                int before = all.length;
                all = Arrays.copyOf(all, before + more.length);
                System.arraycopy(more, 0, all, before, more.length);
            }
            return all;
        }
    }

    /** One linear after the other; each is scaled by what enters it. */
    private static class Staged implements CompressionPlan {
        private final List<LinearRole> order;
        private final boolean compressedInputs;
        private final BiConsumer<Integer, LinearLayer> check;
        private final AtomicInteger seen = new AtomicInteger();

        Staged(List<LinearRole> order, boolean compressedInputs, BiConsumer<Integer, LinearLayer> check) {
            this.order = order;
            this.compressedInputs = compressedInputs;
            this.check = check;
        }

        @Override
        public List<Stage> stages(List<LinearShape> block) {
            return order.stream()
                    .map(role -> new Stage(
                            block.stream().filter(one -> one.role() == role).toList(),
                            Set.of(Need.ROWS, Need.ABS_MEAN)))
                    .toList();
        }

        @Override
        public StageResult compress(DecoderBlock block, RunContext run) {
            LinearLayer layer = block.targets().get(0);
            check.accept(block.index(), layer);
            seen.incrementAndGet();
            NDArray changed = layer.weight().mul(layer.input().absMean().add(0.5f));
            return new StageResult().put(layer, new DenseWeight(changed, Optional.empty()));
        }

        @Override
        public boolean compressedInputs() {
            return compressedInputs;
        }

        @Override
        public Estimate estimate(LinearShape linear) {
            return new Estimate(32, 0, 0);
        }
    }

    private static void assertSame(List<LinearInput> feeds, LinearInput input) {
        assertEquals(List.of(input), feeds);
    }

    private static LinearLayer layer(DecoderBlock block, LinearRole role) {
        return block.linears().stream()
                .filter(layer -> layer.shape().role() == role)
                .findFirst()
                .orElseThrow();
    }

    private Map<String, LayerFacts> walk(CompressionPlan plan) {
        return new CompressionWalk(engine, shape, overlay, name -> StoredType.F32, 0)
                .run(
                        plan,
                        CalibrationInput.of(new Decoder(engine, overlay), ids, 20),
                        new ActivationMemory(Long.MAX_VALUE, folder),
                        Optional.empty(),
                        (done, total) -> {});
    }

    /** What enters q of block 0, token by token, one sequence at a time. */
    private List<float[]> inputsOfQ() {
        List<float[]> rows = new ArrayList<>();
        for (List<Integer> sequence : ids) {
            PtNDArray x = dense.embed(List.of(sequence), scope);
            float[] all = dense.parts(0).attentionInput(x, scope).toFloatArray();
            for (int at = 0; at < all.length; at += 32) {
                rows.add(Arrays.copyOfRange(all, at, at + 32));
            }
        }
        return rows;
    }

    private float[] output(Decoder decoder) {
        return decoder.logits(ids.get(0), scope).toFloatArray();
    }

    private static List<List<Integer>> sequences(int... lengths) {
        List<List<Integer>> all = new ArrayList<>();
        for (int length : lengths) {
            List<Integer> sequence = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                sequence.add(2 + (17 * all.size() + 5 * i) % 250);
            }
            all.add(sequence);
        }
        return all;
    }

    private static CompressionPlan one(Set<Need> needs, BiFunction<DecoderBlock, RunContext, StageResult> method) {
        return new Given(linears -> linears, needs, method);
    }

    /** One stage of some linears. */
    private record Given(
            UnaryOperator<List<LinearShape>> targets,
            Set<Need> needs,
            BiFunction<DecoderBlock, RunContext, StageResult> method)
            implements CompressionPlan {
        @Override
        public List<Stage> stages(List<LinearShape> block) {
            return List.of(new Stage(targets.apply(block), needs));
        }

        @Override
        public StageResult compress(DecoderBlock block, RunContext run) {
            return method.apply(block, run);
        }

        @Override
        public Estimate estimate(LinearShape linear) {
            return new Estimate(32, 0, 0);
        }
    }
}
