package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.comptrust.host.text.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds all mistakes of an experiment file. */
@Command(name = "validate", description = "Checks an experiment file and reports everything that is wrong with it.")
final class ValidateCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SPEC", description = "The experiment file, or quickstart.")
    Path file = Path.of("");

    @Mixin
    AssumeShape shapes = new AssumeShape();

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    ValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Experiment experiment = Experiment.open(session, file, shapes.assumption())) {
            PlanView view = new PlanView(experiment.plan(), shapes);
            if (json) {
                session.terminal()
                        .print(Json.text(answer(view.failures().isEmpty(), List.of(), view.failures(), view.notes())));
            } else {
                view.notes().forEach(note -> session.terminal().say("note: " + note));
                session.terminal()
                        .print((view.failures().isEmpty() ? "valid: " : "valid, but not all can run: ")
                                + view.summary());
                view.failures().forEach(failure -> session.terminal().say("cannot run: " + failure));
            }
            return view.exitCode();
        } catch (SpecException e) {
            if (!json) {
                throw e;
            }
            session.terminal().print(Json.text(answer(false, e.problems(), List.of(), shapes.notes())));
            return ExitCode.SPEC;
        } catch (MissingPluginException e) {
            if (!json) {
                throw e;
            }
            session.terminal().print(Json.text(answer(false, e.problems(), List.of(), shapes.notes())));
            return ExitCode.PLUGIN;
        }
    }

    private Map<String, Object> answer(
            boolean valid, List<Problem> problems, List<String> failures, List<String> notes) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("valid", valid);
        all.put("problems", problems.stream().map(ValidateCommand::asJson).toList());
        all.put("failures", failures);
        if (shapes.isGiven() || !notes.isEmpty()) {
            all.put("notes", notes);
        }
        return all;
    }

    private static Map<String, Object> asJson(Problem problem) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("file", problem.file());
        one.put("line", problem.line());
        one.put("column", problem.column());
        one.put("path", problem.path());
        one.put("problem", problem.whatIsWrong());
        one.put("wayOut", problem.wayOut());
        return one;
    }
}
