package org.comptrust.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Text continuation over batches with a key/value cache. Prompts are read some at a time, one that is continued several times once and
 * a beginning that several share once,
 * and written on together: a step of writing costs little more for many rows than for one. Rows that are done leave the batch once
 * they are half of it. Owns no memory between calls.
 */
public final class TokenGenerator {
    /** Most rows that are written together; beyond, a step takes about as much longer as it does more. */
    private static final int ROWS = 128;

    /** What the cache of a batch may take, bytes; a batch of {@link Batches#TOKENS} is made all the same. */
    private static final long CACHE = 1L << 30;

    private final Decoder decoder;
    private final Optional<PrefixCache> prefixes;

    /** Shares beginnings within a call. */
    public TokenGenerator(Decoder decoder) {
        this(decoder, Optional.empty());
    }

    /** Shares beginnings with whoever uses the cache, which is the caller's. */
    public TokenGenerator(Decoder decoder, PrefixCache prefixes) {
        this(decoder, Optional.of(prefixes));
    }

    private TokenGenerator(Decoder decoder, Optional<PrefixCache> prefixes) {
        this.decoder = decoder;
        this.prefixes = prefixes;
    }

    /**
     * A prompt to continue.
     *
     * @param prompt at least one token
     * @param maxTokens at most so many new ones; prompt and new tokens fit the model's positions
     * @param temperature 0: greedy
     * @param topP nucleus in (0, 1]
     * @param seed of one draw for each sampled token; unused when greedy
     * @param ends token ids that end the answer and are not part of it
     * @param stopped tells from the new tokens so far whether a stop string ends the answer
     */
    public record Task(
            List<Integer> prompt,
            int maxTokens,
            double temperature,
            double topP,
            long seed,
            Set<Integer> ends,
            Predicate<List<Integer>> stopped) {}

    /**
     * An answer.
     *
     * @param ids without the end token
     * @param nats log-likelihood of the ids, summed, at temperature 1
     * @param ended by an end token or stop string rather than by the limit
     */
    public record Answer(List<Integer> ids, double nats, boolean ended) {}

    /** One answer for each task, in order. */
    public List<Answer> generate(List<Task> tasks) {
        if (prefixes.isPresent()) {
            return generate(tasks, prefixes.get());
        }
        try (PrefixCache own = new PrefixCache(decoder)) {
            return generate(tasks, own);
        }
    }

