package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearInput;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.NormLayer;
import org.comptrust.api.compression.StageResult;
import org.comptrust.api.compression.Weight;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.checkpoint.StoredType;
import org.comptrust.models.compress.CompressionException.Fault;
import org.comptrust.models.decoder.WeightSet;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.format.PackedLinear;
import org.comptrust.models.store.TensorIo;

/** Applies what a plan returns of a stage: all of it after everything was made and checked, or nothing. */
final class StageChanges {
    private final WeightSet weights;
    private final Function<String, StoredType> storedAs;
    private final AppliedWeight applied;
    private final TensorIo io;

    /** @param storedAs dtype of each tensor in the checkpoint, by name */
    StageChanges(TorchEngine engine, WeightSet weights, Function<String, StoredType> storedAs) {
        this.weights = weights;
        this.storedAs = storedAs;
        this.applied = new AppliedWeight(engine, linear -> storedAs.apply(linear.name() + ".weight"));
        this.io = new TensorIo(engine);
    }

    /**
     * Puts the changed weights, norms and biases into the weights.
     *
     * @return facts of the linears whose weights changed, by name
     * @throws CompressionException if something may not change, has the wrong shape or is not finite; nothing has changed then
     */
    Map<String, LayerFacts> apply(StageView view, StageResult result) {
        Set<LinearShape> targets = new HashSet<>();
        view.targets().forEach(target -> targets.add(target.shape()));
        Map<LinearShape, PackedLinear> packed = new LinkedHashMap<>();
        Map<String, LayerReport> reports = new HashMap<>();
        Map<String, PtNDArray> values = new LinkedHashMap<>();
        try {
            int report = 0;
            for (Map.Entry<LinearLayer, Weight> entry : result.weights().entrySet()) {
                LinearShape linear = target(entry.getKey(), targets);
                reports.put(linear.name(), result.reports().get(report++));
                packed.put(linear, applied.packed(linear, entry.getValue(), weights.scope()));
            }
            for (Map.Entry<LinearLayer, NDArray> entry : result.biases().entrySet()) {
                String name = target(entry.getKey(), targets).name() + ".bias";
                values.put(name, vector(name, entry.getValue()));
            }
            for (Map.Entry<NormLayer, NDArray> entry : result.norms().entrySet()) {
                String name = norm(view, entry.getKey(), targets) + ".weight";
                values.put(name, vector(name, entry.getValue()));
            }
        } catch (RuntimeException e) {
            packed.values().forEach(PackedLinear::close);
            values.values().forEach(PtNDArray::close);
            throw e;
        }
        values.forEach(weights::put);
        Map<String, LayerFacts> changed = new LinkedHashMap<>();
        packed.forEach((linear, weight) -> {
            weights.putPacked(linear.name() + ".weight", weight);
            long zeros = io.zeros(weights.get(linear.name() + ".weight"));
            changed.put(
                    linear.name(),
                    new LayerFacts(linear.parameters(), 8.0 * weight.bytes(), zeros, reports.get(linear.name())));
        });
        return changed;
    }

    private static LinearShape target(LinearLayer layer, Set<LinearShape> targets) {
        if (!targets.contains(layer.shape())) {
            throw broken("the method changed " + layer.shape().name() + ", which is no target of the stage");
        }
        return layer.shape();
    }

    /** A norm changes what enters all its readers, so all of them must be the stage's to change. */
    private static String norm(StageView view, NormLayer changed, Set<LinearShape> targets) {
        NormLayer norm = view.norms().stream()
                .filter(one -> one.name().equals(changed.name()))
                .findFirst()
                .orElseThrow(() ->
                        broken("the method changed " + changed.name() + ", which is no norm of block " + view.index()));
        for (LinearInput input : norm.feeds()) {
            for (LinearLayer reader : input.consumers()) {
                if (!targets.contains(reader.shape())) {
                    throw broken("the method changed " + norm.name() + ", which also feeds "
                            + reader.shape().name() + ", no target of the stage");
                }
            }
        }
        return norm.name();
    }

    private PtNDArray vector(String name, NDArray value) {
        NDArray before = weights.find(name)
                .orElseThrow(() -> broken("the method changed " + name + ", which the model does not have"));
        if (value.getDataType() != DataType.FLOAT32 || !value.getShape().equals(before.getShape())) {
            throw broken("the changed " + name + " must be float32 " + before.getShape() + ", was "
                    + value.getDataType() + " " + value.getShape());
        }
        PtNDArray rounded = io.rounded(value, storedAs.apply(name), weights.scope());
        long bad = io.nonFinite(rounded);
        if (bad > 0) {
            rounded.close();
            throw broken("the changed " + name + " holds " + bad + " NaN or infinite numbers");
        }
        return rounded;
    }

    private static CompressionException broken(String what) {
        return new CompressionException(Fault.METHOD, what);
    }
}
