package org.comptrust.host.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.Need;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.model.ModelShape;
import org.comptrust.core.option.OptionBinder;
import org.comptrust.core.spec.Place;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecNode;
import org.comptrust.core.spec.SpecReader;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.text.Figures;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.CompressionBench;
import org.comptrust.models.compress.CompressionWalk;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench compression}: speed of the installed methods on layers and models of random weights. */
@Command(
        name = "compression",
        description =
                "Speed of the compression methods on random layers, or on a whole random model, beside plain operations.")
public final class CompressionBenchCommand implements Callable<Integer> {
    private static final String BITS = "bits";
    private static final Figures FIGURES =
            new Figures(number -> number >= 1000 ? "%.0f" : number >= 10 ? "%.1f" : "%.3f");

    private final Supplier<PluginCatalog> plugins;

    @Option(
            names = "--methods",
            paramLabel = "ID",
            split = ",",
            description = "Methods to measure; all that are installed if not given.")
    List<String> methods = List.of();

    @Option(
            names = "--option",
            paramLabel = "NAME=VALUE",
            description = "An option of all methods that have it; bits=4 where a method requires it and none is given.")
    Map<String, String> options = Map.of();

    @Option(
            names = "--size",
            paramLabel = "N",
            split = ",",
            description = "Inputs and outputs of a layer; 2048,4096 if not given.")
    List<Integer> sizes = List.of(2048, 4096);

    @Option(
            names = "--model",
            paramLabel = "SHAPE",
            description = "Compress a whole model of random weights instead: 15M, 110M or 1.1B.")
    @Nullable
    String model;

    @Option(names = "--samples", paramLabel = "N", description = "Calibration sequences; 128 if not given.")
    int samples = 128;

    @Option(names = "--length", paramLabel = "N", description = "Tokens of each; 512 if not given.")
    int length = 512;

    @Option(names = "--repetitions", paramLabel = "N", description = "Of which the quickest counts; 3 if not given.")
    int repetitions = 3;

    @Mixin
    BenchSession session = new BenchSession();

    /** @param plugins opens the installed plugins; the command closes them */
    public CompressionBenchCommand(Supplier<PluginCatalog> plugins) {
        this.plugins = plugins;
    }

    @Override
    public Integer call() {
        if (samples < 1 || length < 1 || repetitions < 1 || sizes.stream().anyMatch(size -> size < 1)) {
            throw session.misuse("--samples, --length, --repetitions and --size must be at least 1");
        }
        try (PluginCatalog catalog = plugins.get();
                TorchEngine engine = session.startEngine()) {
            CompressionBench bench = new CompressionBench(engine, samples, length, repetitions);
            Map<String, Function<ModelShape, CompressionPlan>> planned = planned(catalog);
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("engine", engine.identity());
            all.put("processors", Runtime.getRuntime().availableProcessors());
            all.put("samples", samples);
            all.put("length", length);
            List<Map<String, Object>> rows = model == null ? layers(bench, planned, all) : models(bench, planned);
            String text = FIGURES.lines(30, all) + "\n\n" + FIGURES.table(rows);
            all.put(model == null ? "layers" : "models", rows);
            session.print(all, text);
        }
        return 0;
    }

