package org.comptrust.core.run;

import static org.comptrust.core.fake.Experiment.csv;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.comptrust.api.CancelledException;
import org.comptrust.core.Comptrust;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.fake.FakeModels.Killed;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that work side by side change what a run takes, and not what it says. */
class SeveralDevicesTest {
    private static final String SPEC = Experiment.spec("""
            methods:
              round: { use: rounding, with: { bits: [4, 2] } }
            dimensions:
              quiz: { use: quiz, items: 300, with: { questions: 200 } }
              talk: { use: interview }
            """);

    @TempDir
    private Path folder;

    @Test
    void eachTakesAVariantAtATimeAndTheTableIsTheSame() throws IOException {
        String one = csv(Experiment.write(folder.resolve("one"), SPEC).run(new FakeModels()));
        FakeModels two = atTheSameTime(new FakeModels().devices("a", "b"));

        assertEquals(one, csv(Experiment.write(folder.resolve("two"), SPEC).run(two)));
        assertEquals(3, two.leasedOn().size());
        assertEquals(Set.of("a", "b"), Set.copyOf(two.leasedOn()));
    }

    @Test
    void aVariantThatFailsLeavesTheOthersAlone() {
        FakeModels two = new FakeModels().devices("a", "b").broken("2");

        for (CellOutcome cell : Experiment.write(folder, SPEC).run(two).cells()) {
            boolean broken = cell.cell().variant().contains("bits=2");
            Class<?> expected = broken ? CellResult.Failed.class : CellResult.Scored.class;
            assertEquals(expected, cell.result().getClass(), cell.toString());
        }
    }

    @Test
    void whatEndsOneEndsAllAndTheRunGoesOnFromThere() throws IOException {
        String whole = csv(Experiment.write(folder.resolve("whole"), SPEC).run(new FakeModels()));
        Experiment cut = Experiment.write(folder.resolve("cut"), SPEC);
        for (int end = 1; end < 8; end += 2) {
            FakeModels dying = new FakeModels().devices("a", "b").killedBefore(end);
            try {
                cut.run(dying);
            } catch (Killed killed) { // a later round has fewer groups left than that
                assertTrue(dying.groups() >= end);
            }
        }

        FakeModels last = new FakeModels().devices("a", "b");
        assertEquals(whole, csv(cut.run(last)));
    }

    @Test
    void whatFailsOnTwoAtOnceIsToldTogether() {
        CyclicBarrier both = new CyclicBarrier(2);

        IllegalStateException first =
                assertThrows(IllegalStateException.class, () -> new DeviceWorkers(List.of("a", "b"), () -> false)
                        .run((device, cancelled) -> {
                            await(both);
                            throw new IllegalStateException(device + " is gone");
                        }));

        assertEquals(1, first.getSuppressed().length);
        assertEquals(
                Set.of("a is gone", "b is gone"), Set.of(first.getMessage(), first.getSuppressed()[0].getMessage()));
    }

    @Test
    void theUserStopsAll() {
        FakeModels two = new FakeModels().devices("a", "b");
        Comptrust comptrust = new Comptrust(FakeCatalog.usual(), two);
        RunSettings settings = new RunSettings(Optional.empty(), false, () -> two.groups() > 2);

        assertThrows(
                CancelledException.class,
                () -> comptrust.run(
                        comptrust.plan(Experiment.write(folder, SPEC).spec()), settings, Progress.NONE));
    }

    @Test
    void aNoteOnAnswersStandsInTheReport() {
        RunOutcome outcome = Experiment.write(folder, SPEC)
                .run(new FakeModels().devices("a", "b").memoryShort("easy question 7"));

        List<String> remarks = outcome.cells().stream()
                .filter(cell -> cell.cell().dimension().equals("quiz"))
                .flatMap(cell -> ((CellResult.Scored) cell.result()).score().score().remarks().stream())
                .filter(remark -> remark.contains("short"))
                .toList();
        assertEquals(3, remarks.size(), "one for each variant");
        assertTrue(remarks.get(0).matches("Of \\d+ of the answers: memory was \"short\"\\."), remarks.get(0));
    }

    /** The first variant of each device waits for the other's, so that none can do all the work. */
    private static FakeModels atTheSameTime(FakeModels models) {
        CyclicBarrier both = new CyclicBarrier(2);
        Set<String> waited = ConcurrentHashMap.newKeySet();
        return models.beforeLease(device -> {
            if (waited.add(device)) {
                await(both);
            }
        });
    }

    private static void await(CyclicBarrier both) {
        try {
            both.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IllegalStateException("the other device does nothing meanwhile", alone);
        }
    }
}
