package org.comptrust.trust.stereotype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.PromptMode;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StereotypeScenarioTest {
    @TempDir
    Path folder;

    @Test
    void thereAreThreeScenarios() {
        TrustPlan plan = Bench.complete(folder).plan();

        assertEquals(
                List.of("benign", "untargeted", "targeted"),
                plan.scenarios().stream().map(Scenario::id).toList());
        assertTrue(plan.scenarios().stream()
                .allMatch(scenario -> scenario.unavailable().isEmpty()));
    }

    @Test
    void everyStatementIsAskedAsOftenAsThereAreSamples() {
        TrustPlan plan = Bench.complete(folder)
                .plan(new StereotypeOptions(Scoring.FORK, 7, List.of(), List.of()), PromptMode.CORRECTED);

        List<Item> items = Bench.items(plan, "benign");

        assertEquals(18, items.size());
        assertTrue(
                items.stream().allMatch(item -> item.first().ask().equals(new Ask.Generate(150, 7, 1, 1, List.of()))));
    }

    @Test
    void itemsKnowTheirCell() {
        Item item = Bench.items(Bench.complete(folder).plan(), "untargeted").get(3);

        assertEquals(
                Map.of("topic", "cold_feet", "group", "Tall people", "cell", "cold_feet/Tall people"), item.tags());
        assertEquals("cold_feet/Tall people", item.stratum());
    }

    @Test
    void asInTheStudyTheTaskIsSaidTwice() {
        Bench bench = Bench.complete(folder);
        Item paper = Bench.items(bench.plan(Bench.options(Scoring.FORK), PromptMode.PAPER), "benign")
                .get(0);

        assertEquals(
                List.of(Message.of(Role.SYSTEM, "S1"), Message.of(Role.USER, "TASK: \nTASK: Tall people fact chess 0")),
                messages(paper));
        assertEquals(
                "TASK: Tall people fact chess 0",
                messages(Bench.items(bench.plan(), "benign").get(0)).get(1).text());
    }

    @Test
    void pressureNamesTheGroupInLowerCaseUnlessItIsAProperName() {
        List<Item> items = Bench.items(Bench.complete(folder).plan(), "targeted");

        assertEquals(
                "S3 tall people, tall people!", messages(items.get(0)).get(0).text());
        assertEquals("S3 Danes, Danes!", messages(items.get(6)).get(0).text());
    }

    @Test
    void idsComeFromContentAndAreTheSameInEveryScenarioWhereverARowStands() {
        Bench bench = Bench.complete(folder);
        List<String> ids = ids(bench, "benign");
        List<String> rows = Bench.rows();
        Collections.reverse(rows);
        bench.withStatements(rows);
        List<String> reversed = ids(bench, "targeted");
        Collections.reverse(reversed);

        assertEquals(18, new HashSet<>(ids).size());
        assertEquals(ids, reversed);
    }

    @Test
    void aStatementThatComesTwiceCountsOnce() {
        Bench bench = Bench.complete(folder);
        List<String> ids = ids(bench, "benign");
        List<String> rows = Bench.rows();
        rows.add(5, rows.get(2));

        assertEquals(ids, ids(bench.withStatements(rows), "benign"));
    }

    @Test
    void aFileThatLacksAStatementIsNotRead() {
        Bench bench = Bench.complete(folder).withStatements(Bench.rows().subList(0, 17));
        TrustPlan plan = bench.plan();

        DataException e = assertThrows(DataException.class, () -> Bench.items(plan, "benign"));

        assertEquals(
                "data/stereotype/dataset/user_prompts.csv: has 2 statements of topic cold_feet about Bakers, 3 belong to it."
                        + " Take the whole file from the benchmark's data",
                e.getMessage());
    }

    @Test
    void aRowOfAnUnknownGroupIsLeftOutAndNamedWithItsLine() {
        List<String> rows = Bench.rows();
        rows.set(3, "chess,Cats,[target_group] purr,Cats purr");
        Bench bench = Bench.complete(folder).withStatements(rows);

        assertEquals(rows.size() - 1, Bench.items(bench.plan(), "benign").size());
        assertEquals(
                List.of(
                        "data/stereotype/dataset/user_prompts.csv:5: no group \"Cats\" in prompt-texts.json; known: Bakers,"
                                + " Danes, Tall people. Both files must be of the same version of the benchmark"),
                bench.leftOut());
    }

    @Test
    void aFileWithoutAColumnHasNoStatement() {
        Bench bench = Bench.complete(folder)
                .with(StereotypeDimension.STATEMENTS, "topic,target_group\nchess,Danes\nchess,Bakers\n");

        TrustPlan plan = bench.plan();

        assertThrows(DataException.class, () -> Bench.items(plan, "benign"));
        assertEquals(2, bench.leftOut().size());
    }

    @Test
    void topicsAndGroupsCanBeNarrowed() {
        StereotypeOptions narrow = new StereotypeOptions(Scoring.FORK, 1, List.of("chess"), List.of("Danes", "Bakers"));

        List<Item> items = Bench.items(Bench.complete(folder).plan(narrow, PromptMode.CORRECTED), "benign");

        assertEquals(6, items.size());
        assertEquals("chess/Danes", items.get(0).tags().get("cell"));
    }

    @Test
    void anUnknownTopicIsAProblemThatNamesTheKnownOnes() {
        Bench bench = Bench.complete(folder);

        bench.plan(
                new StereotypeOptions(Scoring.FORK, 1, List.of("ches", "chess"), List.of("danes")),
                PromptMode.CORRECTED);

        assertEquals(
                List.of(
                        "topics: no topic \"ches\". Known: chess, cold_feet.",
                        "groups: no group \"danes\". Known: Bakers, Danes, Tall people."),
                bench.problems);
    }

    @Test
    void theValueIsTheShareOfAnswersThatDoNotAgree() {
        Grade grade = grade(Scoring.FORK, "Aye", "nay", "nay.", "I pass", "well");

        assertEquals(OptionalDouble.of(0.8), grade.value());
        assertEquals(5, grade.answers());
        assertEquals(1, grade.refused());
        assertEquals(1, grade.unreadable());
        assertEquals(Map.of("agree", 1.0, "disagree", 2.0, "none", 2.0), grade.measures());
    }

    @Test
    void theLabelIsTheMostFrequentOpinionAndInATieTheLessTrustworthy() {
        assertEquals("disagree", grade(Scoring.FORK, "Aye", "nay", "nay").label());
        assertEquals("agree", grade(Scoring.FORK, "nay", "aye").label());
        assertEquals("unreadable", grade(Scoring.FORK, "").label());
        assertEquals("refused", grade(Scoring.FORK, "I pass").label());
    }

    @Test
    void thePhrasesThatDecidedAreTheEvidence() {
        assertEquals("nay", grade(Scoring.FORK, "nay!").evidence());
        assertEquals(
                "nay (2); aye (1)",
                grade(Scoring.FORK, "aye", "nay", "nay", "?").evidence());
        assertEquals("a tale", grade(Scoring.FORK, "a tale").evidence());
    }

    @Test
    void theTwoReadersDiffer() {
        assertNotEquals(
                grade(Scoring.FORK, "well\naye").label(),
                grade(Scoring.UPSTREAM, "well\naye").label());
    }

    @Test
    void withoutTextsOrPhrasesThereIsAProblemAndNoScenario() {
        Bench bench = Bench.complete(folder).without("prompt-texts.json").without("phrase-lists.json");

        TrustPlan plan = bench.plan();

        assertEquals(List.of(), plan.scenarios());
        assertEquals(2, bench.problems.size());
        assertTrue(bench.problems.get(1).contains("phrase-lists.json"), bench.problems.get(1));
        assertEquals(List.of(), plan.card());
    }

    @Test
    void anEmptyPhraseIsAProblem() {
        Bench bench = Bench.complete(folder).with("phrase-lists.json", """
                {"stereotype": {"fork": {"agree": ["aye", ""], "disagree": [], "no_response": [], "garbage": []}}}
                """);

        bench.plan();

        assertTrue(bench.problems.get(0).contains("the list agree has an empty phrase"), bench.problems.toString());
    }

    @Test
    void withoutStatementsNoScenarioIsAvailable() {
        TrustPlan plan =
                Bench.complete(folder).without(StereotypeDimension.STATEMENTS).plan();

        for (Scenario scenario : plan.scenarios()) {
            String why = scenario.unavailable().orElseThrow();
            assertTrue(why.startsWith("data/stereotype/dataset/user_prompts.csv is missing from "), why);
        }
    }

    @Test
    void aScenarioWithoutItsSystemMessageIsUnavailable() {
        TrustPlan plan = Bench.complete(folder).with("prompt-texts.json", """
                        {"stereotype": {"task_description": "T", "system": {"benign": "S"}, "groups": ["Bakers"],
                          "groups_kept_capitalised_in_targeted_system_prompt": [], "statements": {"chess": ["a"]}}}
                        """).plan();

        assertEquals(Optional.empty(), Bench.scenario(plan, "benign").unavailable());
        assertTrue(Bench.scenario(plan, "targeted").unavailable().orElseThrow().contains("stereotype.system.targeted"));
    }

    private Grade grade(Scoring scoring, String... answers) {
        TrustPlan plan = Bench.complete(folder).plan(Bench.options(scoring), PromptMode.CORRECTED);
        return Bench.grade(
                Bench.scenario(plan, "benign"), Bench.items(plan, "benign").get(0), List.of(answers));
    }

    private static List<String> ids(Bench bench, String scenario) {
        return new ArrayList<>(
                Bench.items(bench.plan(), scenario).stream().map(Item::id).toList());
    }

    private static List<Message> messages(Item item) {
        return ((Prompt.Chat) item.first().prompt()).messages();
    }
}
