package org.comptrust.core.fake;

import java.util.List;
import java.util.Set;
import org.comptrust.api.RunContext;
import org.comptrust.api.compression.CompressionInputs;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.compression.CompressionPlan;
import org.comptrust.api.compression.DecoderBlock;
import org.comptrust.api.compression.Estimate;
import org.comptrust.api.compression.Need;
import org.comptrust.api.compression.Stage;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.model.LinearShape;
import org.comptrust.api.option.Option;

/** A method that the fake model obeys by answering worse with fewer bits. */
public final class Rounding implements CompressionMethod<Rounding.Settings> {
    public enum Grid {
        SYMMETRIC,
        ASYMMETRIC
    }

    public record Settings(
            @Option(
                    value = "bits per weight",
                    oneOf = {"2", "3", "4", "8"})
            int bits,

            @Option(value = "columns that share a scale; -1 for a whole row", absent = "-1", min = -1)
            int groupSize,

            @Option(value = "where the grid lies", absent = "symmetric")
            Grid grid,

            @Option(value = "whether inputs are measured", absent = "false")
            boolean measured,

            @Option(value = "rows at a time", absent = "16", min = 1, changesResult = false)
            int rows) {}

    @Override
    public String id() {
        return "rounding";
    }

    @Override
    public Class<Settings> options() {
        return Settings.class;
    }

    @Override
    public CompressionPlan plan(CompressionInputs<Settings> inputs) {
        Settings settings = inputs.value();
        if (settings.groupSize() == 13) {
            throw new IllegalStateException("thirteen is unlucky");
        }
        for (LinearShape linear : inputs.shape().linears()) {
            inputs.of(linear)
                    .map(Settings::groupSize)
                    .filter(size -> size > 0 && linear.in() % size != 0)
                    .ifPresent(size -> inputs.problem(
                            linear,
                            "groupSize",
                            size + " does not divide " + linear.in(),
                            "Use a divisor, or -1 for one scale per row."));
        }
        return new CompressionPlan() {
            @Override
            public List<Stage> stages(List<LinearShape> block) {
                List<LinearShape> targets = block.stream()
                        .filter(linear -> inputs.of(linear).isPresent())
                        .toList();
                return targets.isEmpty()
                        ? List.of()
                        : List.of(new Stage(targets, settings.measured() ? Set.of(Need.MEAN_SQUARE) : Set.of()));
            }

            @Override
            public StageResult compress(DecoderBlock block, RunContext run) {
                throw new UnsupportedOperationException("the fake model has no weights");
            }

            @Override
            public Estimate estimate(LinearShape linear) {
                return new Estimate(inputs.of(linear).orElseThrow().bits() + 0.5, 0, 0);
            }
        };
    }
}
