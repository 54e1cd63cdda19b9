package org.comptrust.host.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearRole;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.VariantRecipe;
import org.junit.jupiter.api.Test;

/** Figures by hand, for one block of width 10 with q, k (10 by 10), down (10 by 30), and a machine of 1000 operations a second. */
final class CompressionTest {
    private static final LinearShape Q = new LinearShape("q", 0, LinearRole.Q, 10, 10, false);
    private static final LinearShape K = new LinearShape("k", 0, LinearRole.K, 10, 10, false);
    private static final LinearShape DOWN = new LinearShape("down", 0, LinearRole.DOWN, 10, 30, false);
    private static final ModelShape SHAPE =
            new ModelShape("fake", 100, 10, 2, 2, 5, 64, true, List.of(List.of(Q, K, DOWN)));

    /** 1000 operations of a method a second once the share that is reached is taken off; 100 bytes. */
    private static final Speed SPEED = new Speed(2500, 100);

    /** The same of blocks, of which a larger share is reached, and of Gram matrices. */
    private static final double BLOCKS = 0.6 * 2500;

    private static final double GRAM = 0.9 * 2500;

    @Test
    void aMethodThatMeasuresNothingTakesItsOwnTimeAndMemory() {
        Compression compression = of(new Plan(Set.of(), true), Optional.empty());

        assertEquals(new Compression(0, 3 * 5000 / 1000.0, 0, 70), compression);
    }

    @Test
    void measuringIsOneRunOfTheModelAndItsSums() {
        Compression compression = of(new Plan(Set.of(Need.MEAN_SQUARE), true), text(2, 8));

        double running = (2 * 16 * 500 + 4 * 16 * 8 * 10) / BLOCKS;
        double sums = 4 * 16 * (10 + 30) / 100.0;
        assertEquals(running + sums + 15, compression.seconds(), 1e-9);
        assertEquals(16, compression.tokens());
        assertEquals(16 * 20 * 4, compression.activationBytes());
    }

    @Test
    void gramMatricesOfSharedInputsAreCountedOnce() {
        Compression sums = of(new Plan(Set.of(Need.MEAN_SQUARE), true), text(2, 8));
        Compression gram = of(new Plan(Set.of(Need.MEAN_SQUARE, Need.GRAM), true), text(2, 8));

        assertEquals(2 * 16 * (100 + 900) / GRAM, gram.seconds() - sums.seconds(), 1e-9);
        assertEquals((100 + 900) * 4, gram.scratchBytes() - sums.scratchBytes());
    }

    @Test
    void ofAWideGramMatrixAboutHalfIsComputed() {
        assertEquals(16 * 1024 * (1024 + 256) / GRAM, SPEED.gram(16, 1024), 1e-9);
        assertEquals(2 * 16 * 256 * 256 / GRAM, SPEED.gram(16, 256), 1e-9);
    }

    @Test
    void denseOutputsReplayAndRowsAreHeldToo() {
        assertEquals(
                16 * 30 * 4,
                of(new Plan(Set.of(Need.MEAN_SQUARE), false), text(2, 8)).activationBytes());
        assertEquals(
                16 * (30 + 10 + 40) * 4,
                of(new Plan(Set.of(Need.ROWS, Need.REPLAY), false), text(2, 8)).activationBytes());
    }

    @Test
    void beforeAStageOfDownAloneItsInputIsHeldWithTheResiduals() {
        Plan plan = new Plan(Set.of(Need.GRAM), true) {
            @Override
            public List<Stage> stages(List<LinearShape> block) {
                return List.of(new Stage(List.of(Q, K), needs()), new Stage(List.of(DOWN), needs()));
            }
        };

        assertEquals(16 * (10 + 30) * 4, of(plan, text(2, 8)).activationBytes());
    }

    @Test
    void textThatTheModelWritesTakesTimeToWrite() {
        Optional<CalibrationSpec> own = Optional.of(new CalibrationSpec("own", Optional.empty(), 2, 8, 0));

        // 16 tokens, 32 at a time: half a step, bound by the reading of 500 weights or by their products
        assertEquals(
                0.5 * Math.max(500 * 4 / 100.0, 32 * 2 * 500 / 1000.0),
                of(new Plan(Set.of(Need.GRAM), true), own).seconds()
                        - of(new Plan(Set.of(Need.GRAM), true), text(2, 8)).seconds(),
                1e-9);
    }

    @Test
    void methodsOfAChainTakeTheirTimesTogetherAndTheMemoryOfTheLargest() {
        VariantRecipe.Link one = link(new Plan(Set.of(), true), Optional.empty());
        Compression two = Compression.of(new VariantRecipe(List.of(one, one), 0), SHAPE, SPEED, CompressionTest::most);

        assertEquals(new Compression(0, 30, 0, 70), two);
    }

    private static Optional<CalibrationSpec> text(int samples, int length) {
        return Optional.of(new CalibrationSpec(
                "text",
                Optional.of(new CalibrationSpec.Text(
                        Path.of("c4.jsonl"), CalibrationSpec.Select.CROPS, "text", CalibrationSpec.Template.DEFAULT)),
                samples,
                length,
                0));
    }

    private static Compression of(Plan plan, Optional<CalibrationSpec> calibration) {
        return Compression.of(
                new VariantRecipe(List.of(link(plan, calibration)), 0), SHAPE, SPEED, CompressionTest::most);
    }

    private static long most(CalibrationSpec data) {
        return (long) data.samples() * data.length();
    }

    private static VariantRecipe.Link link(Plan plan, Optional<CalibrationSpec> calibration) {
        return new VariantRecipe.Link("fake", new Origin("fake", "1", "fake.jar", ""), "{}", plan, calibration);
    }

    /** One stage; 5000 operations and 70 bytes for each linear. */
    private static class Plan implements CompressionPlan {
        private final Set<Need> needs;
        private final boolean compressedInputs;

        Plan(Set<Need> needs, boolean compressedInputs) {
            this.needs = needs;
            this.compressedInputs = compressedInputs;
        }

        Set<Need> needs() {
            return needs;
        }

        @Override
        public boolean compressedInputs() {
            return compressedInputs;
        }

        @Override
        public List<Stage> stages(List<LinearShape> block) {
            return List.of(new Stage(block, needs));
        }

        @Override
        public StageResult compress(DecoderBlock block, RunContext run) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Estimate estimate(LinearShape linear) {
            return new Estimate(4, 5000, 70);
        }
    }
}
