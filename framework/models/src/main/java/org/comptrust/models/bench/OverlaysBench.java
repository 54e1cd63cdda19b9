package org.comptrust.models.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.pool.Variant;

/**
 * What variants cost that are held at once as overlays over one base: growth of resident memory, over the bytes of the tensors in which
 * they differ from the base.
 */
public final class OverlaysBench {
    private static final int WAIT = 20; // milliseconds between two looks at memory

    private final TorchEngine engine;

    public OverlaysBench(TorchEngine engine) {
        this.engine = engine;
    }

    /** Sees what is done next. */
    public interface Watcher {
        void doing(String what);
    }

    /**
     * What was measured. Bytes of resident memory are those beyond the base's, once it had answered; the Java heap was collected.
     *
     * @param variants how many were held
     * @param tensors that differ from the base's, of all variants
     * @param changed bytes of these tensors in the precision that is computed in
     * @param base resident bytes with the base alone, once it had answered
     * @param held more, with all variants, before any of them answered
     * @param answered more, after each of them answered, one after the other
     * @param most more, at most while they answered one after the other
     * @param together more, at most while all answered at the same time
     * @param sameAnswers whether each answered to the bit as it does when it is the only variant
     */
    public record Result(
            int variants,
            long tensors,
            long changed,
            OptionalLong base,
            long held,
            long answered,
            long most,
            long together,
            boolean sameAnswers) {
        /** Resident bytes after answering, over the bytes of the changed tensors; empty if memory was not measured. */
        public OptionalDouble ratio() {
            return base.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) Math.max(held, answered) / changed);
        }
    }

    /**
     * Compresses the variants, then holds them all.
     *
     * @param folder of the model
     * @param cache folder for compressed weights
     * @param variants how many; of 2 to 5 bits, of all blocks, the first half or the second half
     */
    public Result run(Path folder, Path cache, Precision precision, int variants, Watcher watcher) {
        try (BaseModel base = BaseModel.open(engine, folder, cache, precision);
                Variant dense = base.acquire(List.of(), 0, (done, total) -> {})) {
            List<SeededRequest> probe = probe(base);
            List<Rounding> recipes = recipes(base.shape().blocks().size(), variants);
            answer(dense.handle(), probe);
            OptionalLong before =
                    ProcessMemory.now().resident(); // what compression leaves behind counts as the variants'
            Map<Rounding, List<String>> alone = new LinkedHashMap<>();
            for (Rounding recipe : recipes) {
                watcher.doing("alone: variant " + (alone.size() + 1) + " of " + variants);
                try (Variant variant = acquire(base, recipe, alone.size())) {
                    alone.put(recipe, answer(variant.handle(), probe));
                }
            }
            return held(base, precision, recipes, alone, probe, before, watcher);
        }
    }

    private Result held(
            BaseModel base,
            Precision precision,
            List<Rounding> recipes,
            Map<Rounding, List<String>> alone,
            List<SeededRequest> probe,
            OptionalLong before,
            Watcher watcher) {
        List<Variant> held = new ArrayList<>();
        try {
            for (Rounding recipe : recipes) {
                watcher.doing("held: variant " + (held.size() + 1) + " of " + recipes.size());
                held.add(acquire(base, recipe, held.size()));
            }
            long loaded = ProcessMemory.now().resident().orElse(0);
            List<String> tensors = held.stream()
                    .flatMap(variant -> variant.facts().tensors().stream())
                    .toList();
            long changed = tensors.stream()
                    .mapToLong(name -> base.checkpoint().tensors().get(name).elements() * precision.bytes())
                    .sum();
            boolean same = true;
            watcher.doing("answering one after the other");
            long most;
            try (Highest highest = new Highest()) {
                for (int i = 0; i < recipes.size(); i++) {
                    same &= alone.get(recipes.get(i)).equals(answer(held.get(i).handle(), probe));
                }
                most = highest.bytes();
            }
            long answered = ProcessMemory.now().resident().orElse(0);
            watcher.doing("answering all at the same time");
            long together;
            try (Highest highest = new Highest()) {
                List<List<CompletableFuture<Response>>> asked = held.stream()
                        .map(variant -> variant.handle().submit(probe))
                        .toList();
                for (int i = 0; i < recipes.size(); i++) {
                    same &= alone.get(recipes.get(i)).equals(texts(asked.get(i)));
                }
                together = highest.bytes();
            }
            long start = before.orElse(0);
            return new Result(
                    held.size(),
                    tensors.size(),
                    changed,
                    before,
                    loaded - start,
                    answered - start,
                    most - start,
                    together - start,
                    same);
        } finally {
            held.forEach(Variant::close);
        }
    }

    private static Variant acquire(BaseModel base, Rounding recipe, int index) {
        return base.acquire(recipe.chain(), index, (done, total) -> {});
    }

    /** Different ones: the seed of a variant is its index. */
    private static List<Rounding> recipes(int blocks, int count) {
        List<Rounding> recipes = new ArrayList<>();
        int half = Math.max(1, blocks / 2);
        for (int i = 0; i < count; i++) {
            int bits = 2 + i % 4;
            recipes.add(
                    switch (i / 4 % 3) {
                        case 0 -> new Rounding(bits, 0, blocks);
                        case 1 -> new Rounding(bits, 0, half);
                        default -> new Rounding(bits, blocks - half, blocks);
                    });
        }
        return recipes;
    }

    /** Log-likelihoods, and texts of so many rows and tokens that weights are reordered for them, after a beginning that all share. */
    private static List<SeededRequest> probe(BaseModel base) {
        int positions = base.tokenizer().contextLength();
        int vocabulary = base.shape().vocabulary();
        SplittableRandom random = new SplittableRandom(3);
        List<Integer> beginning =
                random.ints(Math.min(64, positions / 4), 0, vocabulary).boxed().toList();
        List<SeededRequest> probe = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<Integer> ids = new ArrayList<>(beginning);
            random.ints(positions / 8, 0, vocabulary).forEach(ids::add);
            Prompt prompt = new Prompt.Tokens(ids);
            probe.add(new SeededRequest(new Request(prompt, new Ask.LogLikelihood(beginning.size())), i));
            probe.add(new SeededRequest(new Request(prompt, Ask.Generate.greedy(Math.min(20, positions / 4))), i));
        }
        return probe;
    }

    private static List<String> answer(ModelHandle handle, List<SeededRequest> probe) {
        return texts(handle.submit(probe));
    }

    private static List<String> texts(List<CompletableFuture<Response>> asked) {
        return asked.stream().map(future -> future.join().toString()).collect(Collectors.toList());
    }

    /** Looks at resident memory from time to time, until it is closed. */
    private static final class Highest implements AutoCloseable {
        private final AtomicLong most = new AtomicLong();
        private final Thread looking = new Thread(this::look, "memory");

        Highest() {
            looking.setDaemon(true);
            looking.start();
        }

        private void look() {
            while (!Thread.currentThread().isInterrupted()) {
                note();
                try {
                    Thread.sleep(WAIT);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void note() {
            most.accumulateAndGet(ProcessMemory.residentBytes().orElse(0), Math::max);
        }

        long bytes() {
            note();
            return most.get();
        }

        @Override
        public void close() {
            looking.interrupt();
        }
    }
}
