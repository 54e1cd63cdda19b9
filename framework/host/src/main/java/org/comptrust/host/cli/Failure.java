package org.comptrust.host.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.comptrust.api.CancelledException;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.journal.JournalException;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.comptrust.host.registry.RegistryException;

/**
 * What the user is told of an exception: the one place where exceptions become messages and exit codes.
 *
 * @param message complete sentences, or one problem per line
 * @param exitCode of {@link ExitCode}
 */
public record Failure(String message, int exitCode) {
    /** The failure that an exception stands for. */
    public static Failure of(Throwable thrown) {
        if (thrown instanceof SpecException spec) {
            return new Failure(
                    listed(spec.problems().stream().map(Problem::toString).toList()), ExitCode.SPEC);
        }
        if (thrown instanceof MissingPluginException missing) {
            return new Failure(
                    listed(missing.problems().stream().map(Problem::toString).toList()), ExitCode.PLUGIN);
        }
        if (thrown instanceof RegistryException registry) {
            return new Failure(listed(registry.problems()), ExitCode.SPEC);
        }
        if (thrown instanceof UsageException) {
            return new Failure(text(thrown), ExitCode.SPEC);
        }
        if (thrown instanceof PluginException) {
            return new Failure(text(thrown), ExitCode.PLUGIN);
        }
        if (thrown instanceof ModelException || thrown instanceof DataException || thrown instanceof JournalException) {
            return new Failure(text(thrown), ExitCode.RESOURCES);
        }
        if (thrown instanceof OutOfMemoryError) {
            return new Failure(
                    "out of memory (" + thrown.getMessage() + "). Give the JVM more, for example by"
                            + " COMPTRUST_JAVA_OPTS=-Xmx8g, or use a smaller model.",
                    ExitCode.RESOURCES);
        }
        if (thrown instanceof CancelledException) {
            return new Failure(
                    "stopped. What was answered is kept; the same command goes on from there.", ExitCode.FAILED);
        }
        return new Failure(
                "internal error: " + thrown
                        + ". This is a mistake in comptrust; run again with --debug and report what it" + " prints.",
                ExitCode.FAILED);
    }

    /** The exit code of cells that failed: who must act, if it is one and the same. */
    static int exitCodeOf(List<CellResult.Failed> failures) {
        if (failures.isEmpty()) {
            return ExitCode.DONE;
        }
        List<Integer> codes = failures.stream()
                .map(failure -> exitCodeOf(failure.kind()))
                .distinct()
                .toList();
        return codes.size() == 1 ? codes.get(0) : ExitCode.FAILED;
    }

    private static int exitCodeOf(FailureKind kind) {
        return switch (kind) {
            case PLUGIN -> ExitCode.PLUGIN;
            case MODEL, DATA, SCORER -> ExitCode.RESOURCES;
            case BUG -> ExitCode.FAILED;
        };
    }

    private static String text(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }

    private static String listed(List<String> problems) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return problems.stream().collect(Collectors.joining("\n", "", "\n" + count));
    }
}
