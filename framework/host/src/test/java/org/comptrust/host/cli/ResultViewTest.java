package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Metric;
import org.comptrust.core.plan.Decision;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.port.DeviceChoice;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.Comparison;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.host.text.Json;
import org.junit.jupiter.api.Test;

final class ResultViewTest {
    private static final CellOutcome BASE = cell("base", scored(61.25, Optional.empty()));
    private static final CellOutcome PRUNED =
            cell("pruned", scored(40, Optional.of(new Comparison(60, 61.25, -21.25, 14, 2))));
    private static final CellOutcome BROKEN =
            cell("ours", new CellResult.Failed(FailureKind.PLUGIN, "no table\u001b[2J"));
    private static final CellOutcome BROKEN_TOO =
            cell("ours2", new CellResult.Failed(FailureKind.PLUGIN, "no table\u001b[2J"));

    @Test
    void showsScoreAndDifferenceOfEachCellAndWhereTheReportLies() {
        assertEquals("""
                model  variant  dimension  score  difference  items  too long  refused  unreadable  status
                chat   base     ethics     61.25           -     60              5.0 %       0.0 %
                chat   pruned   ethics     40.00      -21.25     60              5.0 %       0.0 %
                chat   ours     ethics         -           -      -         -        -           -  failed

                results: runs/e
                report:  runs/e/report.html""", view(BASE, PRUNED, BROKEN).text());
    }

    @Test
    void tellsOneReasonOnceForAllCellsThatItEnded() {
        assertEquals(
                List.of("failed: chat / ours / ethics, chat / ours2 / ethics: no table\u001b[2J"),
                view(BASE, BROKEN, BROKEN_TOO).failures());
    }

    @Test
    void saysWhyThereIsNoScoreOnceForADimension() {
        CellResult without = new CellResult.Scored(new CellScore(
                new DimensionScore(Optional.empty(), Optional.empty(), List.of(), List.of("few-shot data is missing")),
                60,
                0,
                1,
                Optional.empty(),
                List.of()));

        String text = view(cell("base", without), cell("pruned", without)).text();

        assertTrue(text.contains("no score\nethics: few-shot data is missing\n\nresults: "), text);
    }

    @Test
    void hasTheExitCodeOfWhatFailed() {
        assertEquals(0, view(BASE, PRUNED).exitCode());
        assertEquals(3, view(BASE, BROKEN).exitCode());
        assertEquals(
                1,
                view(BROKEN, cell("x", new CellResult.Failed(FailureKind.MODEL, "gone")))
                        .exitCode());
    }

    @Test
    void writesTheSameAsJson() throws IOException {
        JsonNode json =
                new ObjectMapper().readTree(Json.text(view(BASE, PRUNED, BROKEN).json()));

        assertEquals("runs/e/report.html", json.at("/report").asText());
        assertTrue(json.at("/resultsCsv").isMissingNode());
        assertEquals(61.25, json.at("/cells/0/score").asDouble());
        assertTrue(json.at("/cells/0/difference").isMissingNode());
        assertEquals(-21.25, json.at("/cells/1/difference").asDouble());
        assertEquals(14, json.at("/cells/1/okToBad").asInt());
        assertEquals("plugin", json.at("/cells/2/kind").asText());
    }

    private static ResultView view(CellOutcome... cells) {
        Path runs = Path.of("runs/e");
        ExperimentPlan plan = new ExperimentPlan(
                Path.of("e.yaml"),
                "e",
                0,
                List.of(),
                false,
                Path.of("runs"),
                Set.of(),
                Decision.defaults(),
                DeviceChoice.AUTOMATIC);
        return new ResultView(
                plan,
                new RunOutcome(runs, Arrays.asList(cells), Optional.empty(), Optional.of(runs.resolve("report.html"))));
    }

    private static CellOutcome cell(String variant, CellResult result) {
        return new CellOutcome(new CellId("chat", variant, "ethics"), result);
    }

    private static CellResult scored(double value, Optional<Comparison> comparison) {
        Metric headline = new Metric("score", value, "points");
        DimensionScore score =
                new DimensionScore(Optional.of(headline), Optional.of(headline), List.of(headline), List.of());
        return new CellResult.Scored(new CellScore(score, 60, 0.05, 0, comparison, List.of()));
    }
}
