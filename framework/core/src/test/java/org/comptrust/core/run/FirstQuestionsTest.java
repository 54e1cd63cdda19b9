package org.comptrust.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.plan.ExperimentPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run asks first, without running it. */
class FirstQuestionsTest {
    @TempDir
    private Path folder;

    @Test
    void theyAreWordedSeededAndGroupedAsARunAsksThem() {
        String spec = Experiment.spec("seed: 7\ndimensions: { quiz: { use: quiz, with: { questions: 300 } } }\n");
        FakeModels models = new FakeModels();
        Experiment.write(folder, spec).run(models);

        assertEquals(models.asked(), questions(spec, 600).get(0).groups());
    }

    @Test
    void onlySelectedItemsAreAsked() {
        String spec = Experiment.spec("dimensions: { quiz: { use: quiz, items: { perScenario: 5 } } }\n");
        FakeModels models = new FakeModels();
        Experiment.write(folder, spec).run(models);

        assertEquals(models.asked(), questions(spec, 600).get(0).groups());
    }

    @Test
    void fewItemsAreTheFirstOnesOfEachScenario() {
        String spec = Experiment.spec("dimensions: { quiz: { use: quiz } }\n");
        List<SeededRequest> all = requests(questions(spec, 600).get(0)); // 50 easy ones, 50 hard ones

        FirstQuestions.Asked few = questions(spec, 17).get(0);

        List<SeededRequest> expected = new ArrayList<>(all.subList(0, 9));
        expected.addAll(all.subList(50, 58));
        assertEquals(expected, requests(few));
        assertEquals(List.of("easy", "hard"), few.scenarios());
        assertEquals(17, few.items());
        assertEquals(100, few.selected());
    }

    @Test
    void whereItemsAreTooFewForAllScenariosSomeAreAskedEightNeighbours() {
        String spec = Experiment.spec("dimensions: { quiz: { use: quiz, with: { scenarios: [a, b, c, d, e, f] } } }\n");

        assertEquals(List.of("a"), questions(spec, 15).get(0).scenarios());
        assertEquals(List.of("a", "d"), questions(spec, 16).get(0).scenarios());
        assertEquals(List.of("a", "c", "e"), questions(spec, 31).get(0).scenarios());
    }

    @Test
    void tokensAreLimitedToo() {
        ExperimentPlan plan = Experiment.write(folder, Experiment.spec("dimensions: { quiz: { use: quiz } }\n"))
                .plan(new FakeModels());

        FirstQuestions.Asked both =
                FirstQuestions.of(plan, plan.models().get(0), 100, 2 * 8 * 8, 8).get(0);
        FirstQuestions.Asked one =
                FirstQuestions.of(plan, plan.models().get(0), 100, 3 * 8, 8).get(0);
        FirstQuestions.Asked least =
                FirstQuestions.of(plan, plan.models().get(0), 100, 1, 8).get(0);

        assertEquals(2 * 8, both.items(), "eight tokens each: four read, four written");
        assertEquals(List.of("easy", "hard"), both.scenarios());
        assertEquals(3, one.items());
        assertEquals(List.of("easy"), one.scenarios());
        assertEquals(1, least.items());
    }

    @Test
    void whatAScenarioLacksAnotherGives() {
        String spec = Experiment.spec("dimensions: { quiz: { use: quiz, items: { perScenario: 5 } } }\n");

        assertEquals(10, questions(spec, 12).get(0).items());
    }

    @Test
    void whereScenariosShowDemonstrationsOnlyThoseAreAsked() {
        String spec = Experiment.spec("""
                dimensions:
                  shown: { use: quiz, with: { shown: hard } }
                  plain: { use: quiz }
                """);

        List<FirstQuestions.Asked> asked = questions(spec, 10);

        assertTrue(asked.get(0).demonstrated());
        assertEquals(List.of("hard"), asked.get(0).scenarios());
        assertEquals(50, asked.get(0).selected());
        assertFalse(asked.get(1).demonstrated());
        assertEquals(List.of("easy"), asked.get(1).scenarios());
    }

    @Test
    void theStudysPromptsAreTextsOfItsTemplate() throws IOException {
        Files.createDirectories(folder.resolve("bench"));
        Files.writeString(folder.resolve("bench/prompt-texts.json"), """
                {"templates": {"llama-2": {"system": "Kindly, ", "roles": ["(u)", "(a)"], "sep_style": "LLAMA2",
                 "sep": " ", "sep2": " // ", "stop_str": null}}}
                """);
        String spec = Experiment.spec("dimensions: { quiz: { use: quiz, data: bench, prompts: paper } }\n")
                .replace("source: model", "source: model, paperTemplate: llama-2");

        requests(questions(spec, 10).get(0))
                .forEach(request ->
                        assertInstanceOf(Prompt.Text.class, request.request().prompt()));
    }

    @Test
    void aDimensionWithNothingToAskSaysWhy() {
        String spec = Experiment.spec(
                "dimensions: { quiz: { use: quiz, partial: true, with: { scenarios: [easy], missing: easy } } }\n");

        FirstQuestions.Asked asked = questions(spec, 10).get(0);

        assertEquals(List.of(), asked.groups());
        assertEquals("easy: the file of easy is not there", asked.silence());
    }

    private List<FirstQuestions.Asked> questions(String spec, int most) {
        ExperimentPlan plan = Experiment.write(folder, spec).plan(new FakeModels());
        return FirstQuestions.of(plan, plan.models().get(0), most, Long.MAX_VALUE, 8);
    }

    private static List<SeededRequest> requests(FirstQuestions.Asked asked) {
        return asked.groups().stream().flatMap(List::stream).toList();
    }
}
