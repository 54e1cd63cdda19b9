package org.comptrust.compression.awq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.testkit.FakeBlock;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.SlowStatistics;
import org.comptrust.testkit.TestBlocks;
import org.comptrust.testkit.TestRun;
import org.comptrust.testkit.TestShapes;
import org.comptrust.testkit.Tolerances;
import org.comptrust.testkit.WeightValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AwqSearchTest {
    /** As many key/value heads as heads: every input has a place for its scale. */
    private static final ModelShape MODEL = TestShapes.llama(1, 64, 4, 4, 96);

    private static final AwqOptions OPTIONS = options(4, 32);
    private static final int TOKENS = 40;

    private TestRun run;

    @BeforeEach
    void open() {
        run = new TestRun(0);
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void whatScalesTheColumnsOfALinearDividesWhatComputesThem() {
        Outcome outcome = compress(MODEL, with(OPTIONS, false));

        for (String norm : List.of("input_layernorm", "post_attention_layernorm")) {
            float[] factors = outcome.factors.get(norm.startsWith("input") ? "q" : "gate");
            float[] before = outcome.norm(norm).before;
            float[] after = outcome.norm(norm).after;
            for (int c = 0; c < factors.length; c++) {
                assertEquals(before[c] / factors[c], after[c], norm + " " + c);
            }
        }
        outcome.assertRounded("q", outcome.factors.get("q"), null);
        outcome.assertRounded("v", outcome.factors.get("q"), outcome.factors.get("o"));
        outcome.assertRounded("o", outcome.factors.get("o"), null);
        outcome.assertRounded("up", outcome.factors.get("gate"), outcome.factors.get("down"));
        outcome.assertRounded("down", outcome.factors.get("down"), null);
    }

    @Test
    void theScaleHasTheLeastLossOfAllRatiosAndTheFirstWins() {
        Outcome outcome = compress(MODEL, OPTIONS);

        assertEquals(Set.of("q", "o", "gate", "down"), outcome.scales.keySet());
        outcome.scales.forEach((reader, scale) -> {
            assertEquals(20, scale.losses().size());
            double least = scale.losses().stream().mapToDouble(x -> x).min().orElseThrow();
            assertEquals(scale.losses().indexOf(least) / 20.0, scale.ratio(), reader);
            assertEquals(least, scale.loss(), reader);
            assertTrue(
                    scale.ratio() > 0,
                    reader + ": columns that differ sevenfold want a scale, found " + scale.losses());
        });
    }

    @Test
    void lossesAreTheMeanSquaredChangeOfTheOutputsWhenTheReadersAreRounded() {
        Outcome outcome = compress(MODEL, OPTIONS);

        for (String reader : List.of("o", "down")) {
            Matrix weight = outcome.given.get(reader);
            Matrix tokens = outcome.inputs.get(reader).tokens();
            float[] mean = new SlowStatistics().absMean(outcome.inputs.get(reader));
            for (int i = 0; i < 20; i++) {
                Matrix trial = SlowAwq.trial(weight, SlowAwq.scale(mean, i / 20.0), 4, 32);
                double expected = SlowAwq.meanSquaredChange(weight, trial, tokens);
                // The kernel's products are float32 and go through the Gram matrix.
                assertEquals(1, outcome.scales.get(reader).losses().get(i) / expected, 1e-4, reader + " " + i);
            }
        }
    }

    @Test
    void weightsThatRoundWithoutErrorAreNotScaled() {
        ModelShape model = MODEL;
        Map<String, Matrix> weights = new LinkedHashMap<>();
        for (LinearShape linear : model.linears()) {
            weights.put(
                    linear.name(), Matrix.normal(1, linear.out(), linear.in()).map((r, c, w) -> c % 16 - 8));
        }

        Outcome outcome = compress(model, OPTIONS, weights, randomInputs(model), linear -> Optional.of(OPTIONS));

        outcome.scales.forEach((reader, scale) -> {
            assertEquals(0, scale.ratio(), reader);
            assertEquals(0, scale.loss(), reader);
        });
    }

    @Test
    void anInputWhoseChannelsShareARowIsNotScaledAndTheReportSaysSo() {
        Outcome outcome = compress(TestShapes.llama(1, 64, 4, 2, 96), OPTIONS);

        assertEquals(Set.of("q", "gate", "down"), outcome.scales.keySet());
        assertTrue(
                outcome.report("o")
                        .deviations()
                        .contains("its input is not scaled: 2 of its channels come from each row of"
                                + " model.layers.0.self_attn.v_proj (grouped queries)"),
                outcome.report("o").toString());
    }

    @Test
    void aReaderThatStaysAsItIsKeepsItsInputAsItIs() {
        Outcome outcome = compress(MODEL, OPTIONS, skipping(LinearRole.K));

        assertEquals(Set.of("o", "gate", "down"), outcome.scales.keySet());
        assertEquals(Set.of("model.layers.0.post_attention_layernorm"), outcome.changedNorms());
        assertTrue(
                outcome.report("q")
                        .deviations()
                        .contains(
                                "its input is not scaled: model.layers.0.self_attn.k_proj reads the same input and is left"
                                        + " as it is"),
                outcome.report("q").toString());
        outcome.assertUntouched("k");
    }

    @Test
    void aLinearThatStaysAsItIsTakesNoFactors() {
        Outcome outcome = compress(MODEL, OPTIONS, skipping(LinearRole.UP));

        assertEquals(Set.of("q", "o"), outcome.scales.keySet());
        assertTrue(
                outcome.report("down")
                        .deviations()
                        .contains(
                                "its input is not scaled: model.layers.0.mlp.up_proj, which computes it, is left as it is"),
                outcome.report("down").toString());
    }

    @Test
    void biasesOfWhatIsDividedAreDivided() {
        List<List<LinearShape>> biased = MODEL.blocks().stream()
                .map(block -> block.stream()
                        .map(linear -> new LinearShape(
                                linear.name(),
                                0,
                                linear.role(),
                                linear.out(),
                                linear.in(),
                                linear.role() == LinearRole.V))
                        .toList())
                .toList();
        ModelShape model = new ModelShape("qwen", 32, 64, 4, 4, 16, 64, false, biased);

        Outcome outcome = compress(model, OPTIONS);

        assertEquals(Set.of("v"), outcome.biases.keySet());
        Change bias = outcome.biases.get("v");
        float[] factors = outcome.factors.get("o");
        for (int row = 0; row < factors.length; row++) {
            assertEquals(bias.before[row] / factors[row], bias.after[row], "row " + row);
        }
    }

    @Test
    void queriesAndKeysAreNeverClipped() {
        Outcome outcome = compress(MODEL, OPTIONS);

        assertEquals(Set.of("v", "o", "gate", "up", "down"), outcome.clips.keySet());
    }

    @Test
    void clipsAgreeWithALoopOverEveryGroup() {
        for (AwqOptions options : List.of(options(3, 16), options(4, 32), options(2, -1), symmetric(4, 32))) {
            Outcome outcome = compress(MODEL, options);
            for (String linear : List.of("o", "down")) {
                Matrix scaled = outcome.scaled(linear, outcome.factors.get(linear), null);
                Matrix tokens = outcome.inputs.get(linear).tokens();
                float[] factors = outcome.factors.get(linear);
                Matrix divided = tokens.map((t, c, x) -> x / factors[c]);
                int size = options.groupSize(scaled.columns());
                int groups = scaled.columns() / size;
                for (int row = 0; row < scaled.rows(); row++) {
                    for (int group = 0; group < groups; group++) {
                        float found = outcome.clips.get(linear)[row * groups + group];
                        List<SlowAwq.Clip> tried = SlowAwq.clips(scaled, divided, row, group, size, options);
                        double least = tried.stream()
                                .mapToDouble(SlowAwq.Clip::error)
                                .min()
                                .orElseThrow();
                        double error = tried.stream()
                                .filter(clip -> clip.limit() == found)
                                .findFirst()
                                .orElseThrow()
                                .error();
                        // Sums of other order decide between ranges that are as good as equal.
                        assertTrue(
                                error <= least * (1 + 1e-4),
                                linear + " " + row + "," + group + ": " + error + " for " + least);
                    }
                }
            }
        }
    }

    @Test
    void theClipSearchTakesEveryNthToken() {
        AwqOptions few = new AwqOptions(4, 32, true, false, true, false, 20, 20, 0.5, 8);
        Outcome outcome = compress(MODEL, few); // 40 tokens for 8: every fifth

        Matrix weight = outcome.given.get("down");
        Matrix all = outcome.inputs.get("down").tokens();
        Matrix fifths = new Matrix(8, 96, new float[8 * 96]).map((t, c, zero) -> all.at(5 * t, c));
        List<SlowAwq.Clip> tried = SlowAwq.clips(weight, fifths, 0, 0, 32, few);
        SlowAwq.Clip best =
                tried.stream().reduce((a, b) -> b.error() < a.error() ? b : a).orElseThrow();
        assertEquals(best.limit(), outcome.clips.get("down")[0]);
        assertEquals(List.of(), outcome.report("down").deviations());
    }

    @Test
    void reportsThatThereAreFewTokens() {
        assertEquals(
                List.of("clipped on all 40 calibration tokens, fewer than 512"),
                compress(MODEL, OPTIONS).report("down").deviations());
    }

    @Test
    void channelsThatAreNeverActiveGetTheFloorAndAreReported() {
        Map<String, LayerInputs> inputs = randomInputs(MODEL);
        LayerInputs dead = inputs.get(name("o"));
        inputs.put(name("o"), new LayerInputs(dead.tokens().map((t, c, x) -> c == 3 ? 0 : x), dead.sequenceLengths()));

        Outcome outcome =
                compress(MODEL, OPTIONS, TestBlocks.randomWeights(MODEL, 0, 1), inputs, linear -> Optional.of(OPTIONS));

        float[] mean = new SlowStatistics().absMean(inputs.get(name("o")));
        Scale scale = outcome.scales.get("o");
        Tolerances.assertRelative("factors", SlowAwq.scale(mean, scale.ratio()), outcome.factors.get("o"), 1e-5);
        assertEquals(1, scale.dead());
        assertTrue(
                outcome.report("o")
                        .deviations()
                        .get(0)
                        .startsWith("1 of 64 inputs were zero on all calibration tokens"),
                outcome.report("o").toString());
    }

    @Test
    void duoScalingLowersChannelsOfSmallWeights() {
        AwqOptions duo = new AwqOptions(4, 32, true, true, false, true, 20, 20, 0.5, 512);
        Outcome outcome = compress(MODEL, duo);

        float[] mean = new SlowStatistics().absMean(outcome.inputs.get("o"));
        float[] expected = SlowAwq.duoScale(
                mean,
                SlowAwq.magnitude(outcome.given.get("o"), 32),
                outcome.scales.get("o").ratio());
        Tolerances.assertRelative("factors", expected, outcome.factors.get("o"), 1e-5);
    }

    @Test
    void everyLinearIsRoundedWithItsOwnOptions() {
        Outcome outcome = compress(
                MODEL, OPTIONS, linear -> Optional.of(linear.role() == LinearRole.DOWN ? options(8, 16) : OPTIONS));

        assertEquals(4, outcome.quantized("up").bits());
        assertEquals(8, outcome.quantized("down").bits());
        assertEquals(6, outcome.quantized("down").scales().getShape().get(1));
    }

    @Test
    void withoutSearchesItIsRoundToNearestAndMeasuresNothing() {
        AwqOptions plain = new AwqOptions(4, 32, true, false, false, false, 20, 20, 0.5, 512);
        Outcome outcome = compress(MODEL, plain);

        assertEquals(Set.of(), outcome.stage.needs());
        assertEquals(Set.of(), outcome.changedNorms());
        outcome.assertRounded("up", null, null);
        assertEquals(List.of(), outcome.report("up").deviations());
    }

    @Test
    void nextBlocksSeeTheDenseOnes() {
        assertEquals(
                false, new AwqMethod().plan(new PlanInputs<>(OPTIONS, MODEL)).compressedInputs());
    }

    @Test
    void refusesActivationsThatAreNotNumbersAndNamesTheLinear() {
        Map<String, LayerInputs> inputs = randomInputs(MODEL);
        LayerInputs bad = inputs.get(name("down"));
        inputs.put(name("down"), new LayerInputs(bad.tokens().with(0, 0, Float.NaN), bad.sequenceLengths()));

        UnsupportedLayerException e = assertThrows(
                UnsupportedLayerException.class,
                () -> compress(
                        MODEL, OPTIONS, TestBlocks.randomWeights(MODEL, 0, 1), inputs, linear -> Optional.of(OPTIONS)));

        assertTrue(e.getMessage().contains("model.layers.0.mlp.down_proj"), e.getMessage());
    }

    @Test
    void trialsAreTakenInLotsThatFitTheirMemory() {
        assertEquals(20, ScaleSearch.lot(20, 64 * 64));
        assertEquals(6, ScaleSearch.lot(20, 3L * 5120 * 5120)); // q, k and v of a 13B model
        assertEquals(1, ScaleSearch.lot(20, 1L << 30));
    }

    @Test
    void reportsGroupsThatDoNotFitAndOptionsThatCannotBe() {
        assertEquals(List.of("groupSize 64", "groupSize 96"), problems(options(4, 40), MODEL));
        assertEquals(List.of("groupSize"), problems(options(4, 0), MODEL));
        assertEquals(
                List.of("maxShrink"),
                problems(new AwqOptions(4, 32, true, true, true, false, 20, 20, 0.01, 512), MODEL));
        assertEquals(List.of(), problems(options(4, -1), MODEL));
    }

    @Test
    void reportsAnOverrideOfWhatHoldsForTheWholeModel() {
        AwqOptions coarse = new AwqOptions(4, 32, true, true, true, false, 10, 20, 0.5, 512);
        PlanInputs<AwqOptions> inputs = new PlanInputs<>(
                OPTIONS, MODEL, linear -> Optional.of(linear.role() == LinearRole.K ? coarse : OPTIONS));

        new AwqMethod().plan(inputs);

        assertEquals(
                List.of(new PlanInputs.Problem(
                        "ratios",
                        Optional.of("model.layers.0.self_attn.k_proj"),
                        "linears that share an input share its scale, so it holds for the whole model",
                        "Set it outside of the overrides.")),
                inputs.problems());
    }

    private static List<String> problems(AwqOptions options, ModelShape model) {
        return PlanInputs.problems(new AwqMethod(), options, model).stream()
                .map(problem -> problem.component()
                        + problem.linear()
                                .map(linear -> linear.endsWith("down_proj") ? " 96" : " 64")
                                .orElse(""))
                .toList();
    }

    private static AwqOptions options(int bits, int groupSize) {
        return new AwqOptions(bits, groupSize, true, true, true, false, 20, 20, 0.5, 512);
    }

    private static AwqOptions symmetric(int bits, int groupSize) {
        return new AwqOptions(bits, groupSize, false, true, true, false, 20, 20, 0.5, 512);
    }

    private static AwqOptions with(AwqOptions o, boolean clipSearch) {
        return new AwqOptions(o.bits(), o.groupSize(), true, true, clipSearch, false, 20, 20, 0.5, 512);
    }

    private static Function<LinearShape, Optional<AwqOptions>> skipping(LinearRole role) {
        return linear -> linear.role() == role ? Optional.empty() : Optional.of(OPTIONS);
    }

    private static Map<String, LayerInputs> randomInputs(ModelShape model) {
        return new HashMap<>(TestBlocks.randomInputs(model, 0, TOKENS, 2));
    }

    private static String name(String part) {
        return MODEL.linears().stream()
                .map(LinearShape::name)
                .filter(name -> name.endsWith('.' + part + "_proj"))
                .findFirst()
                .orElseThrow();
    }

    private Outcome compress(ModelShape model, AwqOptions options) {
        return compress(model, options, linear -> Optional.of(options));
    }

    private Outcome compress(ModelShape model, AwqOptions options, Function<LinearShape, Optional<AwqOptions>> layers) {
        return compress(model, options, TestBlocks.randomWeights(model, 0, 1), randomInputs(model), layers);
    }

    private Outcome compress(
            ModelShape model,
            AwqOptions options,
            Map<String, Matrix> weights,
            Map<String, LayerInputs> inputs,
            Function<LinearShape, Optional<AwqOptions>> layers) {
        PlanInputs<AwqOptions> planned = new PlanInputs<>(options, model, layers);
        AwqPlan plan = (AwqPlan) new AwqMethod().plan(planned);
        assertEquals(List.of(), planned.problems());
        List<LinearShape> linears = model.blocks().get(0);
        Stage stage = plan.stages(linears).get(0);
        FakeBlock block = TestBlocks.block(run.host(), 0, 0, stage, linears, weights, inputs);
        return new Outcome(plan, stage, block, weights, inputs);
    }

    /** Numbers before and after. */
    private record Change(float[] before, float[] after) {}

    /** What became of a block; linears by their short names, scales by the first reader of their input. */
    private final class Outcome implements Findings {
        private final Stage stage;
        private final Map<String, Matrix> given = new HashMap<>();
        private final Map<String, LayerInputs> inputs = new HashMap<>();
        private final Map<String, Scale> scales = new LinkedHashMap<>();
        private final Map<String, float[]> factors = new HashMap<>();
        private final Map<String, float[]> clips = new HashMap<>();
        private final Map<String, GroupQuantizedWeight> weights = new HashMap<>();
        private final Map<String, Change> norms = new HashMap<>();
        private final Map<String, Change> biases = new HashMap<>();
        private final List<LayerReport> reports = new ArrayList<>();

        Outcome(
                AwqPlan plan,
                Stage stage,
                FakeBlock block,
                Map<String, Matrix> given,
                Map<String, LayerInputs> inputs) {
            this.stage = stage;
            given.forEach((name, weight) -> this.given.put(brief(name), weight));
            inputs.forEach((name, tokens) -> this.inputs.put(brief(name), tokens));
            StageResult result = plan.compress(block, run, this);
            result.weights()
                    .forEach(
                            (layer, weight) -> weights.put(brief(layer.shape().name()), (GroupQuantizedWeight) weight));
            result.norms()
                    .forEach((norm, weight) ->
                            norms.put(norm.name(), new Change(norm.weight().toFloatArray(), weight.toFloatArray())));
            result.biases()
                    .forEach((layer, bias) -> biases.put(
                            brief(layer.shape().name()),
                            new Change(layer.bias().orElseThrow().toFloatArray(), bias.toFloatArray())));
            reports.addAll(result.reports());
        }

        @Override
        public void scale(LinearInput input, Scale scale) {
            String reader = brief(input.consumers().get(0).shape().name());
            scales.put(reader, scale);
            factors.put(reader, scale.factors().toFloatArray());
        }

        @Override
        public void clip(LinearLayer layer, NDArray limits) {
            clips.put(brief(layer.shape().name()), limits.toFloatArray());
        }

        GroupQuantizedWeight quantized(String linear) {
            return weights.get(linear);
        }

        Change norm(String name) {
            return norms.get("model.layers.0." + name);
        }

        Set<String> changedNorms() {
            return norms.keySet();
        }

        LayerReport report(String linear) {
            return reports.stream()
                    .filter(report -> brief(report.linear()).equals(linear))
                    .findFirst()
                    .orElseThrow();
        }

        void assertUntouched(String linear) {
            assertEquals(
                    Set.of("q", "v", "o", "gate", "up", "down"),
                    weights.keySet(),
                    linear + " must not be among the results");
        }

        Matrix scaled(String linear, float[] columns, float[] rows) {
            return given.get(linear)
                    .map((r, c, w) -> w * (columns == null ? 1 : columns[c]) / (rows == null ? 1 : rows[r]));
        }

        /** The weight is what the AWQ grid leaves of the scaled one. */
        void assertRounded(String linear, float[] columns, float[] rows) {
            Matrix expected = SlowAwq.rounded(scaled(linear, columns, rows), 4, 32);
            assertArrayEquals(
                    expected.values(), WeightValues.of(weights.get(linear)).values(), 1e-6f, linear);
        }

        private static String brief(String name) {
            return name.replaceFirst(".*\\.(\\w+)_proj", "$1");
        }
    }
}
