package org.comptrust.host.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.text.Figures;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.RandomModel;
import org.comptrust.models.bench.SharingBench;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench sharing}: what reading common beginnings once saves. */
@Command(
        name = "sharing",
        description =
                "Few-shot requests, made up for eight dimensions or of an experiment's own, with beginnings read once and"
                        + " with each prompt read as a whole.")
public final class SharingBenchCommand implements Callable<Integer> {
    private static final Figures FIGURES = new Figures(number -> number < 0.001 && number > 0 ? "%.1e" : "%.3f");

    private final Supplier<PluginCatalog> plugins;

    @Mixin
    BenchModelOptions model = new BenchModelOptions(BenchShape.M110);

    @Option(
            names = "--data",
            paramLabel = "SPEC.yaml",
            description =
                    "Ask what the dimensions of this experiment ask, of its data: the model of --model in place of its own;"
                            + " of a dimension with demonstrations only the scenarios that show them.")
    @Nullable
    Path data;

    @Option(names = "--items", paramLabel = "N", description = "Requests of a dimension; 16 if not given.")
    int items = 16;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            description =
                    "With --data: of a dimension at most so many, read and written, estimated; no limit if not given.")
    long tokens = Long.MAX_VALUE;

    @Option(
            names = "--neighbours",
            paramLabel = "N",
            description =
                    "With --data: of a scenario so many items or more, rather of fewer scenarios; 32 if not given. The more, the"
                            + " nearer to a whole run, in which all items of a scenario are asked.")
    int neighbours = 32;

    @Option(names = "--repetitions", paramLabel = "N", description = "Of which the quickest counts; 2 if not given.")
    int repetitions = 2;

    @Option(
            names = "--positions",
            paramLabel = "N",
            description = "Context of random weights, in tokens; that of the shape if not given.")
    int positions;

    @Option(
            names = "--tokenizer",
            paramLabel = "DIR",
            description = "Folder of a tokenizer for random weights; one of made-up words if not given.")
    @Nullable
    Path tokenizer;

    @Mixin
    BenchSession session = new BenchSession();

    /** @param plugins opens the installed plugins; the command closes them */
    public SharingBenchCommand(Supplier<PluginCatalog> plugins) {
        this.plugins = plugins;
    }

    @Override
    public Integer call() {
        Precision precision = model.precision();
        if (items < 1 || repetitions < 1 || tokens < 1 || neighbours < 1) {
            throw session.misuse("--items, --tokens, --neighbours and --repetitions must be at least 1");
        }
        if (positions < 0) {
            throw session.misuse("--positions must be at least 1");
        }
        try (BenchModels files = files()) {
            Optional<SpecQuestions> questions =
                    Optional.ofNullable(data).map(spec -> questions(spec, files, precision));
            try (TorchEngine engine = session.startEngine()) {
                SharingReport report = new SharingReport(
                        EngineModels.translated(() -> measured(engine, files, precision, questions)),
                        questions.map(SpecQuestions::asked).orElse(List.of()));
                print(engine.identity(), report);
                return report.holds() ? 0 : 1;
            }
        }
    }

    private BenchModels files() {
        Optional<BenchShape> shape = model.shape();
        if (shape.isEmpty() && (positions > 0 || tokenizer != null)) {
            throw session.misuse("--positions and --tokenizer are for random weights, a folder has its own");
        }
        Optional<RandomModel> random =
                shape.map(RandomModel::of).map(usual -> positions > 0 ? usual.withPositions(positions) : usual);
        return BenchModels.of(random, Optional.ofNullable(tokenizer), model.model);
    }

    private SpecQuestions questions(Path spec, BenchModels files, Precision precision) {
        session.say("reading items");
        try (PluginCatalog catalog = plugins.get()) {
            SpecQuestions questions =
                    SpecQuestions.read(catalog, spec, files.folder(), precision.toString(), items, tokens, neighbours);
            if (questions.asked().stream().allMatch(each -> each.groups().isEmpty())) {
                throw session.misuse("--data: none of the dimensions of " + spec + " has anything to ask");
            }
            return questions;
        }
    }

    private List<SharingBench.Dimension> measured(
            TorchEngine engine, BenchModels files, Precision precision, Optional<SpecQuestions> questions) {
        SharingBench bench = new SharingBench(engine, repetitions);
        return questions
                .map(given -> bench.run(
                        files.folder(),
                        files.cache(),
                        precision,
                        given.dialogues(),
                        given.asked().stream()
                                .filter(each -> !each.groups().isEmpty())
                                .map(each -> new SharingBench.Questions(each.label(), each.groups()))
                                .toList(),
                        session::say))
                .orElseGet(() -> bench.run(files.folder(), files.cache(), precision, items, session::say));
    }

    private void print(String identity, SharingReport report) {
        Map<String, Object> all = model.figures();
        all.put("engine", identity);
        all.putAll(report.figures());
        List<Map<String, Object>> rows = report.rows();
        String text = FIGURES.lines(36, all) + "\n\n" + FIGURES.table(rows);
        all.put("dimensions", rows);
        session.print(all, text);
    }
}
