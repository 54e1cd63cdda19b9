package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.comptrust.host.text.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what would run. */
@Command(name = "plan", description = "Shows all variants and dimensions of an experiment before anything runs.")
final class PlanCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SPEC", description = "The experiment file.")
    Path file = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Experiment experiment = Experiment.open(session, file)) {
            PlanView view = new PlanView(experiment.plan());
            session.terminal().print(json ? Json.text(view.json()) : view.text());
            view.failures().forEach(failure -> session.terminal().say("cannot run: " + failure));
            return view.exitCode();
        }
    }
}
