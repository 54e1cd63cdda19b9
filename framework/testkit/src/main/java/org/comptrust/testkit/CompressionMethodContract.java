package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.comptrust.api.CancelledException;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.junit.jupiter.api.Test;

/**
 * What every compression method must do. A plugin's contract test extends it with the method and its smallest valid options; a method
 * that passes works in the host.
 *
 * @param <O> the options record
 */
public abstract class CompressionMethodContract<O extends Record> {
    private static final long SEED = 11;

    /** The method under test, a new object each time. */
    protected abstract CompressionMethod<O> method();

    /** Options that are valid for {@link #model()}. */
    protected abstract O options();

    /** The model to compress: small, with input sizes 64 and 96. */
    protected ModelShape model() {
        return TestShapes.llama();
    }

    /** What the method does not do, and why that is right is said where it is declared. */
    protected Set<Trait> lacks() {
        return Set.of();
    }

    @Test
    public final void itsIdCanStandInASpec() {
        String id = method().id();
        SpiChecks.checkId(id);
        assertEquals(id, method().id(), "id() must always say the same");
    }

    @Test
    public final void thePluginManagerCanConstructIt() {
        SpiChecks.checkConstructor(method().getClass());
    }

    @Test
    public final void everyOptionIsAnnotatedAndItsDefaultCanBeRead() {
        SpiChecks.checkOptions(method().options(), options());
    }

    @Test
    public final void itsOptionsAreValidHere() {
        PlanInputs<O> inputs = new PlanInputs<>(options(), model());
        method().plan(inputs);
        assertEquals(List.of(), inputs.problems());
    }

    @Test
    public final void planningIsAPureFunctionOfItsInput() {
        CompressionPlan one = plan();
        CompressionPlan other = plan();
        for (List<LinearShape> block : model().blocks()) {
            assertEquals(one.stages(block), one.stages(block), "stages() must always say the same");
            assertEquals(one.stages(block), other.stages(block), "two plans of one input must have the same stages");
            for (LinearShape linear : block) {
                assertEquals(one.estimate(linear), other.estimate(linear), "estimate of " + linear.name());
            }
        }
        assertEquals(one.compressedInputs(), other.compressedInputs());
    }

    @Test
    public final void stagesHoldEachLinearOfTheirBlockOnceAndNoOther() {
        for (List<LinearShape> block : model().blocks()) {
            List<LinearShape> targets = new ArrayList<>();
            plan().stages(block).forEach(stage -> targets.addAll(stage.linears()));
            assertTrue(block.containsAll(targets), "a stage holds a linear that is not of the block: " + targets);
            assertEquals(new HashSet<>(targets).size(), targets.size(), "a linear is in two stages: " + targets);
            if (!lacks().contains(Trait.COMPRESSES_ALL_LINEARS)) {
                assertEquals(new HashSet<>(block), new HashSet<>(targets), "linears that no stage compresses");
            }
        }
        assertEquals(List.of(), plan().stages(List.of()), "an empty block has no stage");
    }

    @Test
    public final void estimatesArePositive() {
        for (LinearShape linear : model().linears()) {
            Estimate estimate = plan().estimate(linear);
            assertTrue(
                    estimate.bitsPerWeight() > 0 && estimate.bitsPerWeight() <= 64,
                    linear.name() + ": " + estimate.bitsPerWeight() + " bits per weight");
            assertTrue(
                    Double.isFinite(estimate.flops()) && estimate.flops() >= 0 && estimate.scratchBytes() >= 0,
                    linear.name() + ": " + estimate);
        }
    }

    @Test
    public final void itReturnsAWeightAndAReportForEachTarget() {
        try (TestRun run = new TestRun(SEED)) {
            CompressedBlock block = walk(run);
            List<Stage> stages = plan().stages(model().blocks().get(0));
            for (int s = 0; s < stages.size(); s++) {
                Set<LinearShape> compressed = new HashSet<>();
                block.results().get(s).weights().keySet().forEach(layer -> compressed.add(layer.shape()));
                assertEquals(new HashSet<>(stages.get(s).linears()), compressed, "targets of stage " + s);
            }
            List<String> reported =
                    block.reports().stream().map(LayerReport::linear).sorted().toList();
            List<String> targets = stages.stream()
                    .flatMap(stage -> stage.linears().stream())
                    .map(LinearShape::name)
                    .sorted()
                    .toList();
            assertEquals(targets, reported, "linears with a report");
        }
    }

    @Test
    public final void weightsKeepTheirShapeAndAreFinite() {
        try (TestRun run = new TestRun(SEED)) {
            walk(run).results().forEach(CompressionMethodContract::checkWeights);
        }
    }

    @Test
    public final void normsAndBiasesKeepTheirShapeAndAreFinite() {
        try (TestRun run = new TestRun(SEED)) {
            for (StageResult result : walk(run).results()) {
                result.norms().forEach((norm, weight) -> checkVector(norm.name(), norm.weight(), weight));
                result.biases()
                        .forEach((layer, bias) -> checkVector(
                                "the bias of " + layer.shape().name(),
                                layer.bias().orElseThrow(),
                                bias));
            }
        }
    }

    @Test
    public final void claimedPatternsHold() {
        try (TestRun run = new TestRun(SEED)) {
            for (StageResult result : walk(run).results()) {
                result.weights().forEach((layer, weight) -> weight.pattern().ifPresent(pattern -> {
                    checkPattern(layer.shape().name(), WeightValues.of(weight), pattern);
                }));
            }
        }
    }

