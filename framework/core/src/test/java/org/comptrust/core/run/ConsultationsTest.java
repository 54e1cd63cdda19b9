package org.comptrust.core.run;

import static org.comptrust.core.fake.Experiment.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.comptrust.api.trust.RetryLaterException;
import org.comptrust.api.trust.ScorerException;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.fake.FakeModels.Killed;
import org.comptrust.core.fake.Quiz;
import org.comptrust.core.fake.Rated;
import org.comptrust.core.fake.Rounding;
import org.comptrust.core.fake.Tally;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsultationsTest {
    private static final String SPEC = """
            methods:
              round: { use: rounding, with: { bits: 4 } }
            dimensions:
              texts: { use: rated }
            """;

    @TempDir
    private Path folder;

    @Test
    void scoresAnswersThatAScorerRated() {
        Tally tally = new Tally();

        RunOutcome outcome = run(SPEC, tally);

        for (CellOutcome cell : outcome.cells()) {
            CellResult.Scored scored = assertInstanceOf(CellResult.Scored.class, cell.result(), cell.toString());
            double length = scored.score().score().headline().orElseThrow().value();
            assertTrue(length > 4 && length < 15, "most answers are yes or no with a digit, was " + length);
            assertEquals(300, scored.score().items());
        }
    }

    @Test
    void ratesEqualTextsOnceWhoeverSaidThem() {
        Tally tally = new Tally();

        run(SPEC, tally);

        Set<ScorerInput> distinct = new HashSet<>();
        tally.calls().forEach(distinct::addAll);
        assertEquals(distinct.size(), tally.texts(), "300 answers of each of two variants");
    }

    @Test
    void aSecondRunAsksNothingAndSaysTheSame() throws IOException {
        String first = csv(run(SPEC, new Tally()));
        Tally again = new Tally();

        String second = csv(run(SPEC, again));

        assertEquals(0, again.texts());
        assertEquals(first, second);
    }

    @Test
    void aRunThatWasKilledWhileRatingKeepsWhatWasRated() throws IOException {
        String varied = "dimensions:\n  texts: { use: rated, with: { times: 3 } }\n";
        Tally counting = new Tally();
        String whole = csv(Experiment.write(folder.resolve("whole"), Experiment.spec(varied))
                .run(new FakeModels(), catalog(counting)));
        Experiment experiment = Experiment.write(folder.resolve("cut"), Experiment.spec(varied));
        Tally dying = new Tally().beforeCall(call -> {
            if (call == 1) {
                throw new Killed();
            }
        });
        assertThrows(Killed.class, () -> experiment.run(new FakeModels(), catalog(dying)));
        FakeModels resumed = new FakeModels();
        Tally rest = new Tally();

        assertEquals(whole, csv(experiment.run(resumed, catalog(rest))));
        assertEquals(0, resumed.questions(), "the answers were in the journal");
        assertEquals(counting.texts(), dying.texts() + rest.texts());
    }

    @Test
    void aTextThatCannotBeRatedIsCountedAndIsNoZero() {
        RunOutcome all = run(SPEC, new Tally());
        RunOutcome some = run("""
                dimensions: { texts: { use: rated } }
                scorers: { length: { with: { unratable: "no " } } }
                """, new Tally());

        double unrated = metric(some);
        assertTrue(unrated > 50 && unrated < 200, "about 4 of 10 say no, of 300 were " + unrated);
        assertEquals(0, metric(all));
    }

    @Test
    void waitsWhenAScorerAsksToBeLeftAlone() throws IOException {
        String undisturbed = csv(run(SPEC, new Tally()));
        int[] asked = {0};
        Tally busy = new Tally().beforeCall(call -> {
            if (asked[0]++ % 3 != 2) {
                throw new RetryLaterException(Duration.ofMillis(1), "too many requests");
            }
        });

        String patient = csv(
                Experiment.write(folder.resolve("busy"), Experiment.spec(SPEC)).run(new FakeModels(), catalog(busy)));

        assertEquals(undisturbed, patient);
        assertTrue(asked[0] > busy.calls().size());
    }

    @Test
    void otherDevicesGoOnWhileAScorerWorks() {
        CountDownLatch rating = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        Tally slow = new Tally().beforeCall(call -> {
            if (call == 0) {
                rating.countDown();
                await(other);
            }
        });
        AtomicInteger leases = new AtomicInteger();
        FakeModels models = new FakeModels()
                .devices("a", "b")
                .beforeLease(device -> {
                    if (leases.getAndIncrement() == 1) {
                        await(rating);
                    }
                })
                .beforeGroup(group -> {
                    if (group == 2) { // the first variant has two
                        other.countDown();
                    }
                });

        for (CellOutcome cell : Experiment.write(folder, Experiment.spec(SPEC))
                .run(models, catalog(slow))
                .cells()) {
            assertInstanceOf(CellResult.Scored.class, cell.result(), cell.toString());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(20, TimeUnit.SECONDS), "the other device waits meanwhile");
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Test
    void givesUpOnAScorerThatOnlyAsksToWait() {
        Tally never = new Tally().beforeCall(call -> {
            throw new RetryLaterException(Duration.ofMillis(1), "too many requests");
        });

        CellResult.Failed failed = failed(run(SPEC, never));

        assertEquals(FailureKind.SCORER, failed.kind());
        assertEquals(
                "scorer tally still asks to wait after 20 times: too many requests. Run again later; what was rated is"
                        + " kept.",
                failed.message());
    }

    @Test
    void aScorerThatCannotWorkFailsItsCellsOnly() {
        Tally refused = new Tally().beforeCall(call -> {
            throw new ScorerException("the service refuses the key. Set another");
        });

        RunOutcome outcome = run(SPEC + "  quiz: { use: quiz }\n", refused);

        assertEquals("the service refuses the key. Set another", failed(outcome).message());
        assertEquals(
                List.of("failed", "scored", "failed", "scored"),
                outcome.cells().stream().map(cell -> cell.result().status()).toList());
    }

    @Test
    void aScorerThatThrowsIsNamed() {
        Tally broken = new Tally().beforeCall(call -> {
            throw new IllegalStateException("no digits left");
        });

        CellResult.Failed failed = failed(run(SPEC, broken));

        assertEquals(FailureKind.PLUGIN, failed.kind());
        assertEquals("plugin fake-tally 1.0 failed in consult: no digits left", failed.message());
    }

    @Test
    void aScenarioThatConsultsForEverIsStopped() {
        CellResult.Failed failed =
                failed(run("dimensions: { texts: { use: rated, with: { times: -1 } } }\n", new Tally()));

        assertTrue(failed.message().contains("asked 32 times about item r0 and is not done"), failed.message());
    }

    @Test
    void aConsultationAboutNothingIsAMistakeOfTheScenario() {
        CellResult.Failed failed =
                failed(run("dimensions: { texts: { use: rated, with: { times: 0 } } }\n", new Tally()));

        assertTrue(failed.message().contains("a consultation needs an input"), failed.message());
    }

    @Test
    void aRoleThatWasNotDeclaredIsAMistakeOfTheScenario() {
        CellResult.Failed failed =
                failed(run("dimensions: { texts: { use: rated, with: { consulted: breadth } } }\n", new Tally()));

        assertTrue(failed.message().contains("consults a scorer of the role breadth"), failed.message());
    }

    @Test
    void anotherOptionOfTheScorerRatesAllAnew() {
        run(SPEC, new Tally());
        Tally doubled = new Tally();

        RunOutcome outcome = run(SPEC + "scorers: { length: { use: tally, with: { unit: 2 } } }\n", doubled);

        assertTrue(doubled.texts() > 0);
        CellResult.Scored scored =
                assertInstanceOf(CellResult.Scored.class, outcome.cells().get(0).result());
        assertTrue(scored.score().score().headline().orElseThrow().value() < 7);
    }

    @Test
    void whatAScorerLacksMakesScenariosUnavailable() {
        RunOutcome outcome = run(SPEC + "scorers: { length: { with: { missing: it has no ruler } } }\n", new Tally());

        CellResult.Skipped skipped = assertInstanceOf(
                CellResult.Skipped.class, outcome.cells().get(0).result());
        assertEquals(
                "no scenario can run here: texts: scorer tally cannot rate texts: it has no ruler", skipped.reason());
    }

    @Test
    void theReportSaysHowGoodAScorerIs() throws IOException {
        RunOutcome outcome = run(SPEC, new Tally());

        String html = Files.readString(outcome.folder().resolve("report.html"));
        assertTrue(html.contains("Counts &lt;letters&gt;."), "about the scorer, escaped");
        assertTrue(html.contains("Knows nothing of words."), "its remark");
        assertTrue(
                Files.readString(outcome.folder().resolve("report.md")).contains("| agreement | 0.875 | fraction |"));
        assertTrue(Files.readString(outcome.folder().resolve("results.json")).contains("\"id\" : \"tally\""));
    }

    @Test
    void saysWhereAScorerIsNotKnown() {
        assertProblem(
                "scorers: { length: { use: taly } }\n",
                "experiment.yaml:9:27: scorers.length.use: no scorer \"taly\". Did you mean \"tally\"? Known: tally.");
    }

    @Test
    void saysWhereARoleIsNotKnown() {
        assertProblem(
                "scorers: { lenght: { use: tally } }\n",
                "experiment.yaml:9:12: scorers.lenght: no dimension here asks for a scorer of the role \"lenght\"."
                        + " Did you mean \"length\"? Known: length.");
    }

    @Test
    void saysWhereAnOptionOfAScorerIsWrong() {
        assertProblem(
                "scorers: { length: { with: { unit: 13 } } }\n",
                "experiment.yaml:9:36: scorers.length.with.unit: thirteen is unlucky. Use another number.");
    }

    @Test
    void saysWhichRoleNeedsAScorer() {
        SpecException wrong = assertThrows(
                SpecException.class,
                () -> run("dimensions:\n  texts: { use: rated, with: { proposed: none } }\n", new Tally()));

        assertEquals(
                "experiment.yaml:6:17: dimensions.texts.use: dimension rated needs a scorer of the role length."
                        + " Add scorers: { length: { use: id } }. Known: tally.",
                wrong.problems().get(0).toString());
    }

    private void assertProblem(String scorers, String message) {
        SpecException wrong = assertThrows(SpecException.class, () -> run(SPEC + scorers, new Tally()));
        assertEquals(
                List.of(message),
                wrong.problems().stream().map(Object::toString).toList());
    }

    private RunOutcome run(String rest, Tally tally) {
        return Experiment.write(folder, Experiment.spec(rest)).run(new FakeModels(), catalog(tally));
    }

    private static FakeCatalog catalog(Tally tally) {
        return FakeCatalog.of(new Rounding(), new Quiz(), new Rated(), tally);
    }

    private static CellResult.Failed failed(RunOutcome outcome) {
        return assertInstanceOf(CellResult.Failed.class, outcome.cells().get(0).result());
    }

    private static double metric(RunOutcome outcome) {
        return ((CellResult.Scored) outcome.cells().get(0).result())
                .score()
                .score()
                .metrics()
                .get(0)
                .value();
    }
}
