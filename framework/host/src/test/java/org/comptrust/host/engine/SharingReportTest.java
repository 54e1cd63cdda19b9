package org.comptrust.host.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.run.FirstQuestions;
import org.comptrust.models.bench.SharingBench;
import org.junit.jupiter.api.Test;

/** Verdicts on what sharing saved. */
class SharingReportTest {
    @Test
    void madeUpRequestsAreJudgedAltogether() {
        SharingReport holds = new SharingReport(List.of(took("one", 1, 10), took("two", 8, 10)), List.of());
        SharingReport fails = new SharingReport(List.of(took("one", 5, 10), took("two", 8, 10)), List.of());

        assertTrue(holds.holds());
        assertEquals(
                "Sharing costs 0.45 of the processor time without it; at most 0.60 is allowed.",
                holds.figures().get("verdict"));
        assertFalse(fails.holds());
    }

    @Test
    void dimensionsOfAnExperimentCountByTheirItemsThere() {
        List<SharingBench.Dimension> measured = List.of(took("often", 2, 10), took("seldom", 10, 10));
        List<FirstQuestions.Asked> asked = List.of(asked("often", true, 900), asked("seldom", true, 100));

        SharingReport report = new SharingReport(measured, asked);

        assertEquals(0.6, (double) report.figures().get("where there are demonstrations"), 1e-12);
        assertEquals(0.28, (double) report.figures().get("the same, as many as there are"), 1e-12);
        assertTrue(report.holds());
    }

    @Test
    void dimensionsWithoutDemonstrationsAreShownAndNotJudged() {
        List<SharingBench.Dimension> measured = List.of(took("shown", 2, 10), took("plain", 10, 10));
        List<FirstQuestions.Asked> asked = List.of(asked("shown", true, 100), asked("plain", false, 100));

        SharingReport report = new SharingReport(measured, asked);

        assertEquals(0.6, (double) report.figures().get("shared over apart, processor time"), 1e-12);
        assertEquals(0.2, (double) report.figures().get("the same, as many as there are"), 1e-12);
        assertEquals(
                List.of("shown", "plain"),
                report.rows().stream().map(row -> row.get("dimension")).toList());
    }

    @Test
    void aDimensionOfWhichNothingCouldBeAskedIsNamedWithItsReason() {
        FirstQuestions.Asked silent =
                new FirstQuestions.Asked("silent", false, List.of(), 0, 0, List.of(), "its file is missing");

        SharingReport report =
                new SharingReport(List.of(took("shown", 2, 10)), List.of(asked("shown", true, 100), silent));

        assertEquals("its file is missing", report.figures().get("not asked: silent"));
        assertTrue(report.holds());
    }

    private static SharingBench.Dimension took(String name, double shared, double apart) {
        return new SharingBench.Dimension(
                name,
                10,
                0,
                1000,
                0,
                100,
                new SharingBench.Cost(shared, shared),
                new SharingBench.Cost(apart, apart),
                true,
                0,
                0,
                0);
    }

    /** Ten items of a dimension. */
    private static FirstQuestions.Asked asked(String label, boolean demonstrated, int selected) {
        List<SeededRequest> group = IntStream.range(0, 10)
                .mapToObj(i -> new SeededRequest(new Request(new Prompt.Tokens(List.of(i)), Ask.Generate.greedy(1)), 0))
                .toList();
        return new FirstQuestions.Asked(label, demonstrated, List.of("all"), selected, 10, List.of(group), "");
    }
}
