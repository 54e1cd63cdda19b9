package org.comptrust.host.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.host.text.Figures;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.PackedBench;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.ProductTimes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench packed}: what it brings, here, to multiply a few rows with weights that stay quantized. */
@Command(
        name = "packed",
        description = "Products of a few rows with quantized weights that stay packed, beside plain ones.")
public final class PackedBenchCommand implements Callable<Integer> {
    private static final double MB = 1e6;
    private static final Figures FIGURES =
            new Figures(number -> number < 0.01 ? "%.5f" : number < 10 ? "%.2f" : "%.1f");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

    @Option(
            names = "--sizes",
            paramLabel = "OUTxIN|SHAPE",
            split = ",",
            description = "Matrices such as 2048x768, or all of a shape; 110M,1.1B if not given.")
    List<String> sizes = List.of(BenchShape.M110.toString(), BenchShape.B1_1.toString());

    @Option(names = "--rows", paramLabel = "N", split = ",", description = "Rows; 1,2,4,8,32 if not given.")
    int[] rows = {1, 2, 4, 8, 32};

    @Option(
            names = "--model",
            paramLabel = "SHAPE",
            description = "Decodes with a whole model of random weights instead: 15M, 110M or 1.1B.")
    @Nullable
    String model;

    @Mixin
    BenchSession session = new BenchSession();

    @Override
    public Integer call() {
        for (int count : rows) {
            if (count < 1) {
                throw session.misuse("--rows: must be at least 1");
            }
        }
        try (TorchEngine engine = session.startEngine()) {
            PackedBench bench = new PackedBench(engine);
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("engine", engine.identity());
            all.put("memory reading (GB/s)", bench.bandwidth() / 1e9);
            List<Map<String, Object>> table;
            if (model == null) {
                table = products(bench, matrices());
            } else {
                table = decoding(bench, shape(model));
                all.put("model", model);
            }
            StringBuilder text = new StringBuilder();
            all.forEach((name, value) ->
                    text.append(name).append(": ").append(FIGURES.text(value)).append('\n'));
            all.put(model == null ? "products" : "decoding", table);
            session.print(all, text.append(FIGURES.table(table)).toString());
        }
        return 0;
    }

    private List<int[]> matrices() {
        List<int[]> matrices = new ArrayList<>();
        for (String size : sizes) {
            Optional<BenchShape> shape = BenchShape.named(size);
            Matcher numbers = SIZE.matcher(size);
            if (shape.isPresent()) {
                matrices.addAll(PackedBench.sizes(shape.get()));
            } else if (numbers.matches()) {
                int out = Integer.parseInt(numbers.group(1));
                int in = Integer.parseInt(numbers.group(2));
                if (out == 0 || in == 0 || out % 16 != 0 || in % 32 != 0) {
                    throw session.misuse(
                            "--sizes: " + size + " has no packed product; outputs come in 16s and inputs in 32s");
                }
                matrices.add(new int[] {out, in});
            } else {
                throw session.misuse("--sizes: " + size + " is neither OUTxIN nor one of " + BenchShape.names());
            }
        }
        return matrices;
    }

    private List<Map<String, Object>> products(PackedBench bench, List<int[]> matrices) {
        double bandwidth = bench.bandwidth();
        List<Map<String, Object>> all = new ArrayList<>();
        for (int[] matrix : matrices) {
            for (int count : rows) {
                session.say(matrix[0] + " x " + matrix[1] + ", rows " + count);
                List<ProductTimes.Measured> forms = bench.products(matrix[0], matrix[1], count);
                double float32 = forms.get(0).seconds();
                double bfloat16 = forms.get(1).seconds();
                for (ProductTimes.Measured form : forms) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("matrix", matrix[0] + " x " + matrix[1]);
                    row.put("rows", count);
                    row.put("form", form.form());
                    row.put("microseconds", form.seconds() * 1e6);
                    row.put("MB read", form.bytes() / MB);
                    row.put("times bfloat16", bfloat16 / form.seconds());
                    row.put("times float32", float32 / form.seconds());
                    row.put("of memory reading", form.bytes() / form.seconds() / bandwidth);
                    row.put("relative error", form.error());
                    all.add(row);
                }
            }
        }
        return all;
    }

    private List<Map<String, Object>> decoding(PackedBench bench, BenchShape shape) {
        int[] few = Arrays.stream(rows)
                .filter(count -> count <= PackedBench.packedRows())
                .toArray();
        if (few.length == 0) {
            throw session.misuse(
                    "--rows: decoding reads packed weights with at most " + PackedBench.packedRows() + " rows");
        }
        Map<Integer, Double> float32 = new LinkedHashMap<>();
        for (int count : few) {
            session.say("float32, rows " + count);
            float32.put(count, bench.float32(shape, count));
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (int bits : new int[] {8, 4}) {
            session.say(bits + " bits");
            for (PackedBench.Decoding one : bench.decoding(shape, bits, few)) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("bits", bits);
                row.put("group", bits == 4 ? PackedBench.group(shape) : "output");
                row.put("rows", one.rows());
                row.put("float32 tokens/s", float32.get(one.rows()));
                row.put("bfloat16 tokens/s", one.bfloat16());
                row.put("packed tokens/s", one.packed());
                row.put("times bfloat16", one.packed() / one.bfloat16());
                row.put("times float32", one.packed() / float32.get(one.rows()));
                row.put("bfloat16 MB", one.weightBytes() / MB);
                row.put("packed MB more", one.packedBytes() / MB);
                all.add(row);
            }
        }
        return all;
    }

    private BenchShape shape(String name) {
        return BenchShape.named(name)
                .orElseThrow(() -> session.misuse("--model: " + name + " is none of " + BenchShape.names()));
    }
}
