package org.comptrust.host.engine;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.comptrust.core.port.ModelException;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.bench.EngineBench;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.TensorEntry;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.WeightNames;
import org.comptrust.models.engine.TorchDevice;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench engine}: speed here, beside the limits of this machine in the same run. */
@Command(name = "bench", description = "Measures speed.")
public final class BenchCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(specOf(spec).commandLine(), "Missing command");
    }

    private static CommandSpec specOf(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return spec;
    }

    /** Log-likelihoods and decoding. */
    @Command(
            name = "engine",
            description =
                    "Log-likelihood and decoding speed, with the matmul ceiling and memory speed of this machine.")
    public static final class Engine implements Callable<Integer> {
        @Option(
                names = "--model",
                paramLabel = "SHAPE|DIR",
                description = "15M, 110M or 1.1B of random weights, or a checkpoint folder; 110M if not given.")
        String model = BenchShape.M110.toString();

        @Option(names = "--dtype", paramLabel = "TYPE", description = "float32, bfloat16 or float16.")
        String dtype = "float32";

        @Option(names = "--device", paramLabel = "DEVICE", description = "cpu, cuda:0, cuda:1, ...; cpu if not given.")
        String device = "cpu";

        @Option(names = "--threads", paramLabel = "N", description = "Threads of a matrix product.")
        int threads;

        @Option(names = "--json", description = "Print JSON.")
        boolean json;

        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() throws JsonProcessingException {
            PrintWriter out = specOf(spec).commandLine().getOut();
            PrintWriter err = specOf(spec).commandLine().getErr();
            Precision precision = Precision.named(dtype)
                    .orElseThrow(() -> misuse("--dtype: " + dtype + " is none of " + Precision.names()));
            TorchDevice where = TorchDevice.named(device)
                    .orElseThrow(() -> misuse("--device: " + device + " is no device; write cpu or cuda:0"));
            try (TorchEngine engine = EngineModels.startEngine(where)) {
                if (threads > 0) {
                    JniUtils.setNumThreads(threads);
                }
                EngineBench bench = new EngineBench(engine);
                EngineBench.Watcher watcher = what -> {
                    err.println(what + " ...");
                    err.flush();
                };
                EngineBench.Result result = measure(engine, bench, precision, watcher);
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("model", model);
                all.put("dtype", dtype);
                all.put("device", where.toString());
                all.put("engine", engine.identity());
                all.put("processors", Runtime.getRuntime().availableProcessors());
                all.putAll(result.figures());
                if (json) {
                    out.println(
                            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all));
                } else {
                    all.forEach((name, value) -> out.printf(
                            Locale.ROOT,
                            "%-46s %s%n",
                            name,
                            value instanceof Double number ? String.format(Locale.ROOT, "%.4g", number) : value));
                }
            }
            out.flush();
            return 0;
        }

        private EngineBench.Result measure(
                TorchEngine engine, EngineBench bench, Precision precision, EngineBench.Watcher watcher) {
            Optional<BenchShape> shape = BenchShape.named(model);
            if (shape.isPresent()) {
                return bench.run(shape.get(), precision, watcher);
            }
            Path folder = Path.of(model);
            if (!Files.isDirectory(folder)) {
                throw misuse("--model: " + model + " is neither a folder nor one of " + BenchShape.names());
            }
            try (BaseModel base = BaseModel.open(engine, folder, EngineModels.defaultCache(), precision)) {
                boolean tied = base.shape().tiedHead();
                long parameters = base.checkpoint().tensors().values().stream()
                        .filter(entry -> tied || !entry.name().equals(WeightNames.EMBEDDING))
                        .mapToLong(TensorEntry::elements)
                        .sum();
                return bench.run(base.decoder(), parameters, base.shape().vocabulary(), precision, watcher);
            } catch (CheckpointException e) {
                throw new ModelException(e.getMessage(), e);
            }
        }

        private ParameterException misuse(String message) {
            return new ParameterException(specOf(spec).commandLine(), message);
        }
    }
}
