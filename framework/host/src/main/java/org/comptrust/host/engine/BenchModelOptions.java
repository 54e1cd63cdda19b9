package org.comptrust.host.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.comptrust.core.port.ModelException;
import org.comptrust.models.bench.BenchShape;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which model a {@code bench} command works on, and what that computes in. */
final class BenchModelOptions {
    @Option(
            names = "--model",
            paramLabel = "SHAPE|DIR",
            description = "15M, 110M or 1.1B of random weights, or a checkpoint folder; ${DEFAULT-VALUE} if not given.")
    String model;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "float32, bfloat16 or float16; ${DEFAULT-VALUE} if not given.")
    String dtype = Precision.FLOAT32.toString();

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /** @param usual the model if none is given */
    BenchModelOptions(BenchShape usual) {
        this.model = usual.toString();
    }

    /** @throws ParameterException if there is no such dtype */
    Precision precision() {
        return Precision.named(dtype)
                .orElseThrow(
                        () -> BenchSession.misuse(command, "--dtype: " + dtype + " is none of " + Precision.names()));
    }

    /**
     * The shape of random weights; empty: the model is a folder.
     *
     * @throws ParameterException if it is neither
     */
    Optional<BenchShape> shape() {
        Optional<BenchShape> shape = BenchShape.named(model);
        if (shape.isEmpty() && !Files.isDirectory(Path.of(model))) {
            throw BenchSession.misuse(
                    command, "--model: " + model + " is neither a folder nor one of " + BenchShape.names());
        }
        return shape;
    }

    /**
     * The model as files; the caller closes them.
     *
     * @throws ParameterException if there is no such model
     * @throws ModelException if there is no room for random weights
     */
    BenchModels files() {
        return BenchModels.of(shape(), model);
    }

    /**
     * Reads the model of a folder for some work.
     *
     * @throws ModelException if it cannot be read
     */
    <T> T read(TorchEngine engine, Precision precision, Function<BaseModel, T> work) {
        return EngineModels.translated(() -> {
            try (BaseModel base = BaseModel.open(engine, Path.of(model), EngineModels.defaultCache(), precision)) {
                return work.apply(base);
            }
        });
    }

    /** How a report begins. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("model", model);
        figures.put("dtype", dtype);
        return figures;
    }
}