    private List<Map<String, Object>> layers(
            CompressionBench bench,
            Map<String, Function<ModelShape, CompressionPlan>> planned,
            Map<String, Object> all) {
        session.say("matrix products");
        double ceiling = bench.ceiling(Precision.FLOAT32);
        all.put("matmul ceiling (GFLOP/s)", ceiling / 1e9);
        double rounded = ceiling;
        if (planned.values().stream().anyMatch(CompressionBench::roundsInputs)) {
            rounded = bench.ceiling(Precision.BFLOAT16);
            all.put("bfloat16 matmul ceiling (GFLOP/s)", rounded / 1e9);
        }
        double bfloat16 = rounded;
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int size : sizes) {
            session.say(size + ": the plain way");
            CompressionBench.Plain plain = bench.plain(size);
            all.put("plain Hessian, " + size + " (s)", plain.hessianSeconds());
            all.put("plain factor, " + size + " (s)", plain.factorSeconds());
            planned.forEach((method, planning) -> {
                session.say(size + ": " + method);
                Optional<CompressionBench.Layer> layer = bench.layer(planning, size);
                if (layer.isEmpty()) {
                    session.say(method + " needs more than a layer of its own: left to --model");
                } else {
                    rows.add(row(method, size, layer.get(), plain, ceiling, bfloat16));
                }
            });
        }
        return rows;
    }

    private Map<String, Object> row(
            String method,
            int size,
            CompressionBench.Layer layer,
            CompressionBench.Plain plain,
            double ceiling,
            double bfloat16Ceiling) {
        double tokens = (double) samples * length;
        boolean rounded = layer.needs().contains(Need.GRAM_BFLOAT16);
        boolean gram = rounded || layer.needs().contains(Need.GRAM);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("method", method);
        row.put("size", size);
        row.put("measures", layer.needs().stream().map(Need::toString).sorted().collect(Collectors.joining(" ")));
        row.put("measuring (s)", layer.measureSeconds());
        if (!layer.needs().isEmpty()) {
            row.put("measuring (tokens/s)", tokens / layer.measureSeconds());
        }
        if (gram) {
            // A symmetric matrix has half of the products of a full one.
            row.put(
                    "measuring (of ceiling)",
                    tokens * size * size / layer.measureSeconds() / (rounded ? bfloat16Ceiling : ceiling));
            row.put("measuring (of plain)", layer.measureSeconds() / plain.hessianSeconds());
        }
        row.put("solving (s)", layer.solveSeconds());
        if (gram) {
            row.put("solving (of ceiling)", layer.flops() / layer.solveSeconds() / ceiling);
            row.put("solving (of plain factor)", layer.solveSeconds() / plain.factorSeconds());
        }
        return row;
    }

    private List<Map<String, Object>> models(
            CompressionBench bench, Map<String, Function<ModelShape, CompressionPlan>> planned) {
        BenchShape shape = BenchShape.named(String.valueOf(model))
                .orElseThrow(() -> session.misuse("--model: " + model + " is none of " + BenchShape.names()));
        List<Map<String, Object>> rows = new ArrayList<>();
        planned.forEach((method, planning) -> {
            session.say(shape + ": " + method);
            CompressionWalk.Watcher watcher = (done, total) -> session.say("  block " + done + " of " + total);
            double seconds = bench.model(shape, planning, watcher);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("method", method);
            row.put("model", shape.toString());
            row.put("seconds", seconds);
            row.put("minutes", seconds / 60);
            row.put("tokens/s", samples * (double) length / seconds);
            rows.add(row);
        });
        return rows;
    }

    private Map<String, Function<ModelShape, CompressionPlan>> planned(PluginCatalog catalog) {
        Map<String, Function<ModelShape, CompressionPlan>> planned = new LinkedHashMap<>();
        for (String id : methods.isEmpty() ? catalog.methods() : methods) {
            CompressionMethod<?> method = catalog.method(id)
                    .orElseThrow(() -> session.misuse(
                            "--methods: no method \"" + id + "\". Installed: " + String.join(", ", catalog.methods())))
                    .value();
            planned.put(id, planning(id, method));
        }
        for (String option : options.keySet()) {
            boolean known = planned.keySet().stream()
                    .map(id -> catalog.method(id).orElseThrow().value().options())
                    .anyMatch(type -> OptionBinder.names(type).contains(option));
            if (!known) {
                throw session.misuse("--option: no method measured has an option \"" + option + '"');
            }
        }
        return planned;
    }

    private <O extends Record> Function<ModelShape, CompressionPlan> planning(String id, CompressionMethod<O> method) {
        Map<String, String> given = new LinkedHashMap<>(options);
        given.keySet().retainAll(OptionBinder.names(method.options()));
        Problems problems = new Problems("options of " + id);
        Optional<O> bound = bound(method.options(), given, problems);
        if (bound.isEmpty() && OptionBinder.names(method.options()).contains(BITS) && !given.containsKey(BITS)) {
            given.put(BITS, "4");
            problems = new Problems("options of " + id);
            bound = bound(method.options(), given, problems);
        }
        String wrong = id + ": " + problems.list();
        O value = bound.orElseThrow(() -> session.misuse("--option: " + wrong));
        return shape -> method.plan(new Inputs<>(id, value, shape));
    }

    private static <O extends Record> Optional<O> bound(Class<O> type, Map<String, String> given, Problems problems) {
        String yaml = given.isEmpty()
                ? "{}"
                : given.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("\n"));
        return SpecReader.parse(yaml, problems)
                .filter(SpecNode.Fields.class::isInstance)
                .map(SpecNode.Fields.class::cast)
                .flatMap(node -> new OptionBinder<>(type, problems).bind(node.fields(), Place.START));
    }

    /** Options that came from a command line have no place: what does not fit ends the command. */
    private final class Inputs<O extends Record> implements CompressionInputs<O> {
        private final String method;
        private final O value;
        private final ModelShape shape;

        Inputs(String method, O value, ModelShape shape) {
            this.method = method;
            this.value = value;
            this.shape = shape;
        }

        @Override
        public O value() {
            return value;
        }

        @Override
        public ModelShape shape() {
            return shape;
        }

        @Override
        public void problem(String component, String whatIsWrong, String wayOut) {
            throw session.misuse("--option " + component + " of " + method + ": " + whatIsWrong + ". " + wayOut);
        }

        @Override
        public void problem(LinearShape linear, String component, String whatIsWrong, String wayOut) {
            problem(component, whatIsWrong, wayOut);
        }
    }
}