    @Test
    public final void theSameSeedGivesTheSameResult() {
        try (TestRun first = new TestRun(SEED);
                TestRun second = new TestRun(SEED)) {
            CompressedBlock one = walk(first);
            CompressedBlock other = walk(second);
            one.weights()
                    .forEach((name, weight) -> Tolerances.assertSameBits(
                            name, weight.values(), other.weights().get(name).values()));
            assertEquals(one.reports(), other.reports());
        }
    }

    @Test
    public final void itDoesNotWriteToWhatItIsGiven() {
        try (TestRun run = new TestRun(SEED)) {
            assertEquals(List.of(), walk(run).modified(), "linears and norms whose weight was written to");
        }
    }

    @Test
    public final void itLeavesNoArraysBehind() {
        try (TestRun run = new TestRun(SEED)) {
            CompressedBlock block = walk(run);
            assertEquals(
                    0,
                    block.leftAtHost(),
                    "arrays attached to the host's manager: work with kernels, whose results belong to arrays()");
            if (!lacks().contains(Trait.CLOSES_SCRATCH)) {
                assertEquals(
                        0, block.leftInScratch(), "arrays in the scratch memory that were neither closed nor returned");
            }
        }
    }

    @Test
    public final void progressStaysBetweenZeroAndOne() {
        try (TestRun run = new TestRun(SEED)) {
            walk(run);
            assertTrue(
                    run.reported().stream().allMatch(fraction -> fraction >= 0 && fraction <= 1),
                    "progress in [0, 1]: " + run.reported());
        }
    }

    @Test
    public final void itStopsWhenTheUserCancels() {
        try (TestRun run = new TestRun(SEED)) {
            run.cancel();
            assertThrows(CancelledException.class, () -> walk(run));
        }
    }

    private CompressionPlan plan() {
        return method().plan(new PlanInputs<>(options(), model()));
    }

    private CompressedBlock walk(TestRun run) {
        return CompressedBlock.walk(plan(), model(), run, SEED);
    }

    private static void checkWeights(StageResult result) {
        result.weights().forEach((layer, weight) -> checkWeight(layer.shape(), weight));
    }

    private static void checkWeight(LinearShape linear, Weight weight) {
        Shape whole = new Shape(linear.out(), linear.in());
        if (weight instanceof DenseWeight dense) {
            assertEquals(DataType.FLOAT32, dense.values().getDataType(), linear.name());
            assertEquals(whole, dense.values().getShape(), linear.name());
        } else if (weight instanceof GroupQuantizedWeight quantized) {
            checkQuantized(linear, whole, quantized);
        }
        for (float value : WeightValues.of(weight).values()) {
            assertTrue(Float.isFinite(value), linear.name() + " holds " + value);
        }
    }

    private static void checkVector(String name, NDArray before, NDArray after) {
        assertEquals(DataType.FLOAT32, after.getDataType(), name);
        assertEquals(before.getShape(), after.getShape(), name);
        for (float value : after.toFloatArray()) {
            assertTrue(Float.isFinite(value), name + " holds " + value);
        }
    }

    private static void checkQuantized(LinearShape linear, Shape whole, GroupQuantizedWeight weight) {
        String name = linear.name();
        assertEquals(DataType.UINT8, weight.codes().getDataType(), name + ": codes");
        assertEquals(whole, weight.codes().getShape(), name + ": codes");
        int top = (1 << weight.bits()) - 1;
        for (byte code : weight.codes().toByteArray()) {
            assertTrue(Byte.toUnsignedInt(code) <= top, name + ": code " + Byte.toUnsignedInt(code) + " above " + top);
        }
        assertEquals(DataType.FLOAT32, weight.scales().getDataType(), name + ": scales");
        assertEquals(DataType.FLOAT32, weight.zeroPoints().getDataType(), name + ": zero-points");
        assertEquals(weight.scales().getShape(), weight.zeroPoints().getShape(), name + ": zero-points");
        assertEquals(linear.out(), weight.scales().getShape().get(0), name + ": rows of scales");
        assertEquals(DataType.INT64, weight.groupOf().getDataType(), name + ": groupOf");
        assertEquals(new Shape(linear.in()), weight.groupOf().getShape(), name + ": groupOf");
        long groups = weight.scales().getShape().get(1);
        assertTrue(
                Arrays.stream(weight.groupOf().toLongArray()).allMatch(group -> group >= 0 && group < groups),
                name + ": groupOf below " + groups);
        if (weight.symmetric()) {
            for (float zeroPoint : weight.zeroPoints().toFloatArray()) {
                assertEquals((top + 1) / 2f, zeroPoint, name + ": zero-point of a symmetric weight");
            }
        }
    }

    private static void checkPattern(String name, Matrix weight, Pattern pattern) {
        assertEquals(0, weight.columns() % pattern.run(), name + ": " + pattern + " does not fit");
        for (int row = 0; row < weight.rows(); row++) {
            for (int start = 0; start < weight.columns(); start += pattern.run()) {
                int zeros = 0;
                for (int c = start; c < start + pattern.run(); c++) {
                    zeros += weight.at(row, c) == 0 ? 1 : 0;
                }
                assertTrue(
                        zeros >= pattern.zeros(),
                        name + " row " + row + ", inputs from " + start + ": " + zeros + " zeros, claimed " + pattern);
            }
        }
    }
}
