package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.Replay;
import org.comptrust.api.compression.Segment;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.decoder.BlockParts;
import org.comptrust.models.decoder.BlockParts.Alternative;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;

/** Trial weights against the present ones, on what is held of the calibration data. */
final class BlockReplay implements Replay {
    private final TorchEngine engine;
    private final TorchModule module;
    private final BlockParts parts;
    private final BlockData data;

    BlockReplay(TorchEngine engine, BlockParts parts, BlockData data) {
        this.engine = engine;
        this.module = engine.module(ActivationChecks.TEXT);
        this.parts = parts;
        this.data = data;
    }

    @Override
    public double[] errors(Segment segment, List<Map<LinearLayer, NDArray>> trials) {
        List<Alternative> alternatives = new ArrayList<>();
        try (Alternative present = parts.present()) {
            trials.forEach(trial -> alternatives.add(parts.with(standIns(segment, trial))));
            double[] sums = new double[trials.size()];
            long[] elements = new long[1];
            data.forEach((batch, run, scratch) -> {
                PtNDArray entering = entering(segment, run);
                PtNDArray reference = output(segment, present, entering, scratch);
                Place last = segment == Segment.ATTENTION ? Place.ATTENDED : Place.INNER;
                data.checks().requireLeaving(reference, data.linears(), last);
                elements[0] += reference.size();
                for (int i = 0; i < sums.length; i++) {
                    try (PtNDArray output = output(segment, alternatives.get(i), entering, scratch);
                            IValue distance = module.call("squared_distance", output, reference)) {
                        sums[i] += distance.toDouble();
                    }
                }
            });
            for (int i = 0; i < sums.length; i++) {
                // An overflow is the worst of all errors; as NaN, it would compare as none.
                sums[i] = Double.isNaN(sums[i]) ? Double.POSITIVE_INFINITY : sums[i] / elements[0];
            }
            return sums;
        } finally {
            alternatives.forEach(Alternative::close);
        }
    }

    private static PtNDArray entering(Segment segment, BatchRun run) {
        return switch (segment) {
            case ATTENTION -> run.linearInput(Place.INPUT);
            case MLP -> run.linearInput(Place.MIDDLE);
            case BLOCK -> run.at(Place.INPUT);
        };
    }

    private static PtNDArray output(Segment segment, Alternative weights, PtNDArray entering, PtNDManager scratch) {
        return switch (segment) {
            case ATTENTION -> weights.attention(entering, scratch);
            case MLP -> weights.mlp(entering, scratch);
            case BLOCK -> weights.block(entering, scratch);
        };
    }

    private Map<String, NDArray> standIns(Segment segment, Map<LinearLayer, NDArray> trial) {
        Map<String, NDArray> standIns = new HashMap<>();
        trial.forEach((layer, value) -> {
            LinearShape shape = layer.shape();
            if (!data.linears().contains(shape) || !isIn(segment, shape)) {
                throw new IllegalArgumentException(shape.name() + " is not in the segment " + segment + " of block "
                        + data.linears().get(0).block());
            }
            if (value.getDataType() != DataType.FLOAT32
                    || !value.getShape().equals(new Shape(shape.out(), shape.in()))) {
                throw new IllegalArgumentException("a trial weight of " + shape.name() + " must be float32 ["
                        + shape.out() + ", " + shape.in() + "], was " + value.getDataType() + " " + value.getShape());
            }
            standIns.put(shape.name() + ".weight", value);
        });
        return standIns;
    }

    private static boolean isIn(Segment segment, LinearShape linear) {
        Place place = Place.readBy(linear.role());
        return switch (segment) {
            case ATTENTION -> place == Place.INPUT || place == Place.ATTENDED;
            case MLP -> place == Place.MIDDLE || place == Place.INNER;
            case BLOCK -> true;
        };
    }
}
