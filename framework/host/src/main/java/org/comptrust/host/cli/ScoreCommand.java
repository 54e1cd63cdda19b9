package org.comptrust.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.core.files.TemporaryFolder;
import org.comptrust.core.plan.PlannedScenario;
import org.comptrust.core.recorded.RecordedExport;
import org.comptrust.core.recorded.Rescoring;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.CellScore;
import org.comptrust.core.result.CellStatistics;
import org.comptrust.core.result.Confidence;
import org.comptrust.core.result.Interval;
import org.comptrust.core.result.ScenarioScore;
import org.comptrust.core.spec.SpecException;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.text.Json;
import org.comptrust.host.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Scores answers that are there already. */
@Command(
        name = "score",
        description =
                "Scores recorded answers without a model: those of a run, of a file, or of a benchmark's own files.")
final class ScoreCommand implements Callable<Integer> {
    /** What fits no item is counted; so many of it are told. */
    private static final int MOST_TOLD = 20;

    private final Session session;

    @Option(names = "--dimension", paramLabel = "ID", description = "The dimension.")
    @Nullable
    String dimension;

    @Option(
            names = "--responses",
            paramLabel = "DIR|FILE",
            description = "Answers in JSON Lines, or files of answers as the benchmark writes them.")
    @Nullable
    Path responses;

    @Option(names = "--journal", paramLabel = "DIR", description = "Folder of a run whose answers are scored.")
    @Nullable
    Path journal;

