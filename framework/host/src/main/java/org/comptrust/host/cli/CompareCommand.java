package org.comptrust.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.comptrust.core.spec.Suggestion;
import org.comptrust.host.compare.Comparison;
import org.comptrust.host.compare.ResultsTable;
import org.comptrust.host.text.Json;
import org.jspecify.annotations.Nullable;
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

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Results folder of the second run; the first if --first and --second are given.")
    @Nullable
    Path second;

    @Option(
            names = "--first",
            paramLabel = "MODEL/VARIANT",
            description = "Only this variant of the first run, such as MODEL/base, beside the one of --second.")
    @Nullable
    String one;

    @Option(names = "--second", paramLabel = "MODEL/VARIANT", description = "Only this variant of the second run.")
    @Nullable
    String other;

    @Option(names = "--all", description = "Also show figures that are equal.")
    boolean all;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if ((one == null) != (other == null)) {
            throw new UsageException("--first and --second go together: name a variant of each.");
        }
        if (second == null && one == null) {
            throw new UsageException(
                    "compare needs a second folder, or two variants: --first MODEL/VARIANT --second MODEL/VARIANT.");
        }
        ResultsTable left = read(first);
        ResultsTable right = second == null ? left : read(second);
        Comparison comparison = one == null || other == null
                ? Comparison.of(left, right)
                : Comparison.of(only(left, one), only(right, other));
        session.terminal().print(json ? Json.text(comparison.json(all)) : comparison.text(all));
        return ExitCode.DONE;
    }

    /** One variant by its name, which may be that of a model with a slash in it. */
    private static ResultsTable only(ResultsTable table, String name) {
        Set<String> known = new LinkedHashSet<>();
        for (ResultsTable.Key key : table.figures().keySet()) {
            String full = key.model() + "/" + key.variant();
            if (full.equals(name)) {
                return table.only(key.model(), key.variant());
            }
            known.add(full);
        }
        throw new UsageException("no variant \"" + Suggestion.shorten(name) + "\" in " + table.folder() + ". "
                + Suggestion.of(name, known));
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
