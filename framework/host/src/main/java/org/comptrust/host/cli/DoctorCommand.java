package org.comptrust.host.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.comptrust.host.doctor.Examination;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.registry.RegistryException;
import org.comptrust.host.text.Escaped;
import org.comptrust.host.text.Json;
import org.comptrust.models.endpoint.Endpoint;
import org.comptrust.models.endpoint.EndpointException;
import org.comptrust.models.endpoint.Probe;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Examines this machine and this installation. */
@Command(
        name = "doctor",
        description = "Shows what this machine offers, and whether engine, libraries, disks and plugins work.")
final class DoctorCommand implements Callable<Integer> {
    private final Session session;
    private final Supplier<TorchEngine> engine;

    @Option(names = "--store", paramLabel = "DIR", description = "Folder for results whose disk is looked at.")
    Path store = Path.of("runs");

    @Option(names = "--endpoint", paramLabel = "URL", description = "Address of a server of models to look at.")
    @Nullable
    URI endpoint;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that the server is asked for.")
    String model = "";

    @Option(
            names = "--key-from",
            paramLabel = "VARIABLE",
            description = "Environment variable that holds the server's key.")
    @Nullable
    String keyFrom;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    /** @param engine starts the engine, or says why it does not */
    DoctorCommand(Session session, Supplier<TorchEngine> engine) {
        this.session = session;
        this.engine = engine;
    }

    @Override
    public Integer call() {
        Examination found = new Examination();
        found.machine();
        found.disk("cache", EngineModels.defaultCache());
        found.unfinished(EngineModels.defaultCache());
        found.disk("results", store);
        found.engine(engine);
        plugins(found);
        if (endpoint != null) {
            server(found, endpoint);
        }
        session.terminal().print(json ? Json.text(asJson(found)) : text(found));
        return found.engineStarts() ? ExitCode.DONE : ExitCode.RESOURCES;
    }

    private void plugins(Examination found) {
        try (PluginCatalog catalog = session.plugins()) {
            found.note("plugins", "folder", session.pluginsFolder().toString());
            found.note("plugins", "loaded", catalog.plugins().size());
            found.note("plugins", "methods", catalog.methods());
            found.note("plugins", "dimensions", catalog.dimensions());
            found.note("plugins", "scorers", catalog.scorers());
            found.note("plugins", "refused", catalog.leftOut().size());
            catalog.troubles().forEach(trouble -> found.problem("refused: " + trouble));
        } catch (UsageException | RegistryException e) {
            found.note("plugins", "folder", "none");
            found.problem(e.getMessage());
        }
    }

    private void server(Examination found, URI url) {
        if (model.isBlank()) {
            throw new UsageException("--endpoint needs --model NAME, by which the server calls the model.");
        }
        try {
            Endpoint asked =
                    new Endpoint(url, model, Optional.ofNullable(keyFrom), 1, 1, Duration.ofSeconds(60), false);
            Probe probe = Probe.of(asked);
            found.note("endpoint", "server", url.toString());
            found.note("endpoint", "model", model);
            offer(found, "chat", probe.chat());
            offer(found, "completions", probe.completions());
            offer(found, "logProbabilities", probe.logProbabilities());
            if (probe.chat().isPresent() && probe.completions().isPresent()) {
                found.problem("the endpoint answers nothing: " + probe.chat().get());
            }
        } catch (EndpointException e) {
            found.problem(String.valueOf(e.getMessage()));
        }
    }

    private static void offer(Examination found, String what, Optional<String> refusal) {
        found.note("endpoint", what, refusal.map(why -> "no: " + why).orElse("yes"));
    }

    private static String text(Examination found) {
        StringBuilder text = new StringBuilder();
        found.sections().forEach((section, facts) -> {
            text.append(section).append('\n');
            facts.forEach((name, value) -> text.append(String.format(
                    "  %-16s %s\n",
                    name, Escaped.line(value instanceof List<?> list ? words(list) : value.toString()))));
        });
        if (found.problems().isEmpty()) {
            return text.append("nothing is wrong").toString();
        }
        text.append("wrong\n");
        found.problems()
                .forEach(problem ->
                        text.append("  ").append(Escaped.line(problem)).append('\n'));
        return text.toString().stripTrailing();
    }

    private static String words(List<?> list) {
        return list.isEmpty() ? "none" : list.stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    private static Map<String, Object> asJson(Examination found) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("engineStarts", found.engineStarts());
        all.put("problems", found.problems());
        all.putAll(found.sections());
        return all;
    }
}
