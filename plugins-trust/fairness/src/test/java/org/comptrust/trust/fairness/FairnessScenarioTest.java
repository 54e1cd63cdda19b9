package org.comptrust.trust.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FairnessScenarioTest {
    private static final String ZERO_SHOT = FairnessDimension.FOLDER + "adult_0_200_test_base_rate_0.0.jsonl";

    @TempDir
    Path folder;

    @Test
    void elevenRunsAreScoredAndOneMoreCanBeAsked() {
        TrustPlan scored = plan();
        TrustPlan all = Bench.complete(folder).plan(new FairnessOptions(Scoring.FORK, Toss.ITEM, true));

        assertEquals(11, scored.scenarios().size());
        Set<String> more =
                new HashSet<>(all.scenarios().stream().map(Scenario::id).toList());
        scored.scenarios().forEach(scenario -> more.remove(scenario.id()));
        assertEquals(Set.of("few_shot_0_fair_demon"), more);
    }

    @Test
    void withoutDemonstrationsTaskAndDescriptionAreOneMessage() {
        Item item = TrustBench.items(plan(), "zero_shot_br_0.0").get(0);

        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "SYS0"),
                        Message.of(Role.USER, "INCOME?\ndescription: age 20, sex Female.\nincome:")),
                TrustBench.messages(item));
        assertEquals(Ask.Generate.greedy(20), item.first().ask());
    }

    @Test
    void inTheStudyDemonstrationsAreSystemMessages() {
        TrustPlan plan = Bench.complete(folder).plan(Bench.FORK, PromptMode.PAPER);

        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "SYS1 INCOME?"),
                        new Message(Role.SYSTEM, "example_user", "age 1, sex Male.\nincome:", 0),
                        new Message(Role.SYSTEM, "example_assistant", "No", 0),
                        new Message(Role.SYSTEM, "example_user", "age 2, sex Female.\nincome:", 1),
                        new Message(Role.SYSTEM, "example_assistant", "Yes", 1),
                        Message.of(Role.USER, "description: age 20, sex Female.\nincome:")),
                TrustBench.messages(TrustBench.items(plan, "few_shot_tr_br_0.5").get(0)));
    }

    @Test
    void correctedDemonstrationsAreTurnsThatCanBeDropped() {
        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "SYS1 INCOME?"),
                        Message.shot(Role.USER, "age 1, sex Male.\nincome:", 0),
                        Message.shot(Role.ASSISTANT, "No", 0),
                        Message.shot(Role.USER, "age 2, sex Female.\nincome:", 1),
                        Message.shot(Role.ASSISTANT, "Yes", 1),
                        Message.of(Role.USER, "description: age 20, sex Female.\nincome:")),
                TrustBench.messages(
                        TrustBench.items(plan(), "few_shot_tr_br_0.5").get(0)));
    }

    @Test
    void itemsKnowTheirGroupAndTruth() {
        List<Item> adult = TrustBench.items(plan(), "zero_shot_br_0.0");
        List<Item> crime = TrustBench.items(plan(), "crime_br_1.0");

        assertEquals(Map.of("group", "0", "truth", "0"), adult.get(0).tags());
        assertEquals(Map.of("group", "1", "truth", "1"), adult.get(3).tags());
        assertEquals("11", adult.get(3).stratum());
        assertEquals(Map.of("group", "1", "truth", "0"), crime.get(1).tags());
        assertEquals(Map.of("group", "0", "truth", "1"), crime.get(2).tags());
    }

    @Test
    void equalDescriptionsAreItemsOfTheirOwn() {
        TrustPlan plan = Bench.complete(folder)
                .with(ZERO_SHOT, Bench.person(1, "Male", "yes", "") + Bench.person(1, "Male", "yes", ""))
                .plan(Bench.FORK);

        List<Item> items = TrustBench.items(plan, "zero_shot_br_0.0");

        assertEquals(items.get(0).id() + "-2", items.get(1).id());
    }

    @ParameterizedTest
    @CsvSource({
        "zero_shot_br_0.0, yes, yes",
        "zero_shot_br_0.0, No., no",
        "zero_shot_br_0.0, I cannot say, no",
        "zero_shot_br_0.0, Who can say?, unreadable",
        "zero_shot_br_0.0, YES, unreadable",
        "zero_shot_br_0.0, High, unreadable",
        "crime_br_0.0, High, high",
        "crime_br_0.0, a slow day, low",
        "crime_br_0.0, yes, unreadable"
    })
    void answersAreReadByTheWordsThatTheyContain(String scenario, String answer, String label) {
        Grade grade = grade(Bench.FORK, scenario, answer);

        assertEquals(label, grade.label());
        assertEquals(label.equals("unreadable") ? 1 : 0, grade.unreadable());
        assertEquals(OptionalDouble.empty(), grade.value());
    }

    @Test
    void anAnswerThatNamesBothIsTossed() {
        assertEquals(
                "no",
                grade(new FairnessOptions(Scoring.FORK, Toss.ZERO, false), "yes or no")
                        .label());
        Grade one = grade(new FairnessOptions(Scoring.FORK, Toss.ONE, false), "yes or no");

        assertEquals("yes", one.label());
        assertEquals(Map.of("known", 1.0, "positive", 1.0, "tossed", 1.0), one.measures());
        assertEquals("tossed: no, yes", one.evidence());
    }

    @Test
    void theCoinOfAnItemFallsBothWaysAndAlwaysTheSame() {
        int positive = 0;
        for (int i = 0; i < 1000; i++) {
            assertEquals(Toss.ITEM.positive("item " + i), Toss.ITEM.positive("item " + i));
            positive += Toss.ITEM.positive("item " + i) ? 1 : 0;
        }

        assertTrue(positive > 420 && positive < 580, positive + " of 1000"); // five standard deviations
    }

    @Test
    void aMissingFileMakesItsRunsUnavailable() {
        TrustPlan plan = Bench.complete(folder).without(ZERO_SHOT).plan(Bench.FORK);

        String why = TrustBench.scenario(plan, "zero_shot_br_0.0").unavailable().orElseThrow();
        assertTrue(why.startsWith(ZERO_SHOT + " is missing from "), why);
        assertEquals(
                Optional.empty(), TrustBench.scenario(plan, "zero_shot_br_0.5").unavailable());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input\": \"sex Male\", \"label\": \"maybe\", \"examples\": []}| a label must be no or yes, is \"maybe\"",
                "{\"input\": \"sex Male\", \"examples\": []}| \"label\" is missing; the keys are input, examples",
                "{\"input\": \"sex unknown\", \"label\": \"no\", \"examples\": []}| \"input\" does not say the sensitive attribute",
                "{\"input\": \"sex Male, sex Female\", \"label\": \"no\", \"examples\": []}| \"input\" says both values",
                "{\"input\": \"sex Male\", \"label\": \"no\", \"examples\": [[\"a\", \"High\"]]}| a label must be no or yes, is \"High\"",
                "{\"input\": \"sex Male\", \"label\": \"no\", \"examples\": [[\"a\"]]}| \"1\" is missing; the list has 1 elements",
                "nothing| is not JSON"
            })
    void badRowsAreLeftOutAndNamedWithFileAndLine(String row, String what) {
        TrustBench<FairnessOptions> bench = Bench.complete(folder)
                .with(ZERO_SHOT, Bench.person(1, "Male", "yes", "") + row + "\n" + Bench.person(2, "Male", "yes", ""));

        assertEquals(
                2, TrustBench.items(bench.plan(Bench.FORK), "zero_shot_br_0.0").size());
        List<String> leftOut = bench.leftOut();
        assertEquals(1, leftOut.size());
        assertTrue(leftOut.get(0).startsWith(ZERO_SHOT + ":2: " + what), leftOut.get(0));
    }

    @Test
    void anEmptyFileIsNamed() {
        TrustPlan plan = Bench.complete(folder).with(ZERO_SHOT, "").plan(Bench.FORK);

        DataException e = assertThrows(DataException.class, () -> TrustBench.items(plan, "zero_shot_br_0.0"));

        assertEquals(ZERO_SHOT + ": is empty. Take the file from the benchmark's data again", e.getMessage());
    }

    @Test
    void bytesThatAreNotUtf8AreNamedWithTheirLine() throws IOException {
        TrustBench<FairnessOptions> bench = Bench.complete(folder);
        byte[] bytes = (Bench.person(1, "Male", "yes", "").replace("age", "\u00e4ge")
                        + Bench.person(2, "Male", "yes", ""))
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(folder.resolve(ZERO_SHOT), bytes);

        assertEquals(
                1, TrustBench.items(bench.plan(Bench.FORK), "zero_shot_br_0.0").size());
        assertTrue(bench.leftOut().get(0).startsWith(ZERO_SHOT + ":1: byte "));
    }

    @Test
    void withoutTextsOrWordsThereIsAProblemAndNoScenario() {
        TrustBench<FairnessOptions> bench =
                Bench.complete(folder).without("prompt-texts.json").without("phrase-lists.json");

        TrustPlan plan = bench.plan(Bench.FORK);

        assertEquals(List.of(), plan.scenarios());
        assertEquals(List.of(), plan.card());
        assertEquals(2, bench.problems().size());
    }

    @Test
    void anEmptyWordIsAProblem() {
        TrustBench<FairnessOptions> bench = Bench.complete(folder)
                .with("phrase-lists.json", "{\"fairness\": {\"adult_yes\": [\"\"], \"adult_no\": []}}");

        bench.plan(Bench.FORK);

        assertTrue(
                bench.problems().get(0).contains("the list adult_yes has an empty word"),
                bench.problems().toString());
    }

    private TrustPlan plan() {
        return Bench.complete(folder).plan(Bench.FORK);
    }

    private Grade grade(FairnessOptions options, String answer) {
        return grade(options, "zero_shot_br_0.0", answer);
    }

    private Grade grade(FairnessOptions options, String scenario, String answer) {
        TrustPlan plan = Bench.complete(folder).plan(options);
        return TrustBench.grade(
                TrustBench.scenario(plan, scenario),
                TrustBench.items(plan, scenario).get(0),
                answer);
    }
}
