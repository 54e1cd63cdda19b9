package org.comptrust.models.compress;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.stream.Collectors;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.compress.CompressionException.Fault;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;
import org.comptrust.models.store.TensorIo;

/** Finds NaN and infinite numbers where they arise, before they spread. */
final class ActivationChecks {
    static final KernelText TEXT = KernelText.resource(ActivationChecks.class, "walk.py");

    private final TorchModule module;
    private final TensorIo io;

    ActivationChecks(TorchEngine engine) {
        this.module = engine.module(TEXT);
        this.io = new TensorIo(engine);
    }

    /** Whether all numbers are finite. */
    boolean finite(NDArray x) {
        try (IValue answer = module.call("finite", x)) {
            return answer.toBoolean();
        }
    }

    /**
     * Refuses activations at a place of a block.
     *
     * @param linears of the block
     * @throws CompressionException naming the block and the linears concerned
     */
    void require(NDArray x, List<LinearShape> linears, Place place) {
        if (place == Place.OUTPUT) {
            requireLeaving(x, linears, Place.INNER);
        } else if (!finite(x)) {
            throw broken(x, linears, "enter " + names(linears, place));
        }
    }

    /**
     * Refuses what comes out of the linears that read a place.
     *
     * @throws CompressionException naming the block and the linears concerned
     */
    void requireLeaving(NDArray x, List<LinearShape> linears, Place place) {
        if (!finite(x)) {
            throw broken(x, linears, "leave " + names(linears, place));
        }
    }

    private CompressionException broken(NDArray x, List<LinearShape> linears, String where) {
        return new CompressionException(
                Fault.MODEL,
                io.nonFinite(x) + " NaN or infinite activations " + where + " (block "
                        + linears.get(0).block()
                        + "); the model overflows on this calibration text, or its weights are damaged");
    }

    /**
     * Refuses a statistic of what enters linears.
     *
     * @throws CompressionException naming the linears
     */
    void requireStatistic(NDArray x, String what, List<?> readers) {
        if (!finite(x)) {
            throw new CompressionException(
                    Fault.MODEL,
                    "the " + what + " of what enters "
                            + readers.stream().map(Object::toString).collect(Collectors.joining(", ")) + " holds "
                            + io.nonFinite(x)
                            + " NaN or infinite numbers: finite activations whose sums overflow float32. "
                            + "Use other calibration text, or a checkpoint that was not damaged.");
        }
    }

    /**
     * Refuses a weight of the model.
     *
     * @throws CompressionException naming it
     */
    void requireWeight(NDArray x, String name) {
        if (!finite(x)) {
            throw new CompressionException(
                    Fault.MODEL,
                    name + " holds " + io.nonFinite(x) + " NaN or infinite weights; the checkpoint is damaged");
        }
    }

    private static String names(List<LinearShape> linears, Place place) {
        return linears.stream()
                .filter(linear -> Place.readBy(linear.role()) == place)
                .map(LinearShape::name)
                .collect(Collectors.joining(", "));
    }
}
