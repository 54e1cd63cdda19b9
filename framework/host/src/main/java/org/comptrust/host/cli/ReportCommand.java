package org.comptrust.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.comptrust.core.PublishedResults;
import org.comptrust.core.journal.RunStatus;
import org.comptrust.core.run.PlanJson;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;
import org.comptrust.host.text.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the outputs of a run again. */
@Command(name = "report", description = "Analyses the journal of a run again and writes its outputs; asks no model.")
final class ReportCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    ResultsFolder results = new ResultsFolder();

    @Option(
            names = "--against",
            paramLabel = "MODEL[/VARIANT]",
            description = "For imported scores: also compare all rows with this one; may be repeated. Experiments say"
                    + " decide.against.")
    List<String> against = new ArrayList<>();

    @Option(names = "--json", description = "Print the results as JSON.")
    boolean json;

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (PublishedResults.isAt(results.place)) {
            return published();
        }
        if (!against.isEmpty()) {
            throw new UsageException(
                    "--against is for imported scores. An experiment says it in its file: decide: { against:"
                            + " MODEL }.");
        }
        Path folder = results.of(session).toAbsolutePath().normalize();
        RunStatus status = RunStatus.read(folder);
        Path spec = Files.isDirectory(results.place) ? specOf(status) : results.place;
        try (Experiment experiment = Experiment.open(session, spec)) {
            if (!status.plan().equals(PlanJson.of(experiment.plan()))) {
                session.terminal()
                        .say("warning: what " + spec + " plans now is not what was run. Cells that were run are"
                                + " reported as they were answered then, the others as not run.");
            }
            RunSettings settings = new RunSettings(Optional.ofNullable(folder.getParent()), false, () -> false);
            RunOutcome outcome = experiment.comptrust().report(experiment.plan(), settings);
            ResultView view = new ResultView(experiment.plan(), outcome);
            session.terminal().print(json ? Json.text(view.json()) : view.text());
            view.failures().forEach(session.terminal()::say);
            return view.exitCode();
        }
    }

    private int published() {
        PublishedResults published = PublishedResults.read(results.place);
        if (!against.isEmpty()) {
            PublishedResults.Settings before = published.settings();
            published = published.with(new PublishedResults.Settings(
                    before.name(), before.source(), before.refusals(), against, before.margin()));
        }
        PublishedView view = new PublishedView(published.written());
        session.terminal().print(json ? Json.text(view.json()) : view.text());
        return ExitCode.DONE;
    }

    private static Path specOf(RunStatus status) {
        return status.spec()
                .filter(Files::exists)
                .orElseThrow(
                        () -> new UsageException("the journal in " + status.folder() + " is of the experiment file "
                                + status.spec().map(Path::toString).orElse("of an older version")
                                + ", which is not there. Name the experiment file itself."));
    }
}
