package org.comptrust.compression.support;

import ai.djl.ndarray.NDArray;
import org.comptrust.api.compression.LinearLayer;
import org.comptrust.api.compression.UnsupportedLayerException;
import org.comptrust.api.kernel.Kernel;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.kernel.Kernels;

/** Refuses numbers that no method can use: a NaN sorts last and would be kept as the most important weight. */
public final class Finite {
    private static final KernelText TEXT = KernelText.resource(Finite.class, "finite.py");

    private final Kernel kernel;

    public Finite(Kernels kernels) {
        this.kernel = kernels.load(TEXT);
    }

    /** @throws UnsupportedLayerException if the weight has NaN or infinite entries */
    public void requireWeight(LinearLayer layer) {
        require(
                layer.weight(),
                layer.shape().name() + ".weight",
                "The checkpoint is damaged or was saved after an overflow; use another copy.");
    }

    /**
     * @param statistic any shape
     * @param kind how the message calls it, such as {@code mean square}
     * @throws UnsupportedLayerException if it has NaN or infinite entries
     */
    public void requireStatistic(LinearLayer layer, NDArray statistic, String kind) {
        require(
                statistic,
                "the " + kind + " of the inputs of " + layer.shape().name(),
                "An activation overflowed: load the model with dtype float32 or bfloat16, or use other calibration text.");
    }

    /**
     * @param loss of the layer's output after compression
     * @throws UnsupportedLayerException if it is NaN or infinite: numbers overflowed on the way
     */
    public void requireResult(LinearLayer layer, double loss) {
        if (!Double.isFinite(loss)) {
            throw new UnsupportedLayerException(layer.shape().name()
                    + ": the loss is " + loss
                    + ": its activations or weights are too large for float32 sums. Use a higher"
                    + " dampening, or leave the layer out.");
        }
    }

    private void require(NDArray array, String what, String wayOut) {
        long bad = (long) kernel.number("not_finite", array);
        if (bad > 0) {
            throw new UnsupportedLayerException(
                    what + ": " + bad + " of " + array.size() + " values are NaN or infinite. " + wayOut);
        }
    }
}
