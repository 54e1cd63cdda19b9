package org.comptrust.compression.gptq;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.comptrust.api.compression.GroupQuantizedWeight;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;
import org.comptrust.compression.support.Finite;
import org.comptrust.compression.support.Grids;
import org.comptrust.compression.support.HessianFactor;
import org.comptrust.compression.support.SecondOrder;

/** GPTQ on one matrix: codes, scales and what to say of them. */
final class GptqQuantizer {
    private static final KernelText TEXT = SecondOrder.with(KernelText.resource(GptqQuantizer.class, "gptq.py"));

    private final Kernel kernel;
    private final Grids grids;
    private final Finite finite;

    GptqQuantizer(Kernels kernels) {
        this.kernel = kernels.load(TEXT);
        this.grids = new Grids(kernels);
        this.finite = new Finite(kernels);
    }

    /** A weight and its report. */
    record Quantized(GroupQuantizedWeight weight, LayerReport report) {}

    /** @throws org.comptrust.api.compression.UnsupportedLayerException if the weight, or what becomes of it, is not finite */
    Quantized quantize(LinearLayer layer, GptqOptions options, HessianFactor factor) {
        finite.requireWeight(layer);
        List<NDArray> parts = kernel.arrays(
                "quantize",
                layer.weight(),
                factor.inverse(),
                factor.order(),
                factor.dead(),
                options.bits(),
                options.groupSize(),
                options.symmetric(),
                options.mse(),
                options.staticGroups(),
                options.blockSize());
        GroupQuantizedWeight weight = grids.checked(layer, options.bits(), options.symmetric(), parts.subList(0, 4));
        double loss;
        long cut;
        try (NDArray counted = parts.get(4)) {
            double[] values = counted.toDoubleArray();
            loss = values[0];
            cut = (long) values[1];
        }
        finite.requireResult(layer, loss);
        Map<String, Double> figures = figures(layer, weight);
        figures.put("loss", loss);
        figures.put("dampening", factor.dampening());
        figures.put("deadInputs", (double) factor.deadInputs());
        List<String> deviations = new ArrayList<>(factor.deviations());
        deviations.addAll(ofGroups(layer, options, weight, cut));
        return new Quantized(weight, new LayerReport(layer.shape().name(), figures, deviations));
    }

    /** Rounds to nearest, without a Hessian. */
    Quantized round(LinearLayer layer, GptqOptions options) {
        finite.requireWeight(layer);
        int size = options.groupSize() == -1 ? layer.shape().in() : options.groupSize();
        GroupQuantizedWeight weight = grids.gptq(layer, size, options.bits(), options.symmetric(), options.mse());
        List<String> deviations = new ArrayList<>();
        deviations.add("rounded to nearest: the Hessian was not positive definite, also at dampening "
                + SecondOrder.highest(options.dampening()));
        long cut = options.symmetric() ? grids.withoutNegative(layer.weight(), size) : 0;
        deviations.addAll(ofGroups(layer, options, weight, cut));
        return new Quantized(weight, new LayerReport(layer.shape().name(), figures(layer, weight), deviations));
    }

    private Map<String, Double> figures(LinearLayer layer, GroupQuantizedWeight weight) {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("relativeError", grids.relativeError(weight, layer.weight()));
        return figures;
    }

    private static List<String> ofGroups(
            LinearLayer layer, GptqOptions options, GroupQuantizedWeight weight, long cut) {
        List<String> deviations = new ArrayList<>();
        int size = options.groupSize();
        if (size != -1 && layer.shape().in() % size != 0) {
            deviations.add("short last group in each row: " + layer.shape().in() % size + " of " + size + " columns");
        }
        if (options.symmetric() && cut > 0) {
            deviations.add(Grids.cutOff(cut, weight.scales().size()));
        }
        return deviations;
    }
}
