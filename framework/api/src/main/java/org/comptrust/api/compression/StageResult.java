package org.comptrust.api.compression;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The changes of one stage. Arrays that are put into it become the host's when the call returns.
 *
 * @since 0.1
 */
public final class StageResult {
    private final Map<LinearLayer, Weight> weights = new LinkedHashMap<>();
    private final Map<NormLayer, NDArray> norms = new LinkedHashMap<>();
    private final Map<LinearLayer, NDArray> biases = new LinkedHashMap<>();
    private final List<LayerReport> reports = new ArrayList<>();

    /** Replaces the weight of a layer. */
    public StageResult put(LinearLayer layer, Weight weight, LayerReport report) {
        if (weights.put(layer, weight) != null) {
            throw new IllegalArgumentException(layer.shape().name() + " was put twice");
        }
        reports.add(report);
        return this;
    }

    /** Replaces the weight of a layer, with nothing to report. */
    public StageResult put(LinearLayer layer, Weight weight) {
        return put(layer, weight, new LayerReport(layer.shape().name(), Map.of(), List.of()));
    }

    /** Replaces the weight of a norm, {@code [hidden]} float32. */
    public StageResult put(NormLayer norm, NDArray weight) {
        if (norms.put(norm, weight) != null) {
            throw new IllegalArgumentException(norm.name() + " was put twice");
        }
        return this;
    }

    /** Replaces the bias of a layer that has one, {@code [out]} float32. */
    public StageResult putBias(LinearLayer layer, NDArray bias) {
        if (biases.put(layer, bias) != null) {
            throw new IllegalArgumentException("the bias of " + layer.shape().name() + " was put twice");
        }
        return this;
    }

    /** The new weights of norms. */
    public Map<NormLayer, NDArray> norms() {
        return Collections.unmodifiableMap(norms);
    }

    /** The new biases. */
    public Map<LinearLayer, NDArray> biases() {
        return Collections.unmodifiableMap(biases);
    }

    /** The new weights, in the order they were put. */
    public Map<LinearLayer, Weight> weights() {
        return Collections.unmodifiableMap(weights);
    }

    /** One report for each layer, in the order they were put. */
    public List<LayerReport> reports() {
        return Collections.unmodifiableList(reports);
    }
}
