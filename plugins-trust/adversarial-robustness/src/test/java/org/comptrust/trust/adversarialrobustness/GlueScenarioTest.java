package org.comptrust.trust.adversarialrobustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Role;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GlueScenarioTest {
    @TempDir
    Path folder;

    @Test
    void theSourcesAreScenarios() {
        TrustPlan plan = plan();

        assertEquals(
                List.of("alpaca", "vicuna", "stable-vicuna", "benign"),
                plan.scenarios().stream().map(Scenario::id).toList());
        assertTrue(plan.scenarios().stream()
                .allMatch(scenario -> scenario.unavailable().isEmpty()));
    }

    @Test
    void theThreeScoredTasksAreAsked() {
        assertEquals(
                List.of("sst2", "sst2", "qqp", "qqp", "mnli", "mnli"),
                TrustBench.items(plan(), "vicuna").stream()
                        .map(item -> item.tags().get("task"))
                        .toList());
    }

    @Test
    void demonstrationsComeBeforeTheItemAndThereIsNoSystemMessage() {
        Item item = TrustBench.items(plan(), "alpaca").get(0);

        assertEquals(
                List.of(
                        Message.shot(Role.USER, "S1", 0),
                        Message.shot(Role.ASSISTANT, "A1", 0),
                        Message.shot(Role.USER, "S2", 1),
                        Message.shot(Role.ASSISTANT, "A2", 1),
                        Message.of(Role.USER, "T-S\nsentence: a gud film")),
                TrustBench.messages(item));
        assertEquals(Ask.Generate.greedy(16), item.first().ask());
        assertEquals(Overflow.OLDEST_FIRST, ((Prompt.Chat) item.first().prompt()).overflow(), "the first goes first");
        assertEquals(Map.of("task", "sst2", "truth", "positive", "attack", "textfooler"), item.tags());
        assertEquals("sst2/positive", item.stratum());
    }

    @Test
    void twoFieldsStandInTwoLines() {
        assertEquals(
                List.of(
                        "T-Q\nquestion1: Is gud ok?\nquestion2: Is it ok?",
                        "T-Q\nquestion1: Why?\nquestion2: What gud?"),
                questions(plan(), "alpaca", "qqp"));
    }

    @Test
    void semattackItemsShowTheirTextOnly() {
        assertEquals("T-S\nno gud film", questions(plan(), "alpaca", "sst2").get(1));
    }

    @Test
    void tasksThatAreNotScoredCanBeAskedToo() {
        TrustPlan plan = Bench.complete(folder)
                .plan(new AdversarialRobustnessOptions(Scoring.FORK, List.of("mnli-mm", "rte", "sst2"), false));

        assertEquals(
                List.of(
                        "T-S\nsentence: a gud film",
                        "T-S\nno gud film",
                        "T-R\npremise: One gud.\nHypothesis: Two.",
                        "T-M\npremise: Far gud.\nhypothesis: Near."),
                TrustBench.items(plan, "alpaca").stream()
                        .map(GlueScenarioTest::question)
                        .toList());
    }

    @Test
    void anUnknownTaskIsAProblemThatNamesTheKnownOnes() {
        TrustBench<AdversarialRobustnessOptions> bench = Bench.complete(folder);

        TrustPlan plan = bench.plan(new AdversarialRobustnessOptions(Scoring.FORK, List.of("sst-2"), true));

        assertEquals(
                List.of("tasks: no task \"sst-2\". Known: sst2, qqp, mnli, qnli, rte, mnli-mm."), bench.problems());
        assertEquals(List.of(), plan.scenarios());
    }

    @Test
    void benignAsksEachTextOnceAsItWasBeforeTheAttack() {
        assertEquals(List.of("T-S\nsentence: a good film", "T-S\nno good film"), questions(plan(), "benign", "sst2"));
        assertEquals(
                List.of(
                        "T-Q\nquestion1: Is good ok?\nquestion2: Is it ok?",
                        "T-Q\nquestion1: Why?\nquestion2: What good?"),
                questions(plan(), "benign", "qqp"));
    }

    @Test
    void benignLeavesOutItemsWithoutTheirOriginal() {
        assertEquals(List.of("T-M\npremise: Cats good.\nhypothesis: Cats."), questions(plan(), "benign", "mnli"));
    }

    @Test
    void benignCanBeLeftOut() {
        TrustPlan plan = Bench.complete(folder).plan(new AdversarialRobustnessOptions(Scoring.FORK, List.of(), false));

        assertEquals(
                List.of("alpaca", "vicuna", "stable-vicuna"),
                plan.scenarios().stream().map(Scenario::id).toList());
    }

    @Test
    void theDevelopmentSetOfAdvGlueIsAStandInWhereItIsThere() {
        TrustPlan plan = Bench.empty(folder).with("data/adv-glue/dev.json", """
                        {"sst2": [{"idx": 0, "label": 0, "sentence": "a dul film"}], "qqp": [{"idx": 0, "label": 1,
                          "question1": "Whi?", "question2": "Why?"}], "mnli": [{"idx": 0, "label": 2, "premise": "Cats.",
                          "hypothesis": "Dgos."}]}
                        """).plan(Bench.DEFAULTS);

        assertEquals(Optional.empty(), TrustBench.scenario(plan, "advglue-dev").unavailable());
        assertEquals(List.of("T-S\nsentence: a dul film"), questions(plan, "advglue-dev", "sst2"));
        assertTrue(TrustBench.scenario(plan, "alpaca").unavailable().isPresent());
    }

    @Test
    void idsComeFromContentAndEqualItemsAreToldApart() {
        TrustBench<AdversarialRobustnessOptions> bench =
                Bench.empty(folder).with(Bench.file("alpaca"), sentences("\"a\"", "\"b\"", "\"a\""));
        List<String> ids = ids(bench);
        bench.with(Bench.file("alpaca"), sentences("\"b\"", "\"a\""));

        assertEquals(3, new HashSet<>(ids).size());
        assertEquals(ids.get(0) + "-2", ids.get(2));
        assertEquals(List.of(ids.get(1), ids.get(0)), ids(bench));
    }

    @Test
    void aRightAnswerIsWorthOneAWrongAnswerNothing() {
        Item item = TrustBench.items(plan(), "alpaca").get(4);
        Scenario scenario = TrustBench.scenario(plan(), "alpaca");

        assertEquals("no", item.tags().get("truth"));
        assertEquals(Grade.read(1, "no"), TrustBench.grade(scenario, item, "No."));
        assertEquals(Grade.read(0, "maybe"), TrustBench.grade(scenario, item, "Maybe."));
    }

    @Test
    void anAnswerThatCannotBeReadIsWrong() {
        Item item = TrustBench.items(plan(), "alpaca").get(0);

        Grade grade = TrustBench.grade(TrustBench.scenario(plan(), "alpaca"), item, "positive or negative");

        assertEquals(0, grade.value().orElseThrow());
        assertEquals("unreadable", grade.label());
        assertEquals(1, grade.unreadable());
        assertEquals("positive or negative", grade.evidence());
    }

    @Test
    void withoutTheFileOfASourceOnlyThatIsUnavailable() {
        TrustPlan plan = Bench.complete(folder).without(Bench.file("vicuna")).plan(Bench.DEFAULTS);

        assertEquals(
                Optional.of("data/adv-glue-plus-plus/data/vicuna.json is missing from " + folder + ". It is part of"
                        + " AdvGLUE++, DecodingTrust's folder data/adv-glue-plus-plus/data; put it there."),
                TrustBench.scenario(plan, "vicuna").unavailable());
        assertEquals(
                Optional.empty(), TrustBench.scenario(plan, "stable-vicuna").unavailable());
        assertEquals(Optional.empty(), TrustBench.scenario(plan, "benign").unavailable());
    }

    @Test
    void withoutAnyFileNothingIsAvailable() {
        TrustPlan plan = Bench.empty(folder).plan(Bench.DEFAULTS);

        for (Scenario scenario : plan.scenarios()) {
            assertTrue(scenario.unavailable().orElseThrow().contains("AdvGLUE++"), scenario.id());
            assertThrows(IllegalStateException.class, () -> TrustBench.items(plan, scenario.id()));
        }
    }

    @Test
    void withoutPromptTextsThereIsAProblemAndAWayOut() {
        TrustBench<AdversarialRobustnessOptions> bench = Bench.complete(folder).without("prompt-texts.json");

        TrustPlan plan = bench.plan(Bench.DEFAULTS);

        assertEquals(
                List.of(": prompt-texts.json, the benchmark's prompts, is missing from " + folder
                        + ". Make a pack of your clone of the benchmark by `comptrust data import decodingtrust`, or name the folder"
                        + " that holds prompt-texts.json beside data/."),
                bench.problems());
        assertEquals(List.of(), plan.scenarios());
    }

    @Test
    void brokenPromptTextsAreAProblemWithTheirPlace() {
        problemOfTexts("\"content\": \"S1\"", "\"contents\": \"S1\"", "prompt-texts.json:4: \"content\" is missing");
        problemOfTexts(
                "\"assistant\"", "\"user\"", "prompt-texts.json:4: demonstrations are turns of user and assistant");
        problemOfTexts("\"negative\": 0", "\"negative\": 1", "prompt-texts.json:10: a task needs two or more words");
    }

    @Test
    void badDataIsReportedWhereItStands() {
        reported(
                "{\"sst2\": [{\"sentence\": \"a\", \"label\": 1},\n{\"sentence\": \"b\", \"label\": 2}]}",
                "alpaca.json:2: label must be one of 0, 1, is \"2\"");
        reported(
                "{\"sst2\": [{\"sentence\": \"a\",\n \"label\": \"good\"}]}",
                "alpaca.json:1: label must be one of 0, 1, is \"good\"");
        reported("{\"sst2\": [\n{\"text\": \"a\", \"label\": 1}]}", "alpaca.json:2: \"sentence\" is missing");
        reported("{\"sst2\": [\n{\"sentence\": \"a\"}]}", "alpaca.json:2: \"label\" is missing");
        refused("{\"sst2\": []}", "alpaca.json:1: task sst2 has no item");
        refused("{\"sst-2\": []}", "alpaca.json:1: \"sst2\" is missing; the keys are sst-2");
        refused("", "alpaca.json");
        refused("{\"sst2\": [", "alpaca.json:1");
    }

    private void problemOfTexts(String right, String wrong, String expected) {
        TrustBench<AdversarialRobustnessOptions> bench =
                Bench.complete(folder).with("prompt-texts.json", Bench.TEXTS.replaceFirst(right, wrong));

        bench.plan(Bench.DEFAULTS);

        assertEquals(1, bench.problems().size(), wrong);
        assertTrue(bench.problems().get(0).contains(expected), bench.problems().get(0));
    }

    /** One row is left out, the others are asked. */
    private void reported(String file, String expected) {
        String others = """
                , "qqp": [{"question1": "a", "question2": "b", "label": 1}],
                 "mnli": [{"premise": "a", "hypothesis": "b", "label": 1}]}""";
        TrustBench<AdversarialRobustnessOptions> bench =
                Bench.empty(folder).with(Bench.file("alpaca"), file.replaceFirst("}$", others));

        assertTrue(TrustBench.items(bench.plan(Bench.DEFAULTS), "alpaca").size() >= 2);
        List<String> leftOut = bench.leftOut();
        assertEquals(1, leftOut.size(), file);
        assertTrue(leftOut.get(0).contains(expected), leftOut.get(0));
    }

    /** The file cannot be read at all. */
    private void refused(String file, String expected) {
        TrustPlan plan = Bench.empty(folder).with(Bench.file("alpaca"), file).plan(Bench.DEFAULTS);

        DataException problem = assertThrows(DataException.class, () -> TrustBench.items(plan, "alpaca"));

        assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    }

    private TrustPlan plan() {
        TrustBench<AdversarialRobustnessOptions> bench = Bench.complete(folder);
        TrustPlan plan = bench.plan(Bench.DEFAULTS);
        assertEquals(List.of(), bench.problems());
        return plan;
    }

    private static String sentences(String... texts) {
        StringBuilder rows = new StringBuilder();
        for (String text : texts) {
            rows.append(rows.length() == 0 ? "" : ",")
                    .append("{\"label\": 0, \"sentence\": ")
                    .append(text)
                    .append("}");
        }
        return "{\"sst2\": [" + rows + "]}";
    }

    private static List<String> ids(TrustBench<AdversarialRobustnessOptions> bench) {
        TrustPlan plan = bench.plan(new AdversarialRobustnessOptions(Scoring.FORK, List.of("sst2"), false));
        return TrustBench.items(plan, "alpaca").stream().map(Item::id).toList();
    }

    private static List<String> questions(TrustPlan plan, String scenario, String task) {
        return TrustBench.items(plan, scenario).stream()
                .filter(item -> item.tags().get("task").equals(task))
                .map(GlueScenarioTest::question)
                .toList();
    }

    private static String question(Item item) {
        List<Message> messages = TrustBench.messages(item);
        return messages.get(messages.size() - 1).text();
    }
}
