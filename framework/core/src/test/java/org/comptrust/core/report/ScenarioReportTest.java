package org.comptrust.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.run.RunOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What results say of each scenario: nothing is skipped in silence. */
class ScenarioReportTest {
    @TempDir
    private Path folder;

    @Test
    void eachScenarioHasAScoreRatesAndIntervals() throws IOException {
        run("quiz: { use: quiz }", new FakeModels());

        for (JsonNode scenario : quiz().get("scenarios")) {
            assertEquals("asked", scenario.get("status").textValue());
            assertEquals(50, scenario.get("itemsAsked").intValue());
            for (String figure :
                    List.of("score", "scoreInterval", "refusalRate", "unreadableRate", "unreadableInterval")) {
                assertTrue(scenario.has(figure), scenario + " has no " + figure);
            }
        }
        JsonNode easy = quiz().at("/scenarios/0");
        assertEquals(100 * metric("accuracy/easy"), easy.at("/score/value").doubleValue(), 1e-9);
        assertTrue(easy.at("/scoreInterval/0").doubleValue()
                < easy.at("/score/value").doubleValue());
        assertEquals(3, read("scenarios.csv").lines().count(), "a head and two scenarios");
        assertTrue(read("report.md").contains("| easy | base | 50 of 50 | 0 | 0 |"), read("report.md"));
        assertTrue(read("report.html").contains("Scenarios of quiz: 2 of 2 asked"));
    }

    @Test
    void anUnavailableScenarioIsNamedEverywhereAndItsReasonForPeople() throws IOException {
        run("quiz: { use: quiz, with: { missing: hard } }", new FakeModels());

        assertEquals("unavailable", quiz().at("/scenarios/1/status").textValue());
        assertFalse(quiz().at("/scenarios/1").has("score"));
        assertTrue(read("scenarios.csv").contains(",hard,true,unavailable,0,"), read("scenarios.csv"));
        assertTrue(read("report.md").contains("Not asked: hard (unavailable)."), read("report.md"));
        assertTrue(read("report.html").contains("unavailable: the file of hard is not there"));
    }

    @Test
    void aMissingScenarioBesideTheScoreIsNamedAndTakesNoHeadline() throws IOException {
        run("quiz: { use: quiz, with: { missing: hard, beside: hard } }", new FakeModels());

        assertTrue(quiz().has("score"));
        assertRemark("Beside the score, unavailable: hard.");
    }

    @Test
    void aScoreNeedsTheScenariosThatTheExperimentLeavesOut() throws IOException {
        run("quiz: { use: quiz, scenarios: easy }", new FakeModels());
        assertFalse(quiz().has("score"));
        assertRemark("No score: left out by the experiment: hard. Set partial: true for a score without that.");

        run("quiz: { use: quiz, scenarios: easy, partial: true }", new FakeModels());
        assertEquals(100 * metric("accuracy/easy"), quiz().at("/score/value").doubleValue(), 1e-9);
        assertRemark("Partial score, without what is left out by the experiment: hard.");
    }

    @Test
    void itemsThatAreTooLongAreCountedEverywhereAndInNoFigure() throws IOException {
        RunOutcome outcome = run("quiz: { use: quiz }", new FakeModels().tooLong("easy question 1"));

        JsonNode easy = quiz().at("/scenarios/0");
        assertEquals(11, easy.get("unanswerable").intValue(), "1 and 10 to 19");
        assertEquals(50, easy.get("itemsAsked").intValue());
        assertEquals(89, quiz().get("items").intValue());
        assertTrue(quiz().has("score"), "what is left has a score");
        assertRemark(
                "11 of 100 items are too long for the model and count as unanswerable, in no score: easy 11 of 50.");
        assertTrue(read("report.html").contains("89 items, and 11 too long"));
        assertTrue(read("report.md").contains("89 items, and 11 too long"));
        String csv = Files.readString(outcome.resultsCsv().orElseThrow());
        assertTrue(csv.lines().anyMatch(line -> line.contains(",quiz,3,accuracy,") && line.endsWith(",11,0")), csv);
    }

