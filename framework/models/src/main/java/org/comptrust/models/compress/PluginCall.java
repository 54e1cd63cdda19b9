package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDManager;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.comptrust.api.CancelledException;
import org.comptrust.api.RunContext;
import org.comptrust.api.kernel.Kernels;
import org.comptrust.models.compress.CompressionException.Fault;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchKernels;

/** What a plugin may ask for during one call, and what becomes of what it throws. */
public final class PluginCall implements RunContext {
    private final TorchEngine engine;
    private final PtNDManager scratch;
    private final RandomGenerator random;
    private final DoubleConsumer progress;

    /**
     * @param scratch closed by the caller after the call
     * @param seed of the cell
     * @param progress takes fractions in [0, 1]
     */
    public PluginCall(
            TorchEngine engine, PtNDManager scratch, long seed, int block, int stage, DoubleConsumer progress) {
        this.engine = engine;
        this.scratch = scratch;
        this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1_000_003L * block + stage);
        this.progress = progress;
    }

    /** Plugin code: whatever it throws becomes one kind of error. */
    static <T> T guarded(String phase, Supplier<T> call) {
        try {
            return call.get();
        } catch (CancelledException | CompressionException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new CompressionException(Fault.METHOD, phase + ": " + why, e);
        }
    }

    @Override
    public Kernels kernels() {
        return new TorchKernels(engine, scratch);
    }

    @Override
    public PtNDManager arrays() {
        return scratch;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void throwIfCancelled() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException();
        }
    }

    @Override
    public void progress(double fraction) {
        progress.accept(Math.min(1, Math.max(0, fraction)));
    }
}
