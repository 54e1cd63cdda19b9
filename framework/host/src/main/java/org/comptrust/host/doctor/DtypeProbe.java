package org.comptrust.host.doctor;

import ai.djl.pytorch.jni.IValue;
import org.comptrust.api.kernel.KernelText;
import org.comptrust.models.decoder.Precision;
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

    /** 128 MiB of float32: more than caches hold. */
    private static final int BUFFER = 1 << 25;

    /** Measures on the engine's device. */
    public static DtypeProbe measure(TorchEngine engine) {
        return new DtypeProbe(rate(engine, "float32"), rate(engine, "bfloat16"));
    }

    /** Billions of floating-point operations per second of matrix products in a dtype. */
    public static double rate(TorchEngine engine, String dtype) {
        return rate(engine, Precision.named(dtype).orElseThrow().code());
    }

    /** Bytes per second at which memory is read. */
    public static double bandwidth(TorchEngine engine) {
        TorchModule module = engine.module(TEXT);
        try (IValue x = module.call("buffer", BUFFER, engine.device().torchName())) {
            return 4.0 * BUFFER / best(() -> module.run("read_all", x));
        }
    }

    /** What {@code dtype: auto} means: bfloat16 rounds, so that it must be quicker by far. */
    public String automatic() {
        return bfloat16 > 1.5 * float32 ? "bfloat16" : "float32";
    }

    /** The dtype that is quicker by a tenth or more, or that both are about equal. */
    public String faster() {
        double ratio = bfloat16 / float32;
        if (ratio > 1.1) {
            return "bfloat16";
        }
        return ratio < 1 / 1.1 ? "float32" : "about equal";
    }

    private static double rate(TorchEngine engine, int dtype) {
        TorchModule module = engine.module(TEXT);
        String device = engine.device().torchName();
        try (IValue x = module.call("matrix", N, dtype, device);
                IValue y = module.call("matrix", N, dtype, device)) {
            return 2.0 * N * N * N * TIMES / best(() -> module.run("multiply", x, y, TIMES)) / 1e9;
        }
    }

    /** Seconds of the quickest repetition, after one that warms up. */
    private static double best(Runnable work) {
        work.run();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }
}
