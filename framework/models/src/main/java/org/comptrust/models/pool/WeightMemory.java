package org.comptrust.models.pool;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.comptrust.models.compress.ActivationMemory;
import org.comptrust.models.engine.TorchDevice;

/**
 * What models may take on one device: weights, and for each handle what it may need besides to answer. Weights that nobody uses any more
 * stay for whoever asks next, until room is needed: then the ones go that were used longest ago. Those in use are never given up, even
 * beyond the budget. Its monitor guards all models on the device: a device loads and compresses one thing at a time.
 */
public final class WeightMemory {
    private final long budget;
    private final Set<Tenant> idle = new LinkedHashSet<>();
    private long held;

    /** @param budget bytes; 0: nothing stays that nobody uses */
    public WeightMemory(long budget) {
        if (budget < 0) {
            throw new IllegalArgumentException("memory for models must not be negative, was " + budget);
        }
        this.budget = budget;
    }

    /**
     * For models that share a device with hidden states and whatever else runs there: two thirds of the memory that is free now, of a
     * GPU four fifths. Where nobody tells what is free, nothing stays that nobody uses.
     *
     * @param sharers devices that are the same processor
     */
    public static WeightMemory automatic(TorchDevice device, int sharers) {
        if (!device.isCuda()) {
            return new WeightMemory(ActivationMemory.available() / 3 * 2 / sharers);
        }
        try {
            MemoryUsage used = CudaUtils.getGpuMemory(Device.gpu(device.index()));
            return new WeightMemory(Math.max(0, used.getMax() - used.getCommitted()) / 5 * 4);
        } catch (RuntimeException | LinkageError unknown) { // another library than libtorch is asked here
            return new WeightMemory(0);
        }
    }

    /** Weights that can be loaded again. */
    interface Tenant {
        /** Whether nothing else needs them; asked only of those that nobody uses. */
        boolean canGo();

        /** Frees them, and tells {@link WeightMemory#free}. */
        void evict();
    }

    /** Bytes of all weights on the device, used or not, and of what handles may need besides. */
    public synchronized long held() {
        return held;
    }

    public long budget() {
        return budget;
    }

    /** Gives up what nobody uses until as many bytes more would fit, as far as that goes. */
    synchronized void makeRoom(long bytes) {
        while (held + bytes > budget) {
            Optional<Tenant> oldest = idle.stream().filter(Tenant::canGo).findFirst();
            if (oldest.isEmpty()) {
                return;
            }
            idle.remove(oldest.get());
            oldest.get().evict();
        }
    }

    /** Memory is taken. */
    synchronized void take(long bytes) {
        held += bytes;
    }

    /** Memory is free again. */
    synchronized void free(long bytes) {
        held -= bytes;
    }

    /** Somebody uses them. */
    synchronized void use(Tenant tenant) {
        idle.remove(tenant);
    }

    /** Nobody uses them any more, from now on. */
    synchronized void leave(Tenant tenant) {
        idle.remove(tenant);
        idle.add(tenant);
        makeRoom(0);
    }

    /** They are closed with their model. */
    synchronized void forget(Tenant tenant) {
        idle.remove(tenant);
    }
}