    @Option(
            names = "--of",
            paramLabel = "MODEL/VARIANT",
            description = "Whose answers of the journal; needed if there are several.")
    @Nullable
    String of;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "Only files of the benchmark whose path holds this, such as the name of a model.")
    String only = "";

    @Option(names = "--data", paramLabel = "DIR", description = "The benchmark's folder or file on your disk.")
    @Nullable
    Path data;

    @Option(names = "--variant", paramLabel = "fork|upstream", description = "The same as --option scoring=...")
    @Nullable
    String variant;

    @Option(names = "--option", paramLabel = "NAME=VALUE", description = "An option of the dimension. May come often.")
    List<String> options = new ArrayList<>();

    @Option(
            names = "--paper-template",
            paramLabel = "NAME",
            description = "The study's template by which the answers were asked; it may cut them.")
    @Nullable
    String paperTemplate;

    @Option(
            names = "--export",
            paramLabel = "DIR",
            description = "Write the journal's answers there in JSON Lines, instead of scoring them.")
    @Nullable
    Path export;

    @Option(names = "--no-intervals", description = "Scores alone: quicker where there are many answers.")
    boolean noIntervals;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    ScoreCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if ((responses == null) == (journal == null)) {
            throw new UsageException("name the answers: either --responses DIR or --journal DIR.");
        }
        if (export != null) {
            return exported(export);
        }
        String id = Optional.ofNullable(dimension)
                .orElseThrow(() -> new UsageException("--dimension ID is missing; `plugin list` shows them."));
        if (journal == null) {
            return scored(id, Optional.ofNullable(responses).orElseThrow(), Rescoring.Source.UNKNOWN);
        }
        try (TemporaryFolder scratch = TemporaryFolder.create("answers")) {
            Path folder = scratch.path();
            Path run = folderOf(Optional.ofNullable(journal).orElseThrow());
            CellId cell = cell(id, run, folder);
            return scored(
                    id,
                    folder.resolve(cell.model()).resolve(cell.variant()).resolve(cell.dimension() + ".jsonl"),
                    new Rescoring.Source(cell.model(), Optional.of(cell.dimension()), RecordedExport.seed(run)));
        }
    }

    private int exported(Path out) {
        Path run = Optional.ofNullable(journal)
                .orElseThrow(() -> new UsageException("--export needs --journal DIR, the folder of a run."));
        Map<CellId, Integer> written = RecordedExport.write(folderOf(run), out);
        if (written.isEmpty()) {
            throw new UsageException("the journal in " + run + " holds no graded answer.");
        }
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            written.forEach((cell, answers) -> all.put(cell.toString(), answers));
            session.terminal().print(Json.text(all));
        } else {
            written.forEach((cell, answers) -> session.terminal().print(cell + ": " + answers + " answers"));
        }
        return ExitCode.DONE;
    }

    /** The journal may be named itself. */
    private static Path folderOf(Path run) {
        return Files.isRegularFile(run)
                ? Optional.ofNullable(run.toAbsolutePath().getParent()).orElse(run)
                : run;
    }

    /** The cell of a run that is asked for; all its answers are in the folder then. */
    private CellId cell(String id, Path run, Path folder) {
        List<CellId> cells = RecordedExport.write(run, folder).keySet().stream()
                .filter(cell -> cell.dimension().equals(id) || cell.dimension().endsWith("." + id))
                .toList();
        List<CellId> wanted = cells.stream()
                .filter(cell -> of == null || of.equals(cell.model() + "/" + cell.variant()))
                .toList();
        if (wanted.size() != 1) {
            String there = String.join(
                    ", ",
                    cells.stream()
                            .map(cell -> cell.model() + "/" + cell.variant())
                            .distinct()
                            .toList());
            throw new UsageException(
                    cells.isEmpty()
                            ? "the journal in " + run + " holds no graded answer of " + id + "."
                            : "name one of them by --of: " + there + ".");
        }
        return wanted.get(0);
    }

    private int scored(String id, Path answers, Rescoring.Source source) {
        Rescoring.Task task = new Rescoring.Task(
                id,
                Optional.ofNullable(data),
                named(),
                Optional.ofNullable(paperTemplate),
                answers,
                only,
                source,
                !noIntervals);
        Rescoring.Outcome outcome;
        try (PluginCatalog catalog = session.plugins()) {
            outcome = Rescoring.of(catalog, task);
        } catch (SpecException e) {
            throw new UsageException(String.join(
                    "\n",
                    e.problems().stream()
                            .map(problem ->
                                    argument(problem.path()) + ": " + problem.whatIsWrong() + ". " + problem.wayOut())
                            .toList()));
        }
        session.terminal().print(json ? Json.text(asJson(id, outcome)) : text(id, outcome));
        outcome.problems().stream().limit(MOST_TOLD).forEach(session.terminal()::say);
        if (outcome.problems().size() > MOST_TOLD) {
            session.terminal().say("and " + (outcome.problems().size() - MOST_TOLD) + " more; --json lists all");
        }
        if (outcome.score().isPresent()) {
            return ExitCode.DONE;
        }
        session.terminal().say(why(outcome.result()));
        return outcome.result() instanceof CellResult.Failed failed
                ? Failure.exitCodeOf(List.of(failed))
                : ExitCode.FAILED;
    }

    private static String why(CellResult ended) {
        return ended instanceof CellResult.Failed failed ? failed.message() : ((CellResult.Skipped) ended).reason();
    }

    private Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        if (variant != null) {
            named.put("scoring", variant);
        }
        named.putAll(NamedValues.of("--option", "scoring=upstream", options));
        return named;
    }

    /** The argument that a place of the experiment comes from. */
    private String argument(String path) {
        String place = path.replaceFirst("^dimensions\\.rescored\\.?", "");
        if (place.equals("with.scoring") && variant != null) {
            return "--variant";
        } else if (place.startsWith("with.")) {
            return "--option " + place.substring("with.".length());
        } else if (place.startsWith("data")) {
            return "--data";
        } else if (path.contains("paperTemplate")) {
            return "--paper-template";
        }
        return path.contains("responses") ? "--responses" : "--dimension";
    }

    private Map<String, Object> asJson(String id, Rescoring.Outcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("dimension", id);
        all.put("dimensionVersion", outcome.dimension().version());
        all.put("options", outcome.dimension().options());
        all.put("status", outcome.result().status());
        outcome.score()
                .ifPresentOrElse(score -> all.putAll(figures(score)), () -> all.put("message", why(outcome.result())));
        int answered =
                outcome.answered().values().stream().mapToInt(Integer::intValue).sum();
        all.put("items", outcome.dimension().items());
        all.put("answered", answered);
        all.put("unanswered", outcome.dimension().items() - answered);
        List<Map<String, Object>> scenarios = new ArrayList<>();
        for (PlannedScenario scenario : outcome.dimension().scenarios()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", scenario.id());
            one.put("items", scenario.selection().size());
            one.put("answered", outcome.answered().getOrDefault(scenario.id(), 0));
            of(outcome, scenario.id()).ifPresent(score -> {
                score.score().ifPresent(figure -> one.put("score", figure.value()));
                one.putAll(confidence(score.statistics()));
                one.putAll(rates(score.refusalRate(), score.unreadableRate(), score.statistics()));
            });
            scenario.unavailable().ifPresent(why -> one.put("unavailable", why));
            scenarios.add(one);
        }
        all.put("scenarios", scenarios);
        all.put("problems", outcome.problems());
        return all;
    }

    private static Map<String, Object> figures(CellScore cell) {
        Map<String, Object> figures = new LinkedHashMap<>();
        DimensionScore score = cell.score();
        score.headline().ifPresent(headline -> figures.put("score", headline.value()));
        figures.putAll(confidence(cell.statistics()));
        score.compared().ifPresent(compared -> figures.put("compared", compared.value()));
        figures.putAll(rates(cell.refusalRate(), cell.unreadableRate(), cell.statistics()));
        Map<String, Object> metrics = new LinkedHashMap<>();
        score.metrics().forEach(metric -> metrics.put(metric.name(), metric.value()));
        figures.put("metrics", metrics);
        figures.put("remarks", score.remarks());
        return figures;
    }

    private static Map<String, Object> confidence(CellStatistics statistics) {
        return statistics
                .score()
                .interval()
                .map(interval -> Map.<String, Object>of("scoreInterval", ends(interval)))
                .orElseGet(
                        () -> Map.of("scoreIntervalMissing", statistics.score().why()));
    }

    private static Map<String, Object> rates(double refused, double unreadable, CellStatistics statistics) {
        Map<String, Object> rates = new LinkedHashMap<>();
        rates.put("refusalRate", refused);
        statistics.refusals().ifPresent(interval -> rates.put("refusalInterval", ends(interval)));
        rates.put("unreadableRate", unreadable);
        statistics.unreadable().ifPresent(interval -> rates.put("unreadableInterval", ends(interval)));
        return rates;
    }

    private static List<Double> ends(Interval interval) {
        return List.of(interval.low(), interval.high());
    }

    /** The figures of a scenario; empty where none of its items is answered. */
    private static Optional<ScenarioScore> of(Rescoring.Outcome outcome, String scenario) {
        return outcome.score().stream()
                .flatMap(score -> score.scenarios().stream())
                .filter(score -> score.scenario().equals(scenario) && score.asked() > 0)
                .findFirst();
    }

    private static String text(String id, Rescoring.Outcome outcome) {
        TextTable table = new TextTable("scenario", "answered", "of", "score", "95 % interval", "");
        for (PlannedScenario scenario : outcome.dimension().scenarios()) {
            Optional<ScenarioScore> score = of(outcome, scenario.id());
            table.row(
                    scenario.id(),
                    String.valueOf(outcome.answered().getOrDefault(scenario.id(), 0)),
                    String.valueOf(scenario.selection().size()),
                    score.flatMap(ScenarioScore::score)
                            .map(figure -> String.format(Locale.ROOT, "%.2f", figure.value()))
                            .orElse("-"),
                    score.flatMap(found -> found.statistics().score().interval())
                            .map(ScoreCommand::text)
                            .orElse("-"),
                    scenario.unavailable().orElse(""));
        }
        List<String> lines = new ArrayList<>(List.of(table.toString(), ""));
        outcome.score()
                .ifPresentOrElse(
                        cell -> lines.addAll(
                                lines(id + " " + outcome.dimension().options(), cell)),
                        () -> lines.add(id + ": no score"));
        if (!outcome.problems().isEmpty()) {
            lines.add(outcome.problems().size() + " problems, told on standard error");
        }
        return String.join("\n", lines);
    }

    private static List<String> lines(String name, CellScore cell) {
        List<String> lines = new ArrayList<>();
        DimensionScore score = cell.score();
        Confidence sure = cell.statistics().score();
        lines.add(name + ": "
                + score.headline()
                        .map(headline -> String.format(Locale.ROOT, "%.2f", headline.value()))
                        .orElse("no score")
                + sure.interval()
                        .map(interval -> ", 95 % interval " + text(interval))
                        .orElseGet(() -> score.compared().isPresent() ? ", no interval: " + sure.why() : ""));
        lines.add(String.format(
                Locale.ROOT,
                "refused %.1f %%, unreadable %.1f %%",
                100 * cell.refusalRate(),
                100 * cell.unreadableRate()));
        score.metrics()
                .forEach(metric -> lines.add(
                        String.format(Locale.ROOT, "  %-40s %.6g %s", metric.name(), metric.value(), metric.unit())));
        lines.addAll(score.remarks());
        return lines;
    }

    private static String text(Interval interval) {
        return String.format(Locale.ROOT, "%.2f to %.2f", interval.low(), interval.high());
    }
}
