package org.comptrust.models.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.engine.TorchEngine.Handles;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.CompressionStep;
import org.comptrust.models.pool.Variant;

/**
 * Mixed work on a model and on variants of it that come and go, for as long as wanted, and what becomes of memory meanwhile. The work
 * goes the way of a run: handles of leased variants, groups of requests, answers as text.
 */
public final class SoakBench {
    /** Batches after which one of the variants is exchanged for another. */
    private static final int EXCHANGE = 20;

    /** Variants in memory at a time, the base among them once in so many. */
    private static final int HELD = 3;

    /** Every so many exchanges a variant is compressed anew; the others come from the cache. */
    private static final int ANEW = 8;

    private final TorchEngine engine;
    private final UnaryOperator<ModelHandle> handles;

    public SoakBench(TorchEngine engine) {
        this(engine, UnaryOperator.identity());
    }

    /** @param handles stands between the work and each handle */
    SoakBench(TorchEngine engine, UnaryOperator<ModelHandle> handles) {
        this.engine = engine;
        this.handles = handles;
    }

    /** Decides how long the work goes on, and how often memory is looked at. */
    public interface Watcher {
        /** Whether that is enough. */
        boolean enough(long batches, double seconds);

        /** Whether memory is sampled at this time. */
        boolean sample(long batches, double seconds);

        /** Sees a sample. */
        void sampled(SoakResult.Sample sample);
    }

    /**
     * Works until the watcher has enough.
     *
     * @param folder of the model
     * @param cache folder for compressed weights; what is compressed anew again and again is deleted there
     * @throws IllegalStateException if a request fails that should not
     */
    public SoakResult run(Path folder, Path cache, Precision precision, Watcher watcher) {
        Handles before = engine.handles();
        Soak soak;
        try (BaseModel base = BaseModel.open(engine, folder, cache, precision)) {
            soak = new Soak(base, cache, watcher);
            try {
                soak.run();
            } finally {
                soak.held.forEach(Held::close);
            }
        }
        return soak.result(before, engine.handles());
    }

    /** A variant in use. */
    private record Held(Variant variant, ModelHandle handle) {
        void close() {
            handle.close();
            variant.close();
        }
    }

    /** One run of the work. */
    private final class Soak {
        private final BaseModel base;
        private final Path cache;
        private final Watcher watcher;
        private final SoakWork work;
        private final List<Held> held = new ArrayList<>();
        private final List<SoakResult.Sample> samples = new ArrayList<>();
        private final long start = System.nanoTime();
        private long batches;
        private long requests;
        private long refused;
        private long acquired;
        private long compressed;
        private boolean sameAnswers;

        Soak(BaseModel base, Path cache, Watcher watcher) {
            this.base = base;
            this.cache = cache;
            this.watcher = watcher;
            this.work = new SoakWork(base.tokenizer(), base.shape().vocabulary(), 1);
        }

        void run() {
            List<SeededRequest> first = work.group();
            List<String> answers = answersOfBase(first);
            while (!watcher.enough(batches, seconds())) {
                if (batches % EXCHANGE == 0) {
                    exchange();
                    if (watcher.sample(batches, seconds())) {
                        sample();
                    }
                }
                answer(held.get((int) (batches % held.size())).handle(), work.group());
                batches++;
            }
            sameAnswers = answers.equals(answersOfBase(first));
        }

        private double seconds() {
            return (System.nanoTime() - start) / 1e9;
        }

        private List<String> answersOfBase(List<SeededRequest> group) {
            Held dense = held(List.of(), 0);
            try {
                return answer(dense.handle(), group);
            } finally {
                dense.close();
            }
        }

        private void exchange() {
            if (held.isEmpty()) {
                for (int i = 0; i < HELD; i++) {
                    held.add(next());
                }
            } else {
                held.remove(0).close();
                held.add(next());
            }
        }

        /** The base, and variants of 2 to 5 bits, in turn. */
        private Held next() {
            long turn = acquired++;
            if (turn % HELD == 0) {
                return held(List.of(), 0);
            }
            int blocks = base.shape().blocks().size();
            Rounding rounding = new Rounding(2 + (int) (turn % 4), 0, blocks);
            if (turn % ANEW != 1) {
                return held(rounding.chain(), 0);
            }
            compressed++;
            Held anew = held(rounding.chain(), turn + 1); // another seed: not in the cache
            delete(cache.resolve(anew.variant().facts().key()));
            return anew;
        }

        private Held held(List<CompressionStep> chain, long seed) {
            Variant variant = base.acquire(chain, seed, (done, total) -> {});
            return new Held(variant, handles.apply(variant.handle()));
        }

        /** Answers as text, for comparison. */
        private List<String> answer(ModelHandle handle, List<SeededRequest> group) {
            List<CompletableFuture<Response>> futures = handle.submit(group);
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < group.size(); i++) {
                requests++;
                boolean tooLong = work.tooLong(group.get(i));
                try {
                    answers.add(futures.get(i).join().toString());
                    if (tooLong) {
                        throw new IllegalStateException("a prompt that is too long was answered");
                    }
                } catch (CompletionException e) {
                    if (!tooLong || !(e.getCause() instanceof PromptTooLongException)) {
                        throw new IllegalStateException("a request failed: " + e.getCause(), e);
                    }
                    refused++;
                    answers.add("too long");
                }
            }
            return answers;
        }

        private void sample() {
            ProcessMemory memory = ProcessMemory.now();
            SoakResult.Sample sample = new SoakResult.Sample(
                    batches, seconds(), memory.resident(), memory.heap(), memory.heapCommitted(), engine.handles());
            samples.add(sample);
            watcher.sampled(sample);
        }

        SoakResult result(Handles before, Handles after) {
            return new SoakResult(
                    batches, requests, refused, acquired, compressed, seconds(), sameAnswers, before, after, samples);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
