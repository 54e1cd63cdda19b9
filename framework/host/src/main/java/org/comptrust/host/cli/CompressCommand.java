package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.comptrust.core.plan.SingleVariant;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.plugin.PluginCatalog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compresses one model with one method, without an experiment. */
@Command(
        name = "compress",
        description = "Compresses a model with one method and writes it in a format that others load.")
final class CompressCommand implements Callable<Integer> {
    /** Where the experiment that this command stands for holds what its options say. */
    private static final Map<String, String> PLACES = Map.of(
            "models.model.source", "MODEL",
            "methods.compressed.use", "--with",
            "methods.compressed.calibration", "--calibration",
            "calibration.data.data", "--calibration",
            "calibration.data.samples", "--samples",
            "calibration.data.length", "--length",
            "calibration.data.seed", "--seed",
            "seed", "--seed");

    private static final String OPTIONS = "methods.compressed.with.";
    private static final String CALIBRATION = "calibration.data.";

    private final Session session;

    @Parameters(paramLabel = "MODEL", description = "The model folder in Hugging Face layout.")
    Path model = Path.of("");

    @Option(names = "--with", required = true, paramLabel = "METHOD", description = "The method, such as rtn.")
    String method = "";

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "An option of the method, such as bits=4; may be repeated.")
    List<String> options = List.of();

    @Option(
            names = "--calibration",
            paramLabel = "FILE|model",
            description = "Calibration text; model: text that the model itself writes.")
    @Nullable
    String calibration;

    @Option(names = "--samples", paramLabel = "N", description = "Calibration sequences; 128 if not given.")
    @Nullable
    String samples;

    @Option(names = "--length", paramLabel = "N", description = "Tokens of a sequence; 2048 if not given.")
    @Nullable
    String length;

    @Option(
            names = "--calibration-option",
            paramLabel = "NAME=VALUE",
            description = "Another key of an experiment's calibration section; may be repeated.")
    List<String> calibrationOptions = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Of the selection and of the method; 0 if not given.")
    String seed = "0";

    @Mixin
    Exporting exporting = new Exporting();

    CompressCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        exporting.check();
        String experiment = experiment();
        try (PluginCatalog catalog = session.plugins();
                Display display = session.display();
                EngineModels engine = Exporting.engine(session)) {
            SingleVariant.Planned planned = planned(catalog, engine, experiment);
            if (planned.variant().failure().isPresent()) {
                CellResult.Failed failed = planned.variant().failure().get();
                session.terminal().say(failed.message());
                return Failure.exitCodeOf(List.of(failed));
            }
            VariantFacts facts;
            try (Lease lease = planned.model().acquire(planned.variant().recipe(), display)) {
                facts = lease.facts();
            }
            exporting.write(session, engine, engine.artifact(facts.artifact()), more(facts), display);
            return ExitCode.DONE;
        }
    }

    private SingleVariant.Planned planned(PluginCatalog catalog, EngineModels engine, String experiment) {
        try {
            return new SingleVariant(catalog, engine).plan(experiment);
        } catch (SpecException e) {
            if (!catalog.leftOut().isEmpty() && MissingPluginException.explains(e)) {
                throw new MissingPluginException(e);
            }
            throw new UsageException(e.problems().stream().map(this::said).collect(Collectors.joining("\n")));
        }
    }

    /** A problem where the user wrote what it is about. */
    private String said(Problem problem) {
        String path = problem.path();
        if (calibration == null && path.equals("methods.compressed.calibration")) {
            return "--calibration: " + problem.whatIsWrong()
                    + ". Give a text file, or model for text of the model's own.";
        }
        String place = path.startsWith(OPTIONS)
                ? "--option " + path.substring(OPTIONS.length())
                : PLACES.getOrDefault(
                        path,
                        path.startsWith(CALIBRATION)
                                ? "--calibration-option " + path.substring(CALIBRATION.length())
                                : path);
        return place + ": " + problem.whatIsWrong() + (problem.whatIsWrong().endsWith(".") ? "" : ".")
                + (problem.wayOut().isEmpty() ? "" : " " + problem.wayOut());
    }

    /** The same as an experiment, so that it is checked and carried out by the same code and shares its artifacts. */
    private String experiment() {
        List<String> lines = new ArrayList<>(List.of(
                "apiVersion: comptrust/v1",
                "name: compress",
                "seed: " + quoted(seed),
                "models:",
                "  model: { source: "
                        + quoted(model.toAbsolutePath().normalize().toString()) + " }"));
        if (calibration != null) {
            Map<String, String> keys = new LinkedHashMap<>();
            keys.put(
                    "data",
                    calibration.equals("model")
                            ? "model"
                            : Path.of(calibration).toAbsolutePath().normalize().toString());
            keys.put("seed", seed);
            if (samples != null) {
                keys.put("samples", samples);
            }
            if (length != null) {
                keys.put("length", length);
            }
            keys.putAll(NamedValues.of("--calibration-option", "field=text", calibrationOptions));
            lines.add("calibration:");
            lines.add("  data:");
            keys.forEach((key, value) -> lines.add("    " + key + ": " + quoted(value)));
        }
        lines.add("methods:");
        lines.add("  compressed:");
        lines.add("    use: " + quoted(method));
        if (calibration != null) {
            lines.add("    calibration: data");
        }
        Map<String, String> with = NamedValues.of("--option", "bits=4", options);
        if (!with.isEmpty()) {
            lines.add("    with:");
            with.forEach((key, value) -> lines.add("      " + key + ": " + quoted(value)));
        }
        return String.join("\n", lines) + "\n";
    }

    /** YAML's plain words mean what the option makes of them; in quotes they cannot become anything else. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replace('\n', ' ') + "'";
    }

    private static Map<String, Object> more(VariantFacts facts) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("sparsity", facts.sparsity());
        more.put(
                "deviations",
                facts.layers().stream()
                        .mapToInt(layer -> layer.deviations().size())
                        .sum());
        more.put("artifact", facts.artifact());
        return more;
    }
}
