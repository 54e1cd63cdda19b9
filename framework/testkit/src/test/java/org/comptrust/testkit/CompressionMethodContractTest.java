package org.comptrust.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.DenseWeight;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Pattern;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.option.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The contract passes a method that keeps it, and fails one for each way to break it. */
class CompressionMethodContractTest {
    private static final KernelText TEXT = new KernelText("sample.py", """
            def halved(self: __torch__.Ops, x: Tensor) -> Tensor:
              return torch.mul(x, 0.5)
            def overflowed(self: __torch__.Ops, x: Tensor) -> Tensor:
              return torch.div(x, 0.)
            def zeroed_in_place(self: __torch__.Ops, x: Tensor) -> Tensor:
              return torch.clone(torch.zero_(x))
            def noise(self: __torch__.Ops, x: Tensor, scale: float) -> Tensor:
              return torch.mul(x, scale)
            def narrowed(self: __torch__.Ops, x: Tensor) -> Tensor:
              return torch.clone(torch.narrow(x, 1, 0, 1))
            def nines(self: __torch__.Ops, x: Tensor) -> Tensor:
              return torch.full_like(x, 9, dtype=0)
            """);

    @Test
    void passesAMethodThatKeepsIt() {
        Contract good = new Contract(Half.dense((layer, run) -> kernel(run, "halved", layer)));

        good.itsIdCanStandInASpec();
        good.everyOptionIsAnnotatedAndItsDefaultCanBeRead();
        good.itsOptionsAreValidHere();
        good.planningIsAPureFunctionOfItsInput();
        good.stagesHoldEachLinearOfTheirBlockOnceAndNoOther();
        good.estimatesArePositive();
        good.itReturnsAWeightAndAReportForEachTarget();
        good.weightsKeepTheirShapeAndAreFinite();
        good.normsAndBiasesKeepTheirShapeAndAreFinite();
        good.claimedPatternsHold();
        good.theSameSeedGivesTheSameResult();
        good.itDoesNotWriteToWhatItIsGiven();
        good.itLeavesNoArraysBehind();
        good.progressStaysBetweenZeroAndOne();
        good.itStopsWhenTheUserCancels();
    }

    @Test
    void failsAMethodThatReadsWhatItDidNotDeclare() {
        Contract contract =
                new Contract(Half.dense((layer, run) -> layer.input().gram()));

        IllegalStateException e =
                assertThrows(IllegalStateException.class, contract::itReturnsAWeightAndAReportForEachTarget);

        assertTrue(e.getMessage().contains("did not declare GRAM"), e.getMessage());
    }

    @Test
    void failsAMethodThatLeavesScratchBehindUnlessItSaysSo() {
        Half leaky = Half.dense((layer, run) -> {
            kernel(run, "halved", layer);
            return kernel(run, "halved", layer);
        });

        fails(
                "neither closed nor returned ==> expected: <0> but was: <7>",
                new Contract(leaky)::itLeavesNoArraysBehind);
        assertDoesNotThrow(new Contract(leaky, Set.of(Trait.CLOSES_SCRATCH))::itLeavesNoArraysBehind);
    }

    @Test
    void failsAMethodThatWorksInTheHostsMemory() {
        Half leaky = Half.dense((layer, run) -> {
            layer.weight().abs();
            return kernel(run, "halved", layer);
        });

        fails("attached to the host's manager", new Contract(leaky)::itLeavesNoArraysBehind);
    }

    @Test
    void failsAMethodThatWritesToAWeight() {
        Half writing = Half.dense((layer, run) -> kernel(run, "zeroed_in_place", layer));

        fails("was written to", new Contract(writing)::itDoesNotWriteToWhatItIsGiven);
    }

    @Test
    void failsAMethodThatWritesToANorm() {
        Half writing = Half.dense((layer, run) -> {
            layer.input().producer().norm().ifPresent(norm -> run.kernels()
                    .load(TEXT)
                    .array("zeroed_in_place", norm.weight())
                    .close());
            return kernel(run, "halved", layer);
        });

        fails(
                "[model.layers.0.input_layernorm, model.layers.0.post_attention_layernorm]",
                new Contract(writing)::itDoesNotWriteToWhatItIsGiven);
    }

