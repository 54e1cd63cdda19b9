package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;
import org.comptrust.host.text.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an experiment to its report. */
@Command(
        name = "run",
        description = "Runs an experiment, going on from what an earlier run of it left, and writes its results.")
final class RunCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SPEC", description = "The experiment file, or quickstart.")
    Path file = Path.of("");

    @Option(names = "--store", paramLabel = "DIR", description = "Folder for results instead of the experiment's own.")
    @Nullable
    Path store;

    @Option(names = "--fresh", description = "Forget the answers of earlier runs first.")
    boolean fresh;

    @Option(names = "--json", description = "Print the results as JSON.")
    boolean json;

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Terminal terminal = session.terminal();
        try (Interrupt interrupt = new Interrupt(terminal);
                Experiment experiment = Experiment.open(session, file);
                Display display = session.display()) {
            RunSettings settings =
                    new RunSettings(Optional.ofNullable(store).or(() -> session.resultsOf(file)), fresh, interrupt);
            RunProgress progress = new RunProgress(experiment.plan(), display);
            RunOutcome outcome = experiment.comptrust().run(experiment.plan(), settings, progress);
            display.clear();
            ResultView view = new ResultView(experiment.plan(), outcome);
            terminal.print(json ? Json.text(view.json()) : view.text());
            view.failures().forEach(terminal::say);
            return view.exitCode();
        }
    }
}
