package org.comptrust.core.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearShape;
import org.comptrust.core.Comptrust;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.fake.Quiz;
import org.comptrust.core.fake.Rounding;
import org.comptrust.core.port.VariantRecipe;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What single linears get instead of a method's own options. The model has two blocks with the linears {@code blocks.N.q} (8 by 8)
 * and {@code blocks.N.down} (8 by 24).
 */
class LayerOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void aLinearThatIsSkippedStaysAsItIs() {
        // 64 weights of 16 bits and 448 of 4.5
        assertEquals((64 * 16 + 448 * 4.5) / 512, bits("[{ match: blocks.0.q, skip: true }]"));
    }

    @Test
    void optionsAreLaidOverThoseOfTheStep() {
        assertEquals((128 * 4.5 + 384 * 8.5) / 512, bits("[{ match: \"*.down\", with: { bits: 8 } }]"));
    }

    @Test
    void theLastEntryThatSaysSomethingCounts() {
        assertEquals(
                (128 * 4.5 + 192 * 8.5 + 192 * 2.5) / 512,
                bits("[{ match: \"*.down\", with: { bits: 8 } }, { match: \"blocks.1.*\", skip: true },"
                        + " { match: \"blocks.1.*\", skip: false }, { match: blocks.1.down, with: { bits: 2 } }]"));
    }

    @Test
    void anEntryMayHaveSeveralPatterns() {
        assertEquals(8.5, bits("[{ match: [\"*.down\", \"*.q\"], with: { bits: 8 } }]"));
    }

    @Test
    void overridesArePartOfTheOptionsThatResultsAreKeptUnder() {
        assertEquals(
                "{\"bits\":4,\"grid\":\"symmetric\",\"groupSize\":-1,\"measured\":false,\"layers\":["
                        + "{\"match\":[\"*.q\"],\"skip\":true},"
                        + "{\"match\":[\"*.down\"],\"with\":{\"bits\":8,\"grid\":\"asymmetric\"}}]}",
                link("[{ match: \"*.q\", skip: true },"
                                + " { match: \"*.down\", with: { grid: asymmetric, rows: 3, bits: 8 } }]")
                        .options());
    }

    @Test
    void withoutOverridesTheOptionsReadAsEver() {
        assertEquals(
                "{\"bits\":4,\"grid\":\"symmetric\",\"groupSize\":-1,\"measured\":false}",
                link("[]").options());
    }

    @Test
    void optionsOfTheStepCanStillBeSwept() {
        ExperimentPlan plan = experiment("[2, 4]", "[{ match: \"*.down\", with: { bits: 8 } }]")
                .plan(new FakeModels());

        assertEquals(
                List.of("base", "r[bits=2]", "r[bits=4]"),
                plan.models().get(0).variants().stream().map(PlannedVariant::id).toList());
        assertEquals(
                (128 * 2.5 + 384 * 8.5) / 512,
                plan.models().get(0).variants().get(1).bitsPerWeight().orElseThrow());
    }

    @Test
    void valuesAreCheckedWhereTheyStand() {
        assertEquals(
                List.of(
                        "6:38: methods.r.layers[0].with.bits: 5 is not allowed. Use 2, 3, 4, 8 (bits per weight).",
                        "6:41: methods.r.layers[0].with.grit: no such option. Did you mean \"grid\"? Known: bits, grid,"
                                + " groupSize, measured, rows."),
                problems("[{ match: \"*.q\", with: { bits: 5, grit: symmetric } }]"));
    }

    @Test
    void sweepsAreRefused() {
        assertEquals(
                List.of("6:38: methods.r.layers[0].with.bits: what single linears get cannot be swept."
                        + " Give one value here, or write an entry of methods for each."),
                problems("[{ match: \"*.q\", with: { bits: [2, 3] } }]"));
    }

    @Test
    void aPatternThatNoLinearHasGetsASuggestion() {
        assertEquals(
                List.of("6:17: methods.r.layers[0].match: no linear is called \"blocks.*.dwon\"."
                        + " Did you mean \"blocks.*.down\"? Known: blocks.*.down, blocks.*.q."),
                problems("[{ match: blocks.*.dwon, skip: true }]"));
    }

    @Test
    void anEntryNeedsAPatternAndSomethingToChange() {
        assertEquals(
                List.of(
                        "6:8: methods.r.layers[0].match: is missing."
                                + " Give the name of a linear, or a pattern such as \"*.down_proj\".",
                        "6:24: methods.r.layers[1]: changes nothing. Add skip: true, or options under with."),
                problems("[{ skip: true }, { match: \"*.q\" }]"));
    }

    @Test
    void whatDoesNotFitALinearStandsAtTheEntryThatGovernsIt() {
        assertEquals(
                List.of("6:46: methods.r.layers[0].with.groupSize: 16 does not divide 24, at blocks.0.down and 1 more."
                        + " Use a divisor, or -1 for one scale per row."),
                problems("[{ match: \"*.down\", with: { groupSize: 16 } }]"));
    }

    @Test
    void aMethodThatDoesNotAskForThemIsAProblemAtTheFirstEntry() {
        Experiment experiment = experiment("4", "[{ match: blocks.0.q, skip: true }]");
        Comptrust comptrust = new Comptrust(FakeCatalog.of(new Deaf(false), new Quiz()), new FakeModels());

        SpecException e = assertThrows(SpecException.class, () -> comptrust.plan(experiment.spec()));
        assertEquals(
                "experiment.yaml:6:8: methods.r.layers[0]: rounding does not ask for the options of single linears."
                        + " Leave layers out, or use a version of the plugin that reads them.",
                e.problems().get(0).toString());
    }

    @Test
    void aMethodThatCompressesWhatIsSkippedCannotRun() {
        Experiment experiment = experiment("4", "[{ match: blocks.0.q, skip: true }]");
        Comptrust comptrust = new Comptrust(FakeCatalog.of(new Deaf(true), new Quiz()), new FakeModels());

        PlannedVariant variant =
                comptrust.plan(experiment.spec()).models().get(0).variants().get(1);
        assertTrue(
                variant.failure()
                        .orElseThrow()
                        .message()
                        .contains("it compresses blocks.0.q, which the experiment skips"),
                variant.toString());
    }

    private double bits(String layers) {
        return variant(layers).bitsPerWeight().orElseThrow();
    }

    private VariantRecipe.Link link(String layers) {
        return variant(layers).recipe().chain().get(0);
    }

    private PlannedVariant variant(String layers) {
        return experiment("4", layers)
                .plan(new FakeModels())
                .models()
                .get(0)
                .variants()
                .get(1);
    }

    private List<String> problems(String layers) {
        Experiment experiment = experiment("4", layers);
        SpecException thrown = assertThrows(SpecException.class, () -> experiment.plan(new FakeModels()));
        return thrown.problems().stream()
                .map(Problem::toString)
                .map(text -> text.replace("experiment.yaml:", ""))
                .toList();
    }

    private Experiment experiment(String bits, String layers) {
        return Experiment.write(
                folder,
                Experiment.spec("methods: { r: { use: rounding, with: { bits: " + bits + " }, layers:\n      " + layers
                        + " } }\ndimensions: { quiz: { use: quiz } }\n"));
    }

    /** Compresses all linears whatever is said of them. */
    private record Deaf(boolean asks) implements CompressionMethod<Rounding.Settings> {
        @Override
        public String id() {
            return "rounding";
        }

        @Override
        public Class<Rounding.Settings> options() {
            return Rounding.Settings.class;
        }

        @Override
        public CompressionPlan plan(CompressionInputs<Rounding.Settings> inputs) {
            if (asks) {
                inputs.shape().linears().forEach(inputs::of);
            }
            return new CompressionPlan() {
                @Override
                public List<Stage> stages(List<LinearShape> block) {
                    return List.of(new Stage(block, Set.of()));
                }

                @Override
                public StageResult compress(DecoderBlock block, RunContext run) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Estimate estimate(LinearShape linear) {
                    return new Estimate(4, 0, 0);
                }
            };
        }
    }
}
