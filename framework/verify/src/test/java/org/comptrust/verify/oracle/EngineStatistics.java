package org.comptrust.verify.oracle;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.Set;
import org.comptrust.api.compression.Need;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.testkit.InputStatistics;
import org.comptrust.testkit.LayerInputs;
import org.comptrust.testkit.Matrix;

/** The statistics that the compression walk measures, one sequence after the other. */
record EngineStatistics(TorchEngine engine) implements InputStatistics {
    private interface Reading {
        NDArray of(org.comptrust.models.compress.InputStatistics sums, PtNDManager scope);
    }

    @Override
    public float[] meanSquare(LayerInputs inputs) {
        return measured(inputs, Need.MEAN_SQUARE, (sums, scope) -> sums.meanSquare(scope));
    }

    @Override
    public float[] absMean(LayerInputs inputs) {
        return measured(inputs, Need.ABS_MEAN, (sums, scope) -> sums.absMean(scope));
    }

    @Override
    public Matrix gram(LayerInputs inputs) {
        int width = inputs.tokens().columns();
        return new Matrix(width, width, measured(inputs, Need.GRAM, (sums, scope) -> sums.gram(scope)));
    }

    private float[] measured(LayerInputs inputs, Need need, Reading reading) {
        int width = inputs.tokens().columns();
        float[] all = inputs.tokens().values();
        try (PtNDManager scope = engine.newScope();
                var sums = new org.comptrust.models.compress.InputStatistics(engine, width, Set.of(need))) {
            int at = 0;
            for (int length : inputs.sequenceLengths()) {
                float[] part = Arrays.copyOfRange(all, at * width, (at + length) * width);
                try (NDArray sequence = scope.create(part, new Shape(1, length, width))) {
                    sums.observe(sequence);
                }
                at += length;
            }
            return reading.of(sums, scope).toFloatArray();
        }
    }
}
