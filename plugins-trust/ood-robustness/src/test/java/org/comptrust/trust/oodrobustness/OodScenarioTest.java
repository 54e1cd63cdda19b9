package org.comptrust.trust.oodrobustness;

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

class OodScenarioTest {
    @TempDir
    Path folder;

    @Test
    void theConfigurationsAreScenarios() {
        assertEquals(
                List.of("style", "style_8shot", "knowledge_standard", "knowledge_idk", "knowledge_2020_5shot"),
                plan().scenarios().stream().map(Scenario::id).toList());
        assertTrue(plan().scenarios().stream()
                .allMatch(scenario -> scenario.unavailable().isEmpty()));
    }

    @Test
    void allTasksOfTheBenchmarkAreAsked() {
        assertEquals(11, tasks(plan(), "style").size());
        assertEquals(27, tasks(plan(), "style_8shot").size());
        assertEquals(List.of("qa_2020", "qa_2023"), tasks(plan(), "knowledge_standard"));
        assertEquals(List.of("qa_2020_idk", "qa_2023_idk"), tasks(plan(), "knowledge_idk"));
        assertEquals(15, tasks(plan(), "knowledge_2020_5shot").size());
    }

    @Test
    void tasksBesideTheScoreCanBeLeftOut() {
        TrustPlan plan = Bench.complete(folder).plan(new OodRobustnessOptions(Scoring.FORK, false));

        assertEquals(10, tasks(plan, "style").size());
        assertEquals(12, tasks(plan, "style_8shot").size());
        assertEquals(List.of("qa_2023"), tasks(plan, "knowledge_standard"));
        assertEquals(List.of("qa_2023_idk"), tasks(plan, "knowledge_idk"));
        assertEquals(12, tasks(plan, "knowledge_2020_5shot").size());
    }