    @Test
    void aScenarioOfWhichNothingFitsTakesTheHeadlineUnlessPartial() throws IOException {
        run("quiz: { use: quiz }", new FakeModels().tooLong("easy"));
        assertFalse(quiz().has("score"));
        assertRemark(
                "No score: too long for the model in all items: easy. Set partial: true for a score without that.");
        assertEquals(
                "no item was graded",
                quiz().at("/scenarios/0/scoreIntervalMissing").textValue());

        run("quiz: { use: quiz, partial: true }", new FakeModels().tooLong("easy"));
        assertTrue(quiz().has("score"));
    }

    @Test
    void aScenarioOfWhichAllItemsAreWrongHasAnIntervalToo() throws IOException {
        run("quiz: { use: quiz }", new FakeModels().mute("easy"));

        JsonNode easy = quiz().at("/scenarios/0");
        assertEquals(0, easy.at("/score/value").doubleValue());
        assertEquals(0, easy.at("/scoreInterval/0").doubleValue());
        assertEquals(7.13, easy.at("/scoreInterval/1").doubleValue(), 0.01, "Wilson's of 0 of 50");
        assertEquals(1, easy.get("unreadableRate").doubleValue());
    }

    @Test
    void droppedDemonstrationsAreCounted() throws IOException {
        run("quiz: { use: quiz }", new FakeModels().tight("hard question 4"));

        JsonNode hard = quiz().at("/scenarios/1");
        assertEquals(11, hard.get("itemsWithDroppedShots").intValue(), "4 and 40 to 49");
        assertEquals(22, hard.get("droppedShots").intValue());
        assertRemark(
                "22 demonstrations were dropped from the prompts of 11 items, for they did not fit into the model's context.");
        assertTrue(read("report.html").contains("100 items; 22 demonstrations dropped"));
    }

    @Test
    void readersAreMeasuredOnTheirCard() throws IOException {
        run("quiz: { use: quiz }", new FakeModels());

        JsonNode card = json().at("/readers/quiz");
        assertEquals(5, card.get("cases").intValue());
        assertEquals(4, card.get("agreements").intValue(), "\"never\" is a no that the reader does not know");
        JsonNode no = card.at("/labels/0");
        assertEquals("no", no.get("label").textValue());
        assertEquals(0.5, no.get("sensitivity").doubleValue());
        assertEquals(1, no.get("specificity").doubleValue());
        assertEquals(0.75, card.at("/labels/1/specificity").doubleValue(), "unreadable is read where there was a no");
        assertTrue(read("report.html").contains("80.0 % (4 of 5)"));
        assertTrue(read("report.md").contains("80.0 % (4 of 5)"));
    }

    @Test
    void noReportShowsWhatIsPersonal() throws IOException {
        String dimension = "quiz: { use: quiz, with: { personal: PERSONAL } }";
        run(dimension.replace("PERSONAL", "false"), new FakeModels());
        assertTrue(read("report.html").contains("question 1")
                && read("report.html").contains("alert("));

        run(dimension.replace("PERSONAL", "true"), new FakeModels());

        assertTrue(
                read("report.html").contains("to wrong") && read("report.html").contains("read as: "),
                "flips are told");
        for (String name : List.of("report.html", "report.md", "results.json", "results.csv", "scenarios.csv")) {
            assertFalse(read(name).contains("question 1"), name + " holds a question");
            assertFalse(read(name).matches("(?s).*(yes[0-9]|no [0-9]|alert\\().*"), name + " holds an answer");
        }
    }

    private void assertRemark(String remark) throws IOException {
        List<String> remarks = new ArrayList<>();
        quiz().get("remarks").forEach(one -> remarks.add(one.textValue()));
        assertTrue(remarks.contains(remark), remarks.toString());
    }

    private double metric(String name) throws IOException {
        for (JsonNode metric : quiz().get("metrics")) {
            if (metric.get("name").textValue().equals(name)) {
                return metric.get("value").doubleValue();
            }
        }
        throw new AssertionError("no metric " + name);
    }

    private JsonNode quiz() throws IOException {
        return json().at("/cells/0");
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(read("results.json"));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve("runs/trial").resolve(name));
    }

    /** The base and a variant answer; what is asked of is the base. */
    private RunOutcome run(String dimension, FakeModels models) {
        String variants =
                dimension.contains("personal") ? "methods: { round: { use: rounding, with: { bits: 2 } } }\n" : "";
        String spec = Experiment.spec(variants + "dimensions: { " + dimension + " }\n");
        return Experiment.write(folder, spec).run(models);
    }
}