    private List<Answer> generate(List<Task> tasks, PrefixCache cache) {
        Map<List<Integer>, List<Integer>> beginnings = beginnings(tasks, cache.longest());
        List<Answer> answers = new ArrayList<>(Collections.nCopies(tasks.size(), new Answer(List.of(), 0, false)));
        Map<List<Double>, List<Integer>> bySetting = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            bySetting
                    .computeIfAbsent(List.of(task.temperature(), task.topP()), key -> new ArrayList<>())
                    .add(i);
        }
        for (List<Integer> same : bySetting.values()) {
            List<Task> group = same.stream().map(tasks::get).toList();
            for (List<Integer> batch :
                    Batches.of(group, task -> task.prompt().size(), Task::maxTokens, ROWS, cacheTokens())) {
                Halving.run(batch, part -> {
                    List<Integer> neighbours = neighbours(
                            part, i -> beginnings.getOrDefault(group.get(i).prompt(), List.of()));
                    List<Task> rows = neighbours.stream().map(group::get).toList();
                    List<Answer> done = new Run(rows, beginnings, cache).answers();
                    IntStream.range(0, rows.size()).forEach(i -> answers.set(same.get(neighbours.get(i)), done.get(i)));
                });
            }
        }
        return answers;
    }

    /** What prompts begin with that others share, by prompt. */
    private static Map<List<Integer>, List<Integer>> beginnings(List<Task> tasks, int longest) {
        List<List<Integer>> prompts =
                tasks.stream().map(Task::prompt).distinct().toList();
        Map<List<Integer>, List<Integer>> beginnings = new HashMap<>();
        for (SharedPrefixes.Prefix prefix : SharedPrefixes.of(prompts, longest)) {
            prefix.members().forEach(i -> beginnings.put(prompts.get(i), prefix.ids()));
        }
        return beginnings;
    }

    /** The rows of a batch, those with the same beginning together, otherwise in order. */
    private static List<Integer> neighbours(List<Integer> batch, IntFunction<List<Integer>> beginning) {
        Map<List<Integer>, List<Integer>> together = new LinkedHashMap<>();
        batch.forEach(i -> together.computeIfAbsent(beginning.apply(i), key -> new ArrayList<>())
                .add(i));
        return together.values().stream().flatMap(List::stream).toList();
    }

    /** Columns of all rows. By the model's shape, not by free memory: answers shall not depend on what else is in memory. */
    private long cacheTokens() {
        return Math.max(Batches.TOKENS, CACHE / decoder.weights().geometry().cacheBytes());
    }

    /** One batch from prompt to last token. */
    private final class Run {
        private final List<Row> rows;
        private final int prompt;
        private final int columns;
        private final double temperature;
        private final double topP;
        private final Map<List<Integer>, List<Integer>> beginnings;
        private final PrefixCache cache;
        private List<Row> active;

        Run(List<Task> tasks, Map<List<Integer>, List<Integer>> beginnings, PrefixCache cache) {
            this.beginnings = beginnings;
            this.cache = cache;
            rows = tasks.stream().map(Row::new).toList();
            active = rows;
            prompt = tasks.stream().mapToInt(t -> t.prompt().size()).max().orElseThrow();
            columns = prompt + tasks.stream().mapToInt(Task::maxTokens).max().orElseThrow();
            temperature = tasks.get(0).temperature();
            topP = tasks.get(0).topP();
        }

        List<Answer> answers() {
            try (PtNDManager scope = decoder.engine().newScope()) {
                IValue keys = decoder.cache(rows.size(), columns);
                IValue values = decoder.cache(rows.size(), columns);
                try {
                    List<List<Integer>> prompts =
                            rows.stream().map(row -> row.task.prompt()).toList();
                    long[] lengths = prompts.stream().mapToLong(List::size).toArray();
                    PtNDArray mask = decoder.cacheMask(lengths, prompt, columns, scope);
                    for (Reading part : Reading.of(prompts, beginnings)) {
                        PtNDArray hidden = read(part, keys, values, scope);
                        choose(hidden, rows.subList(part.first(), part.first() + part.rows().length), scope);
                    }
                    for (int column = prompt; anyGoesOn(); column++) {
                        long[] going = going();
                        if (going.length * 2 <= active.size()) {
                            keys = decoder.keepRows(keys, going);
                            values = decoder.keepRows(values, going);
                            try (NDArray wider = mask) {
                                mask = decoder.keep(wider, going, scope);
                            }
                            active = active.stream().filter(row -> row.goesOn).toList();
                        }
                        long[] ids = active.stream().mapToLong(Row::newest).toArray();
                        long[] positions =
                                active.stream().mapToLong(Row::newestPosition).toArray();
                        PtNDArray hidden = decoder.decode(ids, positions, column, mask, keys, values, scope);
                        choose(hidden, active, scope);
                    }
                } finally {
                    keys.close();
                    values.close();
                }
            }
            return rows.stream().map(Row::answer).toList();
        }

        private PtNDArray read(Reading part, IValue keys, IValue values, PtNDManager scope) {
            if (part.beginning().isEmpty()) {
                return decoder.prefill(part.prompts(), part.rows(), part.first(), keys, values, scope);
            }
            List<List<Integer>> rest = part.prompts().stream()
                    .map(prompt -> prompt.subList(part.beginning().size(), prompt.size()))
                    .toList();
            return decoder.prefill(cache.get(part.beginning()), rest, part.rows(), part.first(), keys, values, scope);
        }

        private void choose(PtNDArray hidden, List<Row> chosen, PtNDManager scope) {
            try (hidden) {
                double[] draws = chosen.stream().mapToDouble(Row::draw).toArray();
                double[][] picked = decoder.pick(hidden, temperature, topP, draws, scope);
                for (int i = 0; i < chosen.size(); i++) {
                    chosen.get(i).take((int) picked[0][i], picked[1][i]);
                }
            }
        }

        private boolean anyGoesOn() {
            return active.stream().anyMatch(row -> row.goesOn);
        }

        private long[] going() {
            return IntStream.range(0, active.size())
                    .filter(i -> active.get(i).goesOn)
                    .asLongStream()
                    .toArray();
        }
    }

    /**
     * Prompts that are read in one step.
     *
     * @param beginning what they share and was read before; may be empty
     * @param prompts different ones, whole
     * @param rows for each of some neighbouring rows of the batch the index of its prompt
     * @param first of these rows
     */
    record Reading(List<Integer> beginning, List<List<Integer>> prompts, long[] rows, int first) {
        /** Splits the rows of a batch into steps of at most {@link Batches#TOKENS}; equal neighbours are read once. */
        static List<Reading> of(List<List<Integer>> prompts, Map<List<Integer>, List<Integer>> beginnings) {
            List<Reading> readings = new ArrayList<>();
            int first = 0;
            while (first < prompts.size()) {
                List<Integer> beginning = beginnings.getOrDefault(prompts.get(first), List.of());
                List<List<Integer>> different = new ArrayList<>();
                List<Long> rows = new ArrayList<>();
                int longest = 0;
                for (int row = first; row < prompts.size(); row++) {
                    List<Integer> prompt = prompts.get(row);
                    if (different.isEmpty() || !prompt.equals(different.get(different.size() - 1))) {
                        longest = Math.max(longest, prompt.size() - beginning.size());
                        if (!beginnings.getOrDefault(prompt, List.of()).equals(beginning)
                                || !different.isEmpty() && !fits(different.size() + 1L, longest, beginning.size())) {
                            break;
                        }
                        different.add(prompt);
                    }
                    rows.add(different.size() - 1L);
                }
                readings.add(new Reading(
                        beginning,
                        List.copyOf(different),
                        rows.stream().mapToLong(Long::longValue).toArray(),
                        first));
                first += rows.size();
            }
            return readings;
        }

        /** What is read, and what is seen with the beginning, which each row gets a copy of. */
        private static boolean fits(long prompts, int longest, int beginning) {
            return prompts * longest <= Batches.TOKENS && prompts * (beginning + longest) <= 4L * Batches.TOKENS;
        }
    }

    /** A row of the batch; one that is done is computed along until it leaves, and takes nothing more. */
    private static final class Row {
        private final Task task;
        private final RandomGenerator random;
        private final List<Integer> ids = new ArrayList<>();
        private double nats;
        private boolean ended;
        private boolean goesOn = true;

        Row(Task task) {
            this.task = task;
            this.random = new SplittableRandom(task.seed());
        }

        double draw() {
            return goesOn && task.temperature() > 0 ? random.nextDouble() : 0;
        }

        void take(int id, double logLikelihood) {
            if (!goesOn) {
                return;
            }
            if (task.ends().contains(id)) {
                ended = true;
                goesOn = false;
                return;
            }
            ids.add(id);
            nats += logLikelihood;
            if (task.stopped().test(ids)) {
                ended = true;
                goesOn = false;
            } else if (ids.size() >= task.maxTokens()) {
                goesOn = false;
            }
        }

        long newest() {
            return ids.isEmpty() ? task.prompt().get(task.prompt().size() - 1) : ids.get(ids.size() - 1);
        }

        long newestPosition() {
            return task.prompt().size() + Math.max(0, ids.size() - 1L);
        }

        Answer answer() {
            return new Answer(List.copyOf(ids), nats, ended);
        }
    }
}
