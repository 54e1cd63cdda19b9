package org.comptrust.models.bench;

import ai.djl.pytorch.jni.IValue;
import org.comptrust.models.engine.TorchModule;

/** A product of two 2048 x 2048 matrices, four times: the most operations a second that kernels of products can reach. */
public final class Ceiling implements AutoCloseable {
    private static final int TIMES = 4;
    private static final int SIDE = 2048;

    private final TorchModule limits;
    private final IValue x;
    private final IValue y;

    /** @param device by libtorch's name */
    Ceiling(TorchModule limits, int dtype, String device) {
        this.limits = limits;
        this.x = limits.call("matrix", SIDE, dtype, device);
        this.y = limits.call("matrix", SIDE, dtype, device);
    }

    /** Multiplies. */
    public void reach() {
        limits.run("multiply", x, y, TIMES);
    }

    /** Float operations of {@link #reach}. */
    public double operations() {
        return 2.0 * SIDE * SIDE * SIDE * TIMES;
    }

    @Override
    public void close() {
        x.close();
        y.close();
    }
}
