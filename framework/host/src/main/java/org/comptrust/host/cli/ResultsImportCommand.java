package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.comptrust.core.PublishedResults;
import org.comptrust.core.published.RefusalUnit;
import org.comptrust.host.text.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a folder of results of a table of published scores. */
@Command(
        name = "import",
        description = "Makes a folder of results of a CSV table of published scores, for report and compare. Columns:"
                + " base_model, method (dense for uncompressed models), bits_or_sparsity (4; 0.5 2:4), seed, one for each"
                + " dimension (the study's names, or score_NAME), refusal_NAME, average_as_published_NAME.")
final class ResultsImportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "CSV", description = "The table.")
    Path table = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the results: new, empty, or of an earlier import.")
    Path folder = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What reports call it; the folder's name if not given.")
    @Nullable
    String name;

    @Option(
            names = "--refusals",
            paramLabel = "UNIT",
            description =
                    "Unit of the refusal_ columns: study (percent, but fractions for toxicity and fairness, as the"
                            + " study's tables have it; if not given), percent or fraction.")
    RefusalUnit refusals = RefusalUnit.STUDY;

    @Option(
            names = "--against",
            paramLabel = "MODEL[/VARIANT]",
            description = "Also compare all rows with this one, such as a smaller uncompressed model; may be repeated.")
    List<String> against = new ArrayList<>();

    @Option(names = "--margin", paramLabel = "POINTS", description = "Difference that does not matter; 2 if not given.")
    double margin = 2;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    ResultsImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!(margin > 0 && margin <= 100)) {
            throw new UsageException("--margin is more than 0 and at most 100 points, was " + margin + ".");
        }
        Path whole = folder.toAbsolutePath().normalize();
        PublishedResults results = PublishedResults.imported(
                table,
                folder,
                new PublishedResults.Settings(
                        name == null ? String.valueOf(whole.getFileName()) : name,
                        String.valueOf(table.getFileName()),
                        refusals,
                        against,
                        margin));
        PublishedView view = new PublishedView(results);
        session.terminal().print(json ? Json.text(view.json()) : view.text());
        view.notes().forEach(note -> session.terminal().say("note: " + note));
        return ExitCode.DONE;
    }
}
