package org.comptrust.compression.gptq;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Need;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.compression.support.Hessian;
import org.comptrust.testkit.OptionsRecords;
import org.comptrust.testkit.PlanInputs;
import org.comptrust.testkit.TestShapes;
import org.junit.jupiter.api.Test;

class GptqPlanTest {
    private static final ModelShape MODEL = TestShapes.llama();

    @Test
    void isThatOfTheStudyIfNothingIsGiven() {
        assertEquals(
                new GptqOptions(4, 128, true, true, false, false, 0.01, 128, true, Fallback.REFUSE, Hessian.FLOAT32),
                options("{}"));
    }

    @Test
    void measuresAlongTheFlowOfTheBlock() {
        assertEquals(
                List.of(List.of("Q", "K", "V"), List.of("O"), List.of("GATE", "UP"), List.of("DOWN")),
                stages(plan("{groupSize: 32}")));
    }

    @Test
    void measuresOnceIfNotTrueSequential() {
        assertEquals(
                List.of(List.of("Q", "K", "V", "O", "GATE", "UP", "DOWN")),
                stages(plan("{groupSize: 32, trueSequential: false}")));
    }

    @Test
    void leavesOutWhatTheExperimentSkips() {
        CompressionPlan plan = new GptqMethod()
                .plan(new Overridden(linear -> linear.role() == LinearRole.O || linear.role() == LinearRole.UP
                        ? Optional.empty()
                        : Optional.of(options("{groupSize: 32}"))));

        assertEquals(List.of(List.of("Q", "K", "V"), List.of("GATE"), List.of("DOWN")), stages(plan));
    }

    @Test
    void countsScalesZeroPointsAndOrderInTheEstimate() {
        LinearShape linear = TestShapes.single(10, 200).linears().get(0);

        // Two groups in each of 10 rows: 16 bits of scale and, if it may move, 4 of zero-point; 32 bits for the group
        // of each column.
        assertEquals(4 + 2 * 16 / 200.0 + 32 / 10.0, bits(linear, "{}"), 1e-12);
        assertEquals(4 + 2 * 20 / 200.0 + 32 / 10.0, bits(linear, "{symmetric: false}"), 1e-12);
        assertEquals(4 + 2 * 16 / 200.0, bits(linear, "{actOrder: false}"), 1e-12);
        assertEquals(4 + 2 * 16 / 200.0, bits(linear, "{staticGroups: true}"), 1e-12);
        assertEquals(4 + 16 / 200.0, bits(linear, "{groupSize: -1}"), 1e-12);
    }

    @Test
    void reportsAGroupLargerThanAnInputOnceForEachSize() {
        assertEquals(
                List.of(
                        new PlanInputs.Problem(
                                "groupSize",
                                Optional.of("model.layers.0.self_attn.q_proj"),
                                "100 is larger than 64, the input size of model.layers.0.self_attn.q_proj",
                                "Use a smaller size, or -1 for one scale per row."),
                        new PlanInputs.Problem(
                                "groupSize",
                                Optional.of("model.layers.0.mlp.down_proj"),
                                "100 is larger than 96, the input size of model.layers.0.mlp.down_proj",
                                "Use a smaller size, or -1 for one scale per row.")),
                PlanInputs.problems(new GptqMethod(), options("{groupSize: 100}"), MODEL));
    }

    @Test
    void reportsAGroupOfNoColumns() {
        assertEquals(
                List.of("a group of 0 columns has no scale"),
                PlanInputs.problems(new GptqMethod(), options("{groupSize: 0}"), MODEL).stream()
                        .map(PlanInputs.Problem::whatIsWrong)
                        .toList());
    }

    @Test
    void reportsAnOrderOfMeasuringThatDiffersBetweenLinears() {
        Overridden inputs = new Overridden(linear ->
                Optional.of(options("{groupSize: 32, trueSequential: " + (linear.role() != LinearRole.DOWN) + "}")));

        new GptqMethod().plan(inputs);

        assertEquals(List.of("trueSequential at model.layers.0.mlp.down_proj"), inputs.problems);
    }

    @Test
    void measuresFromRoundedInputsOnlyIfAsked() {
        assertEquals(Set.of(Need.GRAM), needs(plan("{groupSize: 32}")));
        assertEquals(Set.of(Need.GRAM_BFLOAT16), needs(plan("{groupSize: 32, hessian: bfloat16}")));
    }

    @Test
    void reportsAHessianThatDiffersBetweenLinears() {
        Overridden inputs = new Overridden(linear -> Optional.of(options(
                "{groupSize: 32, hessian: " + (linear.role() == LinearRole.DOWN ? "bfloat16" : "float32") + "}")));

        new GptqMethod().plan(inputs);

        assertEquals(List.of("hessian at model.layers.0.mlp.down_proj"), inputs.problems);
    }

    private static Set<Need> needs(CompressionPlan plan) {
        return plan.stages(MODEL.blocks().get(0)).get(0).needs();
    }

    private static GptqOptions options(String yaml) {
        return OptionsRecords.parse(GptqOptions.class, yaml);
    }

    private static CompressionPlan plan(String yaml) {
        return new GptqMethod().plan(new PlanInputs<>(options(yaml), MODEL));
    }

    private static double bits(LinearShape linear, String yaml) {
        CompressionPlan plan = new GptqMethod().plan(new PlanInputs<>(options(yaml), TestShapes.single(10, 200)));
        return plan.estimate(linear).bitsPerWeight();
    }

    private static List<List<String>> stages(CompressionPlan plan) {
        return plan.stages(MODEL.blocks().get(1)).stream()
                .map(stage -> stage.linears().stream()
                        .map(linear -> linear.role().name())
                        .toList())
                .toList();
    }

    /** What an experiment with overrides by linear gives. */
    private static final class Overridden implements CompressionInputs<GptqOptions> {
        private final java.util.function.Function<LinearShape, Optional<GptqOptions>> overrides;
        private final List<String> problems = new ArrayList<>();

        Overridden(java.util.function.Function<LinearShape, Optional<GptqOptions>> overrides) {
            this.overrides = overrides;
        }

        @Override
        public GptqOptions value() {
            return options("{groupSize: 32}");
        }

        @Override
        public ModelShape shape() {
            return MODEL;
        }

        @Override
        public Optional<GptqOptions> of(LinearShape linear) {
            return overrides.apply(linear);
        }

        @Override
        public void problem(String component, String whatIsWrong, String wayOut) {
            problems.add(component);
        }

        @Override
        public void problem(LinearShape linear, String component, String whatIsWrong, String wayOut) {
            problems.add(component + " at " + linear.name());
        }
    }
}
