package org.comptrust.host.engine;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.comptrust.core.port.Lease;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.text.Figures;
import org.comptrust.host.text.TextTable;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.EngineBench;
import org.comptrust.models.checkpoint.Checkpoint;
import org.comptrust.models.decoder.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench pipeline}: speed of whole runs, beside the limit of matrix products, and what is lost around the forward steps. */
@Command(
        name = "pipeline",
        description = "Speed of whole runs, from spec to report, and what is lost around the model's forward steps.")
public final class PipelineBenchCommand implements Callable<Integer> {
    private final Supplier<PluginCatalog> plugins;

    @Mixin
    BenchModelOptions model = new BenchModelOptions(BenchShape.M110);

    @Option(names = "--items", paramLabel = "N", description = "Questions of each run; 512 if not given.")
    int items = 512;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description = "Of a scored text; of prompt and answer where text is written; 256 if not given.")
    int tokens = 256;

    @Option(
            names = "--runs",
            paramLabel = "KIND",
            split = ",",
            description = "Of ${COMPLETION-CANDIDATES}; all if not given.")
    Set<PipelineBench.Kind> kinds = EnumSet.allOf(PipelineBench.Kind.class);

    @Mixin
    BenchSession session = new BenchSession();

    /** @param plugins opens the installed plugins; the command closes them */
    public PipelineBenchCommand(Supplier<PluginCatalog> plugins) {
        this.plugins = plugins;
    }

    @Override
    public Integer call() {
        Precision precision = model.precision();
        if (items < 2 || tokens < 2) {
            throw session.misuse("--items and --tokens must be at least 2");
        }
        model.shape().ifPresent(shape -> session.say("writing random weights of " + shape));
        try (BenchModels files = model.files()) {
            measure(precision, files);
        }
        return 0;
    }

    private void measure(Precision precision, BenchModels files) {
        Map<String, Object> all = model.figures();
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("items", items);
        all.put("tokens", tokens);
        long parameters = EngineModels.translated(() -> EngineBench.multiplied(Checkpoint.open(files.folder())));
        try (PluginCatalog catalog = plugins.get();
                EngineModels models = EngineModels.start(files.cache())) {
            PipelineBench bench = new PipelineBench(catalog, files.folder(), precision, items, tokens, files.scratch());
            session.say("loading");
            long begun = System.nanoTime();
            Lease lease = bench.start(models);
            try (lease) {
                all.put("engine", models.engineIdentity());
                all.put("start (s)", (System.nanoTime() - begun) / 1e9);
                Map<String, Map<String, Object>> runs = new LinkedHashMap<>();
                for (PipelineBench.Kind kind : kinds) {
                    session.say(kind.toString());
                    PipelineBench.Timed timed = bench.run(models, kind);
                    runs.put(kind.toString(), row(kind, timed, parameters));
                }
                String text = text(all, runs);
                all.put("runs", runs);
                session.print(all, text);
            }
        }
    }

    /**
     * Figures of a run.
     *
     * @param parameters that a token is multiplied with
     */
    private static Map<String, Object> row(PipelineBench.Kind kind, PipelineBench.Timed run, long parameters) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("seconds", run.seconds());
        row.put("in forward steps (s)", run.kernelSeconds());
        row.put("overhead (fraction)", run.overhead());
        row.put("prompt tokens", run.promptTokens());
        row.put("answer tokens", run.answerTokens());
        row.put("matmul ceiling (GFLOP/s)", run.ceiling() / 1e9);
        if (kind == PipelineBench.Kind.SCORING) { // elsewhere not every token meets every parameter
            row.put("tokens/s", run.promptTokens() / run.seconds());
            row.put("of the matmul ceiling", 2.0 * parameters * run.promptTokens() / run.seconds() / run.ceiling());
        } else {
            row.put("prompt tokens/s", run.promptTokens() / run.seconds());
            row.put("answer tokens/s", run.answerTokens() / run.seconds());
        }
        run.parts().forEach((part, seconds) -> row.put(part + " (s)", seconds));
        return row;
    }

    private static String text(Map<String, Object> all, Map<String, Map<String, Object>> runs) {
        Figures figures = new Figures("%.4g");
        StringBuilder text = new StringBuilder(figures.lines(26, all));
        runs.forEach((name, row) -> {
            TextTable table = new TextTable(name, "");
            row.forEach((figure, value) -> table.row(figure, figures.text(value)));
            text.append("\n\n").append(table);
        });
        return text.toString();
    }
}
