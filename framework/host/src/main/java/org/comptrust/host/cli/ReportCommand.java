package org.comptrust.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.comptrust.core.journal.RunStatus;
import org.comptrust.core.run.PlanJson;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;
import org.comptrust.host.text.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the outputs of a run again. */
@Command(name = "report", description = "Analyses the journal of a run again and writes its outputs; asks no model.")
final class ReportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SPEC|DIR", description = "The experiment file, quickstart, or the folder of results.")
    Path place = Path.of("");

    @Option(names = "--store", paramLabel = "DIR", description = "Folder for results instead of the experiment's own.")
    @Nullable
    Path store;

    @Option(names = "--json", description = "Print the results as JSON.")
    boolean json;

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Path folder = ResultsFolder.of(session, place, store).toAbsolutePath().normalize();
        RunStatus status = RunStatus.read(folder);
        Path spec = Files.isDirectory(place) ? specOf(status) : place;
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

    private static Path specOf(RunStatus status) {
        return status.spec()
                .filter(Files::exists)
                .orElseThrow(
                        () -> new UsageException("the journal in " + status.folder() + " is of the experiment file "
                                + status.spec().map(Path::toString).orElse("of an older version")
                                + ", which is not there. Name the experiment file itself."));
    }
}
