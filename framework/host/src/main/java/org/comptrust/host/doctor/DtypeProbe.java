package org.comptrust.host.doctor;

import ai.djl.pytorch.jni.IValue;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchModule;

/**
 * How quick matrix products are in the two dtypes that models compute in, measured in less than a few seconds.
 *
 * @param float32 billions of floating-point operations per second
 * @param bfloat16 the same
 */
public record DtypeProbe(double float32, double bfloat16) {
    private static final KernelText TEXT = KernelText.resource(DtypeProbe.class, "probe.py");
    private static final int N = 768;
    private static final int TIMES = 3;
    private static final int REPETITIONS = 3;

    /** Measures on the engine's device. */
    public static DtypeProbe measure(TorchEngine engine) {
        TorchModule module = engine.module(TEXT);
        return new DtypeProbe(rate(module, 6), rate(module, 15));
    }

    /** The dtype that is quicker by a tenth or more, or that both are about equal. */
    public String faster() {
        double ratio = bfloat16 / float32;
        if (ratio > 1.1) {
            return "bfloat16";
        }
        return ratio < 1 / 1.1 ? "float32" : "about equal";
    }

    private static double rate(TorchModule module, int dtype) {
        try (IValue x = module.call("matrix", N, dtype);
                IValue y = module.call("matrix", N, dtype)) {
            module.run("multiply", x, y, 1);
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                module.run("multiply", x, y, TIMES);
                best = Math.min(best, (System.nanoTime() - start) / 1e9);
            }
            return 2.0 * N * N * N * TIMES / best / 1e9;
        }
    }
}
