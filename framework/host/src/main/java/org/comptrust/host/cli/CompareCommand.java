package org.comptrust.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.comptrust.host.compare.Comparison;
import org.comptrust.host.compare.ResultsTable;
import org.comptrust.host.text.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts the results of two runs side by side. */
@Command(
        name = "compare",
        description = "Shows in which figures two runs differ: for each model, variant, dimension and metric.")
final class CompareCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "DIR", description = "Results folder of the first run.")
    Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "DIR", description = "Results folder of the second run.")
    Path second = Path.of("");

    @Option(names = "--all", description = "Also show figures that are equal.")
    boolean all;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Comparison comparison = Comparison.of(read(first), read(second));
        session.terminal().print(json ? Json.text(comparison.json(all)) : comparison.text(all));
        return ExitCode.DONE;
    }

    private static ResultsTable read(Path folder) {
        Path file = folder.resolve("results.csv");
        if (!Files.isRegularFile(file)) {
            throw new UsageException(
                    "no results.csv in " + folder
                            + ". Name the folder of a run whose outputs.publish holds csv; `comptrust report` writes it again.");
        }
        return ResultsTable.read(folder);
    }
}
