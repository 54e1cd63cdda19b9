package org.comptrust.testkit;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.comptrust.api.CancelledException;
import org.comptrust.api.RunContext;
import org.comptrust.api.kernel.Kernels;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchKernels;

/**
 * A run over the real kernels, on the processor. {@link #host()} is where a test keeps its own arrays, as the host keeps weights;
 * {@link #arrays()} is the plugin's scratch, which {@link #closeScratch()} ends as the host does after a call. Kernels that could not run
 * on a GPU, since they make tensors without saying where, are refused.
 */
public final class TestRun implements RunContext, AutoCloseable {
    private final TorchEngine engine = TorchEngine.cpu();
    private final PtNDManager host = engine.newScope();
    private final PtNDManager scratch = engine.newScope();
    private final TorchKernels kernels = new TorchKernels(engine, scratch);
    private final RandomGenerator random;
    private final List<Double> progress = new ArrayList<>();
    private boolean cancelled;

    /** @param seed of {@link #random()} */
    public TestRun(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The manager of what the host owns. */
    public NDManager host() {
        return host;
    }

    @Override
    public Kernels kernels() {
        return text -> {
            List<String> homeless = KernelDevices.homeless(text.methods());
            if (!homeless.isEmpty()) {
                throw new AssertionError(text.name() + " would mix devices on a GPU: " + homeless);
            }
            return kernels.load(text);
        };
    }

    @Override
    public NDManager arrays() {
        return scratch;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public void throwIfCancelled() {
        if (cancelled) {
            throw new CancelledException();
        }
    }

    @Override
    public void progress(double fraction) {
        progress.add(fraction);
    }

    /** What {@link #progress} was told, in order. */
    public List<Double> reported() {
        return List.copyOf(progress);
    }

    /** The user stops the run. */
    public void cancel() {
        cancelled = true;
    }

    /** Ends the scratch memory, as the host does when a call returns. */
    public void closeScratch() {
        scratch.close();
    }

    @Override
    public void close() {
        engine.close();
    }
}
