package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.comptrust.api.model.LinearShape;
import org.comptrust.core.plan.SingleMethod;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.comptrust.core.spec.Suggestion;
import org.comptrust.host.engine.LayerLab;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.text.Json;
import org.comptrust.host.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compresses one linear layer: the place where an author tries an idea. */
@Command(
        name = "layer",
        description = "Compresses one linear layer, measured as in a model, and says what it cost.",
        footer = {
            "",
            "A single layer has no block around it: replay takes the layer's own output for a segment's, nothing produces its",
            "input, and there is no norm. A method that moves scales into producers therefore moves none."
        })
final class LabLayerCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "FILE[#TENSOR]",
            description = "Safetensors with the weight, [out, in]; the tensor called weight, or the only one.")
    String weights = "";

    @Option(
            names = "--inputs",
            required = true,
            paramLabel = "FILE[#TENSOR]",
            description = "Safetensors with what enters it, [tokens, in]; the tensor called inputs, or the only one.")
    String inputs = "";

    @Option(
            names = "--sequences",
            paramLabel = "[FILE#]TENSOR",
            description = "Lengths of the sequences of tokens, which lie end to end; one sequence if not given.")
    @Nullable
    String sequences;

    @Option(names = "--with", paramLabel = "METHOD", description = "The compression method.")
    @Nullable
    String with;

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description =
                    "An option of the method, as in an experiment; may be repeated. With --compare, of all methods that have it.")
    List<String> options = List.of();

    @Option(
            names = "--compare",
            paramLabel = "LIST",
            description = "Several methods beside one another, such as rtn:bits=3,gptq:bits=3, best first.")
    @Nullable
    String compare;

    @Option(names = "--seed", paramLabel = "N", description = "Of what the method draws.")
    long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the result as safetensors: weight, and of a quantized one codes, scales, zero_points, group_of.")
    @Nullable
    Path out;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    LabLayerCommand(Session session) {
        this.session = session;
    }

    /** A trial with its outcome, or why it has none. */
    private record Tried(LabTrial trial, Optional<LayerLab.Outcome> outcome, String failure, int exitCode) {}

    @Override
    public Integer call() {
        if ((with == null) == (compare == null)) {
            throw new UsageException("give either --with METHOD or --compare METHOD,METHOD,...");
        }
        if (compare != null && out != null) {
            throw new UsageException("--out writes one result. Give it with --with.");
        }
        try (PluginCatalog catalog = session.plugins()) {
            List<LabTrial> trials = trials(catalog);
            try (LayerLab lab = LayerLab.open(weights, inputs, Optional.ofNullable(sequences))) {
                List<SingleMethod> methods = planned(catalog, trials, lab);
                return with != null ? one(lab, methods.get(0)) : table(lab, trials, methods);
            }
        }
    }

    private List<LabTrial> trials(PluginCatalog catalog) {
        Map<String, String> common = NamedValues.of("--option", "bits=4", options);
        if (with != null) {
            return List.of(new LabTrial(with, with, common));
        }
        List<LabTrial> trials = LabTrial.list(Optional.ofNullable(compare).orElseThrow());
        for (String name : common.keySet()) {
            if (trials.stream().noneMatch(trial -> SingleMethod.options(catalog, trial.method())
                    .contains(name))) {
                List<String> known = trials.stream()
                        .flatMap(trial -> SingleMethod.options(catalog, trial.method()).stream())
                        .distinct()
                        .toList();
                throw new UsageException(
                        "--option " + name + ": no method has such an option. " + Suggestion.of(name, known));
            }
        }
        return trials.stream()
                .map(trial -> {
                    Map<String, String> own = new LinkedHashMap<>(common);
                    own.keySet().retainAll(SingleMethod.options(catalog, trial.method()));
                    return trial.over(own);
                })
                .toList();
    }

    /** Every mistake is found before the first layer is compressed. */
    private static List<SingleMethod> planned(PluginCatalog catalog, List<LabTrial> trials, LayerLab lab) {
        List<SingleMethod> methods = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (LabTrial trial : trials) {
            try {
                methods.add(SingleMethod.of(catalog, trial.method(), trial.options(), lab.shape()));
            } catch (SpecException e) {
                problems.addAll(e.problems());
            }
        }
        if (problems.stream().anyMatch(Problem::missingExtension)
                && !catalog.leftOut().isEmpty()) {
            throw new MissingPluginException(new SpecException(problems));
        }
        if (!problems.isEmpty()) {
            throw new UsageException(
                    problems.stream().map(LabLayerCommand::said).collect(Collectors.joining("\n")));
        }
        return methods;
    }

    /** There is no line and column to name: the option is the place. */
    private static String said(Problem problem) {
        String place = problem.missingExtension()
                ? ""
                : problem.path().isEmpty()
                        ? problem.file() + ": "
                        : problem.file() + ": option " + problem.path() + ": ";
        return place + problem.whatIsWrong() + ". " + problem.wayOut();
    }

    private int one(LayerLab lab, SingleMethod method) {
        LayerLab.Outcome outcome = lab.compress(method, seed, Optional.ofNullable(out));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("layer", layer(lab));
        all.put("method", method.id());
        all.put("options", method.options());
        all.putAll(json(outcome));
        if (out != null) {
            all.put("out", out.toString());
        }
        session.terminal().print(json ? Json.text(all) : text(lab, method, outcome));
        return ExitCode.DONE;
    }

    private String text(LayerLab lab, SingleMethod method, LayerLab.Outcome outcome) {
        List<String> lines = new ArrayList<>();
        line(lines, "layer", layer(lab));
        line(lines, "method", method.id() + " " + method.options());
        line(lines, "output error", figure(outcome.outputError()) + "  of the output, ||X(W'-W)^T|| / ||XW^T||");
        line(lines, "weight error", figure(outcome.weightError()) + "  of the weight, ||W'-W|| / ||W||");
        line(lines, "bits per weight", String.format(Locale.ROOT, "%.3f", outcome.bitsPerWeight()));
        line(lines, "sparsity", figure(outcome.sparsity()));
        line(
                lines,
                "seconds",
                String.format(
                        Locale.ROOT,
                        "%.3f for the method, %.3f to measure the inputs",
                        outcome.compressingSeconds(),
                        outcome.measuringSeconds()));
        outcome.figures().forEach((name, value) -> line(lines, name, figure(value)));
        outcome.deviations().forEach(deviation -> line(lines, "deviation", deviation));
        if (out != null) {
            line(lines, "written", out.toString());
        }
        return String.join("\n", lines);
    }

    private static void line(List<String> lines, String name, String value) {
        lines.add(String.format("%-16s %s", name, value));
    }

    private int table(LayerLab lab, List<LabTrial> trials, List<SingleMethod> methods) {
        List<Tried> tried = new ArrayList<>();
        try (Display display = session.display()) {
            for (int i = 0; i < trials.size(); i++) {
                display.hint("trying " + trials.get(i).written() + " ...");
                tried.add(tried(lab, trials.get(i), methods.get(i)));
            }
        }
        tried.sort(Comparator.comparingDouble(
                one -> one.outcome().map(LayerLab.Outcome::outputError).orElse(Double.POSITIVE_INFINITY)));
        session.terminal().print(json ? Json.text(json(lab, tried)) : text(tried));
        List<Integer> codes = tried.stream()
                .map(Tried::exitCode)
                .filter(code -> code != ExitCode.DONE)
                .distinct()
                .toList();
        return codes.isEmpty() ? ExitCode.DONE : codes.size() == 1 ? codes.get(0) : ExitCode.FAILED;
    }

    private Tried tried(LayerLab lab, LabTrial trial, SingleMethod method) {
        try {
            return new Tried(trial, Optional.of(lab.compress(method, seed, Optional.empty())), "", ExitCode.DONE);
        } catch (PluginException | ModelException e) { // the others are still worth seeing
            Failure failure = Failure.of(e);
            return new Tried(trial, Optional.empty(), failure.message(), failure.exitCode());
        }
    }

    private static String text(List<Tried> tried) {
        TextTable table =
                new TextTable("method", "bits", "output error", "weight error", "sparsity", "seconds", "remarks");
        for (Tried one : tried) {
            Optional<LayerLab.Outcome> outcome = one.outcome();
            table.row(
                    one.trial().written(),
                    outcome.map(o -> String.format(Locale.ROOT, "%.3f", o.bitsPerWeight()))
                            .orElse("-"),
                    outcome.map(o -> fixed(o.outputError())).orElse("-"),
                    outcome.map(o -> fixed(o.weightError())).orElse("-"),
                    outcome.map(o -> fixed(o.sparsity())).orElse("-"),
                    outcome.map(o -> String.format(Locale.ROOT, "%.3f", o.compressingSeconds() + o.measuringSeconds()))
                            .orElse("-"),
                    outcome.map(o -> String.join("; ", o.deviations())).orElse(one.failure()));
        }
        return table.toString();
    }

    private static Map<String, Object> json(LayerLab lab, List<Tried> tried) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("layer", layer(lab));
        List<Object> trials = new ArrayList<>();
        for (Tried one : tried) {
            Map<String, Object> trial = new LinkedHashMap<>();
            trial.put("trial", one.trial().written());
            trial.put("method", one.trial().method());
            one.outcome()
                    .ifPresentOrElse(outcome -> trial.putAll(json(outcome)), () -> trial.put("failure", one.failure()));
            trials.add(trial);
        }
        all.put("trials", trials);
        return all;
    }

    private static Map<String, Object> json(LayerLab.Outcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("outputError", outcome.outputError());
        all.put("weightError", outcome.weightError());
        all.put("bitsPerWeight", outcome.bitsPerWeight());
        all.put("sparsity", outcome.sparsity());
        all.put("compressingSeconds", outcome.compressingSeconds());
        all.put("measuringSeconds", outcome.measuringSeconds());
        all.put("figures", outcome.figures());
        all.put("deviations", outcome.deviations());
        return all;
    }

    private static String layer(LayerLab lab) {
        LinearShape linear = lab.shape().blocks().get(0).get(0);
        return linear.name() + " [" + linear.out() + ", " + linear.in() + "]";
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.5f", value);
    }
}