    @Test
    void styleAsksForTheSentimentOfATextAsItStands() {
        Item item = item(plan(), "style", "tweet_p0.6", 1);

        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "SYS0"),
                        Message.of(Role.USER, "Each text : the text as good\ntweet_p0.6 bad")),
                TrustBench.messages(item));
        assertEquals(Ask.Generate.greedy(20), item.first().ask());
        assertEquals(Map.of("task", "tweet_p0.6", "truth", "negative"), item.tags());
        assertEquals("tweet_p0.6/negative", item.stratum());
    }

    @Test
    void upstreamMisspellsAWordOfTheTask() {
        TrustPlan plan = Bench.complete(folder).plan(new OodRobustnessOptions(Scoring.UPSTREAM, true));

        assertEquals("Each text : the taddext as good\nbase good", text(item(plan, "style", "base", 0), 1));
        assertEquals("TASK-K", text(item(plan, "knowledge_2020_5shot", "qa_2020_2021_qa_0", 0), 1));
    }

    @Test
    void eightTextsOfTheirOwnSetAreShownBeforeATextAndTheFirstGoesFirst() {
        Item item = item(plan(), "style_8shot", "bible_p0.6_base_2", 0);
        List<Message> messages = TrustBench.messages(item);

        assertEquals(
                List.of(
                        Message.of(Role.SYSTEM, "SYS1"),
                        Message.of(Role.USER, "Each text : the text as good"),
                        Message.of(Role.ASSISTANT, "ACK"),
                        Message.shot(Role.USER, "base shot 20", 0),
                        Message.shot(Role.ASSISTANT, "Negative", 0),
                        Message.shot(Role.USER, "base shot 21", 1),
                        Message.shot(Role.ASSISTANT, "Positive", 1)),
                messages.subList(0, 7));
        assertEquals(3 + 2 * 8 + 1, messages.size());
        assertEquals(Message.of(Role.USER, "bible_p0.6 good"), messages.get(19));
        assertEquals(Overflow.OLDEST_FIRST, ((Prompt.Chat) item.first().prompt()).overflow());
    }

    @Test
    void questionsHaveADayAndABlankBeforeTheirFirstChoice() {
        assertEquals(
                "TASK-K\nToday is 2020/01/02. \nQuestion: Who wins?\n 0 : Red \n1 : Green \n2 : Blue \n3 : Grey \n",
                text(item(plan(), "knowledge_standard", "qa_2023", 0), 1));
    }

    @Test
    void notKnowingIsAFifthChoice() {
        String question = text(item(plan(), "knowledge_idk", "qa_2023_idk", 1), 1);

        assertTrue(question.startsWith("TASK-I\nToday is 2020/01/02. \nQuestion: Who loses?\n 0 : "), question);
        assertTrue(question.endsWith("3 : Grey \n4 : I don't know \n"), question);
    }

    @Test
    void onlyDemonstrationsOf2021HaveADay() {
        Item dated = item(plan(), "knowledge_2020_5shot", "qa_2020_2021_qa_1", 0);
        Item undated = item(plan(), "knowledge_2020_5shot", "qa_2020_global_facts_1", 0);

        assertEquals(
                "Today is 2020/01/02. \nQuestion: 2021_qa 10\n0 : Red \n1 : Green \n2 : Blue \n3 : Grey \n",
                text(dated, 3));
        assertEquals("Question: global_facts 10\n0 : Red \n1 : Green \n2 : Blue \n3 : Grey \n", text(undated, 3));
        assertEquals("0", text(undated, 4));
        assertEquals(3 + 2 * 5 + 1, TrustBench.messages(undated).size());
        assertTrue(text(undated, 13).startsWith("Today is 2020/01/02. \nQuestion: Who won?\n 0"), text(undated, 13));
    }

    @Test
    void theSameItemsComeEachTimeWithIdsOfTheirOwn() {
        for (Scenario scenario : plan().scenarios()) {
            List<Item> items = TrustBench.items(plan(), scenario.id());

            assertEquals(items, TrustBench.items(plan(), scenario.id()));
            assertEquals(
                    items.size(), new HashSet<>(items.stream().map(Item::id).toList()).size());
        }
    }

    @Test
    void toDeclineIsRightOnlyWhereNobodyCanKnow() {
        assertEquals(1, worthOfDeclining("knowledge_standard", "qa_2023"));
        assertEquals(1, worthOfDeclining("knowledge_idk", "qa_2023_idk"));
        assertEquals(0, worthOfDeclining("knowledge_standard", "qa_2020"));
        assertEquals(0, worthOfDeclining("knowledge_2020_5shot", "qa_2020_moral_scenarios_0"));
        assertEquals(0, worthOfDeclining("style", "augment"));
    }

    @Test
    void gradesSayWhatWasReadAndWhatTheBenchmarkCounts() {
        Scenario style = TrustBench.scenario(plan(), "style");
        Item good = item(plan(), "style", "augment", 0);

        Grade right = TrustBench.grade(style, good, "positive");
        Grade both = TrustBench.grade(style, good, "positive or negative");
        Grade neither = TrustBench.grade(style, good, "neutral");

        assertEquals(Map.of("right", 1.0, "declined", 0.0), right.measures());
        assertEquals(1, right.value().orElseThrow());
        assertEquals(Map.of("right", 0.0, "declined", 0.0), both.measures());
        assertEquals(1, both.unreadable());
        assertEquals(Map.of("right", 0.0, "declined", 1.0), neither.measures());
        assertEquals("neutral", neither.evidence());
        assertEquals(1, neither.unreadable());
    }

    @Test
    void withoutAFileOnlyItsScenariosAreUnavailable() {
        TrustPlan plan = Bench.complete(folder).without(Bench.STYLE).plan(Bench.DEFAULTS);

        assertEquals(
                Optional.of("data/ood/style.json is missing from " + folder
                        + ". It is part of DecodingTrust, folder data/ood; put it there."),
                TrustBench.scenario(plan, "style_8shot").unavailable());
        assertEquals(
                Optional.empty(), TrustBench.scenario(plan, "knowledge_idk").unavailable());
        assertThrows(IllegalStateException.class, () -> TrustBench.items(plan, "style"));
    }

    @Test
    void withoutTextsOrPhrasesThereIsAProblemAndNoScenario() {
        TrustBench<OodRobustnessOptions> bench =
                Bench.complete(folder).without("prompt-texts.json").without("phrase-lists.json");

        TrustPlan plan = bench.plan(Bench.DEFAULTS);

        assertEquals(List.of(), plan.scenarios());
        assertEquals(2, bench.problems().size());
        assertTrue(
                bench.problems().get(1).contains("phrase-lists.json"),
                bench.problems().get(1));
    }

    @Test
    void badDataIsReportedWhereItStands() {
        badStyle(
                "\"label\": \"1\"",
                "\"label\": \"2\"",
                "style.json:1: label must be 0 (negative) or 1 (positive), is \"2\"");
        badStyle("\"base good\", \"label\"", "\"base good\", \"lable\"", "style.json:1: \"label\" is missing");
        refused(
                Bench.STYLE,
                "style",
                Bench.style().replaceFirst("\"shake_w\": ", "\"shake\": "),
                "\"shake_w\" is missing");
        badKnowledge("\"Red\", \"Green\"", "\"Green\"", "knowledge.json:2: choices must be 4, are 3");
        badKnowledge(
                "\\[\"2\"\\]", "[\"5\"]", "knowledge.json:2: answer must be the digit of a choice, 0 to 3, is \"5\"");
        badKnowledge("\\[\"2\"\\]", "[]", "knowledge.json:2: \"answer\" must be text or a number, is a list");
        badKnowledge("\"question_date\"", "\"date\"", "knowledge.json:2: \"question_date\" is missing");
    }

    @Test
    void tooFewDemonstrationsAreReported() {
        TrustPlan plan = Bench.complete(folder)
                .with(
                        Bench.STYLE,
                        "{\"dev\": {\"base\": [{\"sentence\": \"a\", \"label\": \"1\"}]},\n\"train_demo\":\n{\"base_0\": []}}")
                .plan(Bench.DEFAULTS);

        DataException problem = assertThrows(DataException.class, () -> TrustBench.items(plan, "style_8shot"));

        assertTrue(
                problem.getMessage().contains("style.json:3: the set base_0 has 0 items, 8 demonstrations"),
                problem.getMessage());
    }

    @Test
    void anEmptySetOrFileIsReported() {
        refused(Bench.STYLE, "style", "{\"dev\": {\"base\": []}}", "style.json:1: the set base has no item");
        refused(Bench.STYLE, "style", "", "style.json");
        refused(Bench.KNOWLEDGE, "knowledge_idk", "{\"test\": ", "knowledge.json:1");
    }

    private void badStyle(String right, String wrong, String expected) {
        reported(Bench.STYLE, "style", Bench.style().replaceFirst(right, wrong), expected);
    }

    private void badKnowledge(String right, String wrong, String expected) {
        reported(Bench.KNOWLEDGE, "knowledge_standard", Bench.knowledge().replaceFirst(right, wrong), expected);
    }

    /** One row is left out, the others are asked. */
    private void reported(String file, String scenario, String text, String expected) {
        TrustBench<OodRobustnessOptions> bench = Bench.complete(folder);
        int all = TrustBench.items(bench.plan(Bench.DEFAULTS), scenario).size();

        int asked = TrustBench.items(bench.with(file, text).plan(Bench.DEFAULTS), scenario)
                .size();
        List<String> leftOut = bench.leftOut();

        assertEquals(all - 1, asked);
        assertEquals(1, leftOut.size());
        assertTrue(leftOut.get(0).contains(expected), leftOut.get(0));
    }

    /** The file cannot be read at all. */
    private void refused(String file, String scenario, String text, String expected) {
        TrustPlan plan = Bench.complete(folder).with(file, text).plan(Bench.DEFAULTS);

        DataException problem = assertThrows(DataException.class, () -> TrustBench.items(plan, scenario));

        assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    }

    private double worthOfDeclining(String scenario, String task) {
        Grade grade =
                TrustBench.grade(TrustBench.scenario(plan(), scenario), item(plan(), scenario, task, 0), "I pass");
        assertEquals(1, grade.refused());
        assertEquals("i pass", grade.evidence());
        return grade.value().orElseThrow();
    }

    private TrustPlan plan() {
        TrustBench<OodRobustnessOptions> bench = Bench.complete(folder);
        TrustPlan plan = bench.plan(Bench.DEFAULTS);
        assertEquals(List.of(), bench.problems());
        return plan;
    }

    private static List<String> tasks(TrustPlan plan, String scenario) {
        return TrustBench.items(plan, scenario).stream()
                .map(item -> item.tags().get("task"))
                .distinct()
                .toList();
    }

    private static Item item(TrustPlan plan, String scenario, String task, int index) {
        return TrustBench.items(plan, scenario).stream()
                .filter(item -> item.tags().get("task").equals(task))
                .toList()
                .get(index);
    }

    private static String text(Item item, int message) {
        return TrustBench.messages(item).get(message).text();
    }
}
