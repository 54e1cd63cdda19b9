package com.example.salient;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.*;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.option.Option;
import org.pf4j.Extension;

/** Keeps the columns whose inputs are largest and turns all others into a sign and one scale per row. */
@Extension
public final class SalientColumns implements CompressionMethod<SalientColumns.Settings> {
    public record Settings(
            @Option(value = "fraction of columns that are kept", absent = "0.25", min = 0, max = 1) double keep) {}

    private static final KernelText TEXT = KernelText.resource(SalientColumns.class, "salient.py");

    @Override
    public String id() {
        return "com.example.salient-columns";
    }

    @Override
    public Class<Settings> options() {
        return Settings.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<Settings> inputs) {
        double keep = inputs.value().keep();
        return new CompressionPlan() {
            @Override
            public List<Stage> stages(List<LinearShape> block) {
                return List.of(new Stage(block, Set.of(Need.MEAN_SQUARE)));
            }

            @Override
            public StageResult compress(DecoderBlock block, RunContext run) {
                Kernel kernel = run.kernels().load(TEXT);
                StageResult result = new StageResult();
                for (LinearLayer layer : block.targets()) {
                    run.throwIfCancelled();
                    int kept = (int) Math.ceil(keep * layer.shape().in());
                    var weight = kernel.array("binarized", layer.weight(), layer.input().meanSquare(), kept);
                    result.put(layer, new DenseWeight(weight, Optional.empty()),
                            new LayerReport(layer.shape().name(), Map.of("kept columns", (double) kept), List.of()));
                }
                return result;
            }

            @Override
            public Estimate estimate(LinearShape linear) {
                return new Estimate(1 + 15 * keep + 16.0 / linear.in(), 4.0 * linear.parameters(), 8L * linear.parameters());
            }
        };
    }
}
