package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.comptrust.api.CancelledException;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.journal.JournalException;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Origin;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.result.CellResult.Failed;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.comptrust.host.registry.RegistryException;
import org.junit.jupiter.api.Test;

final class FailureTest {
    @Test
    void listsEachProblemOfASpecOnItsLineAndCountsThem() {
        Failure failure = Failure.of(new SpecException(List.of(
                new Problem("e.yaml", 3, 5, "seed", "\"x\" is no number", "Write 0."),
                new Problem("e.yaml", 7, 1, "", "the key is there twice", "Remove one."))));

        assertEquals(
                new Failure(
                        "e.yaml:3:5: seed: \"x\" is no number. Write 0.\n"
                                + "e.yaml:7:1: the key is there twice. Remove one.\n2 problems",
                        2),
                failure);
    }

    @Test
    void tellsWhoMustActByTheExitCode() {
        Origin origin = new Origin("acme", "1.0", "acme.jar", "");

        assertEquals(2, Failure.of(new UsageException("no such folder")).exitCode());
        assertEquals(
                2,
                Failure.of(new RegistryException(List.of("r.yaml:1:1: x. y."))).exitCode());
        assertEquals(
                3,
                Failure.of(new PluginException(origin, "plan", new ArithmeticException()))
                        .exitCode());
        assertEquals(4, Failure.of(new ModelException("truncated", null)).exitCode());
        assertEquals(4, Failure.of(new DataException("a.jsonl:3", "no JSON")).exitCode());
        assertEquals(4, Failure.of(new JournalException("locked")).exitCode());
        assertEquals(4, Failure.of(new OutOfMemoryError("Java heap space")).exitCode());
        assertEquals(1, Failure.of(new CancelledException()).exitCode());
        assertEquals(1, Failure.of(new IllegalStateException("?")).exitCode());
    }

    @Test
    void callsWhatNobodyExpectedAMistakeOfOurs() {
        Failure failure = Failure.of(new IllegalStateException("no lease"));

        assertTrue(failure.message().startsWith("internal error: java.lang.IllegalStateException: no lease."));
        assertTrue(failure.message().contains("run again with --debug"));
    }

    @Test
    void givesCellsThatFailedTheCodeThatTheyHaveInCommon() {
        Failed plugin = new Failed(FailureKind.PLUGIN, "p");
        Failed model = new Failed(FailureKind.MODEL, "m");
        Failed data = new Failed(FailureKind.DATA, "d");
        Failed bug = new Failed(FailureKind.BUG, "b");

        assertEquals(0, Failure.exitCodeOf(List.of()));
        assertEquals(3, Failure.exitCodeOf(List.of(plugin, plugin)));
        assertEquals(4, Failure.exitCodeOf(List.of(model, data)));
        assertEquals(1, Failure.exitCodeOf(List.of(plugin, model)));
        assertEquals(1, Failure.exitCodeOf(List.of(bug)));
    }
}
