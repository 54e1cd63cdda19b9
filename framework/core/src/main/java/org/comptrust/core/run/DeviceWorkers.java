package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.comptrust.api.CancelledException;

/** A thread for each device. What ends one of them early ends all, and is thrown where they were started. */
final class DeviceWorkers {
    private final List<String> devices;
    private final BooleanSupplier cancelled;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Throwable> ends = new ConcurrentLinkedQueue<>();

    /** @param cancelled whether the user stops the run */
    DeviceWorkers(List<String> devices, BooleanSupplier cancelled) {
        this.devices = List.copyOf(devices);
        this.cancelled = cancelled;
    }

    /** Work of one device, to its end. */
    interface Work {
        /** @param cancelled whether it should end early, by {@link CancelledException} */
        void run(String device, BooleanSupplier cancelled);
    }

    /**
     * Runs the work on all devices; on a single one in this thread.
     *
     * @throws CancelledException if the user stops the run, or interrupts this thread
     */
    void run(Work work) {
        if (devices.size() == 1) {
            work.run(devices.get(0), cancelled);
            return;
        }
        BooleanSupplier end = () -> ending.get() || cancelled.getAsBoolean();
        List<Thread> threads = new ArrayList<>();
        for (String device : devices) {
            Thread thread = new Thread(() -> guarded(work, device, end), "device " + device);
            thread.start();
            threads.add(thread);
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= joined(thread, threads);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
        raise();
    }

    private void guarded(Work work, String device, BooleanSupplier end) {
        try {
            work.run(device, end);
        } catch (RuntimeException | Error why) { // thrown again by the thread that waits for this one
            ends.add(why);
            ending.set(true);
        }
    }

    /** Waits for a thread; gives whether this one was interrupted meanwhile, and passes that on. */
    private boolean joined(Thread thread, List<Thread> all) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException stop) {
                interrupted = true;
                ending.set(true);
                all.forEach(Thread::interrupt);
            }
        }
        return interrupted;
    }

    /** The first reason that is not only another's end; further ones are told with it. */
    private void raise() {
        List<Throwable> reasons = ends.stream()
                .filter(why -> !(why instanceof CancelledException))
                .toList();
        Throwable first = reasons.isEmpty() ? ends.peek() : reasons.get(0);
        reasons.stream().skip(1).filter(why -> why != first).forEach(why -> first.addSuppressed(why));
        if (first instanceof Error error) {
            throw error;
        } else if (first != null) {
            throw (RuntimeException) first;
        }
    }
}
