package org.comptrust.host.engine;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks some fifty times a second at what a run does while no kernel computes, by the stacks of its threads: of the one that
 * computes, else of the one that makes tokens and text, else of the one that runs. Such a look takes some microseconds.
 */
final class PipelineSampler implements AutoCloseable {
    private static final long EVERY_MILLIS = 20;
    private static final String KERNELS = "kernels";

    /** What code belongs to, by the beginning of a class name; the innermost frame that is known decides. */
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("org.comptrust.models.engine.TorchModule", KERNELS);
        PARTS.put("org.comptrust.models.tokenizer.", "tokenizer");
        PARTS.put("ai.djl.huggingface.", "tokenizer");
        PARTS.put("org.comptrust.models.chat.", "tokenizer");
        PARTS.put("org.comptrust.models.decoder.", "batching");
        PARTS.put("org.comptrust.models.handle.", "batching");
        PARTS.put("org.comptrust.models.", "planning");
        PARTS.put("org.sqlite.", "journal");
        PARTS.put("org.comptrust.core.journal.", "journal");
        PARTS.put("org.comptrust.core.hash.", "journal");
        PARTS.put("org.comptrust.core.analysis.", "analysis");
        PARTS.put("org.comptrust.core.grades.", "analysis");
        PARTS.put("org.comptrust.core.report.", "analysis");
        PARTS.put("org.comptrust.core.failure.PluginBorder", "grading");
        PARTS.put("org.comptrust.core.plan.", "planning");
        PARTS.put("org.comptrust.core.spec.", "planning");
        PARTS.put("org.comptrust.core.run.", "run loop");
    }

    private final Thread runner;
    private final Thread sampler;
    private final Map<String, Integer> looks = new TreeMap<>();
    private volatile boolean closed;

    /** Looks at a run of the calling thread until it is closed. */
    PipelineSampler() {
        runner = Thread.currentThread();
        sampler = new Thread(this::run, "pipeline-sampler");
        sampler.setDaemon(true);
        sampler.start();
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(EVERY_MILLIS);
                look().ifPresent(part -> looks.merge(part, 1, Integer::sum));
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty while a kernel computes. */
    private Optional<String> look() {
        Optional<String> computing = part("decoder");
        Optional<String> part = computing.or(() -> part("decoder-texts")).or(() -> part(runner.getStackTrace()));
        return Optional.of(part.orElse("handing over")).filter(name -> !name.equals(KERNELS));
    }

    private static Optional<String> part(String thread) {
        return threads().stream()
                .filter(one -> one.getName().equals(thread))
                .flatMap(one -> part(one.getStackTrace()).stream())
                .findFirst();
    }

    private static List<Thread> threads() {
        Thread[] all = new Thread[Thread.activeCount() + 16];
        return Arrays.asList(all).subList(0, Thread.enumerate(all));
    }

    /** Empty for a thread that waits for another. */
    static Optional<String> part(StackTraceElement[] stack) {
        if (stack.length == 0
                || stack[0].getClassName().endsWith("misc.Unsafe")
                        && stack[0].getMethodName().equals("park")) {
            return Optional.empty();
        }
        for (StackTraceElement frame : stack) {
            for (Map.Entry<String, String> part : PARTS.entrySet()) {
                if (frame.getClassName().startsWith(part.getKey())) {
                    return Optional.of(part.getValue());
                }
            }
        }
        return Optional.of("other");
    }

    /**
     * Divides seconds among the parts as often as they were seen.
     *
     * @param seconds in which no kernel computed
     */
    Map<String, Double> divide(double seconds) {
        double all = looks.values().stream().mapToInt(Integer::intValue).sum();
        Map<String, Double> parts = new TreeMap<>();
        looks.forEach((part, seen) -> parts.put(part, seconds * seen / all));
        return parts;
    }

    @Override
    public void close() {
        closed = true;
        try {
            sampler.join();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }
}