    @Test
    void failsAMethodThatIsNotDeterministic() {
        double[] calls = {1};
        Half other = Half.dense((layer, run) -> run.kernels().load(TEXT).array("noise", layer.weight(), calls[0]++));

        fails("expected the bits of", new Contract(other)::theSameSeedGivesTheSameResult);
    }

    @Test
    void failsAMethodWhoseWeightsAreNotFinite() {
        Half infinite = Half.dense((layer, run) -> kernel(run, "overflowed", layer));

        fails("holds ", new Contract(infinite)::weightsKeepTheirShapeAndAreFinite);
    }

    @Test
    void failsAMethodThatChangesAShape() {
        Half narrow = Half.dense((layer, run) -> kernel(run, "narrowed", layer));

        fails("expected: <(64, 64)> but was: <(64, 1)>", new Contract(narrow)::weightsKeepTheirShapeAndAreFinite);
    }

    @Test
    void failsAMethodThatClaimsAPatternItDoesNotHave() {
        Half boasting = new Half(
                (layer, run) -> new DenseWeight(kernel(run, "halved", layer), Optional.of(new Pattern(2, 4))), false);

        fails("0 zeros, claimed 2:4", new Contract(boasting)::claimedPatternsHold);
    }

    @Test
    void failsAMethodWhoseCodesHaveMoreBitsThanItSays() {
        Half wide = new Half(
                (layer, run) -> {
                    int out = layer.shape().out();
                    return new GroupQuantizedWeight(
                            3,
                            kernel(run, "nines", layer),
                            run.arrays().ones(new Shape(out, 1)),
                            run.arrays().ones(new Shape(out, 1)),
                            run.arrays().zeros(new Shape(layer.shape().in()), DataType.INT64),
                            false);
                },
                false);

        fails("code 9 above 7", new Contract(wide)::weightsKeepTheirShapeAndAreFinite);
    }

    @Test
    void failsAMethodThatForgetsATarget() {
        Half forgetful =
                new Half((layer, run) -> new DenseWeight(kernel(run, "halved", layer), Optional.empty()), true);

        fails("targets of stage 0", new Contract(forgetful)::itReturnsAWeightAndAReportForEachTarget);
    }

    private static void fails(String message, Executable test) {
        AssertionError e = assertThrows(AssertionError.class, test);
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    private static NDArray kernel(RunContext run, String method, LinearLayer layer) {
        return run.kernels().load(TEXT).array(method, layer.weight());
    }

    record Options(@Option(value = "a number", absent = "1") int number) {}

    /** Compresses each linear by a function. */
    private record Half(BiFunction<LinearLayer, RunContext, Weight> compress, boolean forgetsOne)
            implements CompressionMethod<Options>, CompressionPlan {
        static Half dense(BiFunction<LinearLayer, RunContext, NDArray> values) {
            return new Half((layer, run) -> new DenseWeight(values.apply(layer, run), Optional.empty()), false);
        }

        @Override
        public String id() {
            return "half";
        }

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public CompressionPlan plan(CompressionInputs<Options> inputs) {
            return this;
        }

        @Override
        public List<Stage> stages(List<LinearShape> block) {
            return block.isEmpty() ? List.of() : List.of(new Stage(block, Set.of(Need.MEAN_SQUARE)));
        }

        @Override
        public StageResult compress(DecoderBlock block, RunContext run) {
            StageResult result = new StageResult();
            for (LinearLayer layer :
                    block.targets().subList(forgetsOne ? 1 : 0, block.targets().size())) {
                run.throwIfCancelled();
                result.put(layer, compress.apply(layer, run));
            }
            run.progress(1);
            return result;
        }

        @Override
        public Estimate estimate(LinearShape linear) {
            return new Estimate(16, 1, 1);
        }
    }

    private static final class Contract extends CompressionMethodContract<Options> {
        private final Half method;
        private final Set<Trait> lacks;

        Contract(Half method) {
            this(method, Set.of());
        }

        Contract(Half method, Set<Trait> lacks) {
            this.method = method;
            this.lacks = lacks;
        }

        @Override
        protected CompressionMethod<Options> method() {
            return method;
        }

        @Override
        protected Options options() {
            return new Options(1);
        }

        @Override
        protected Set<Trait> lacks() {
            return lacks;
        }
    }
}
