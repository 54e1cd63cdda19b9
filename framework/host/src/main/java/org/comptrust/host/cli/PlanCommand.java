package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.comptrust.core.journal.Pace;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.host.doctor.Examination;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.forecast.Forecast;
import org.comptrust.host.forecast.Speed;
import org.comptrust.host.text.Json;
import org.comptrust.models.engine.TorchEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what would run. */
@Command(name = "plan", description = "Shows all variants and dimensions of an experiment before anything runs.")
final class PlanCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SPEC", description = "The experiment file, or quickstart.")
    Path file = Path.of("");

    @Mixin
    AssumeShape shapes = new AssumeShape();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    PlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Experiment experiment = Experiment.open(session, file, shapes.assumption())) {
            Path store = session.resultsOf(file).orElse(experiment.plan().store());
            Forecast forecast = forecast(experiment.plan(), store);
            PlanView view = new PlanView(experiment.plan(), Optional.of(forecast), store, shapes);
            session.terminal().print(json ? Json.text(view.json()) : view.text());
            view.notes().forEach(note -> session.terminal().say("note: " + note));
            view.failures().forEach(failure -> session.terminal().say("cannot run: " + failure));
            Path cache = EngineModels.defaultCache();
            forecast.warnings(Examination.memory(), Examination.freeAt(cache), cache)
                    .forEach(warning -> session.terminal().say("warning: " + warning));
            return view.exitCode();
        }
    }

    private static Forecast forecast(ExperimentPlan plan, Path store) {
        try (TorchEngine engine = EngineModels.startEngine()) {
            Map<String, Speed> known = new HashMap<>();
            return Forecast.of(
                    plan,
                    Pace.read(store.resolve(plan.name())),
                    dtype -> known.computeIfAbsent(dtype, name -> EngineModels.speed(engine, name)));
        }
    }
}
