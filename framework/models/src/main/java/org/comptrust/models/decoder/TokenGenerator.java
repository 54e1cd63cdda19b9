package org.comptrust.models.decoder;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.comptrust.models.engine.NativeHeap;
import org.comptrust.models.format.PackedProducts;
import org.jspecify.annotations.Nullable;

/**
 * Text continuation with a key/value cache. Prompts are read some at a time, one that is continued several times once and a beginning
 * that several share once, and written on together: a step of writing costs little more for many rows than for one. Rows that are
 * done make room for the next prompts; when none waits, they leave once they are half of the batch. Owns no memory between calls.
 *
 * <p>In float32, greedy text does not depend on what is written beside it: where the two best tokens are so close that the order of
 * sums could decide between them, the text so far is read once more in a batch of its own, and that decides.
 */
public final class TokenGenerator {
    /** Most rows that are written together; beyond, a step takes about as much longer as it does more. */
    private static final int ROWS = 128;

    /** Prompts are read as soon as one row of so many is free: reading a few costs as much as a step of writing. */
    private static final int REFILL = 8;

    /** Rows for which products with reordered weights are the quicker ones; measured, see docs/bench.md. */
    private static final int FEWEST_REORDERED = 4;

    private static final int MOST_REORDERED = 64;

    /** Rows that weights are reordered for. */
    static final int REORDERED_FOR = 32;

    /** Reordering takes about as long as some steps. */
    private static final int STEPS_WORTH_REORDERING = 16;

    /** Weights of more bytes are not reordered: it takes as much memory again. */
    private static final long REORDERED = 2L << 30;

    /** What the cache of a batch may take, bytes, counted as float32; a batch of {@link Batches#TOKENS} is made all the same. */
    private static final long CACHE = 1L << 30;

    /** Bytes of a reordered copy that are given back to the system; giving back fewer takes longer than it is worth. */
    private static final long WORTH_TRIMMING = 64L << 20;

    /** Logits that are closer are a tie, nats: many times what the order of sums moves a float32 logit; see docs/bench.md. */
    static final double TIE = 1e-3;

    private final Decoder decoder;
    private final Optional<PrefixCache> prefixes;
    private long ties;

    /** The figures by which batches are made and ties are told, on which the last bits of answers hang. */
    static String arrangement() {
        return List.<Number>of(
                        Batches.TOKENS,
                        Batches.SEEN,
                        Batches.ROWS,
                        SharedPrefixes.SHORTEST,
                        SharedPrefixes.STEP,
                        SharedPrefixes.PAIRS_OF_A_TOKEN,
                        SharedPrefixes.TOKENS_OF_TWO_CALLS,
                        PrefixCache.BUDGET,
                        ROWS,
                        REFILL,
                        FEWEST_REORDERED,
                        MOST_REORDERED,
                        REORDERED_FOR,
                        STEPS_WORTH_REORDERING,
                        REORDERED,
                        CACHE,
                        TIE)
                .toString();
    }

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
            Predicate<List<Integer>> stopped) {
        /** Places that it takes in a cache. */
        int columns() {
            return prompt.size() + maxTokens;
        }
    }

    /**
     * An answer.
     *
     * @param ids without the end token
     * @param nats log-likelihood of the ids, summed, at temperature 1
     * @param ended by an end token or stop string rather than by the limit
     */
    public record Answer(List<Integer> ids, double nats, boolean ended) {}

    /** Tokens so far that were so close to another that their text was read once more to decide. */
    public long ties() {
        return ties;
    }

    /** One answer for each task, in order. */
    public List<Answer> generate(List<Task> tasks) {
        return generate(tasks, note -> {});
    }

    /**
     * The same.
     *
     * @param notes told what must be known of the answers, such as that memory was short
     */
    public List<Answer> generate(List<Task> tasks, Consumer<String> notes) {
        if (prefixes.isPresent()) {
            return generate(tasks, prefixes.get(), notes);
        }
        try (PrefixCache own = new PrefixCache(decoder)) {
            return generate(tasks, own, notes);
        }
    }

    private List<Answer> generate(List<Task> tasks, PrefixCache cache, Consumer<String> notes) {
        Map<List<Integer>, List<Integer>> beginnings = beginnings(tasks, cache.longest());
        Answer[] answers = new Answer[tasks.size()];
        Map<List<Double>, List<Integer>> bySetting = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            Task task = tasks.get(i);
            bySetting
                    .computeIfAbsent(List.of(task.temperature(), task.topP()), key -> new ArrayList<>())
                    .add(i);
        }
        for (List<Integer> same : bySetting.values()) {
            for (List<Integer> pool : pools(same, i -> tasks.get(i).columns(), ROWS, cacheTokens())) {
                List<Integer> order = inOrder(pool, tasks, beginnings);
                List<Task> turn = order.stream().map(tasks::get).toList();
                int all = places(turn);
                Halving.run(
                        all,
                        rows -> {
                            List<Answer> done = new Run(turn, beginnings, cache, rows, rows == all).answers();
                            IntStream.range(0, order.size()).forEach(i -> answers[order.get(i)] = done.get(i));
                        },
                        notes);
            }
        }
        return List.of(answers);
    }

    /**
     * Tasks that are written in the same rows of one cache, whose columns are those of its longest task. Short tasks get a cache of
     * their own where the long ones' would leave them half the rows or fewer, and rows are wanted.
     *
     * @param columns of a task
     * @param rows of a cache at most
     * @param places of a cache at most, rows times columns, unless one row alone has more
     */
    static List<List<Integer>> pools(List<Integer> tasks, IntUnaryOperator columns, int rows, long places) {
        List<Integer> order = tasks.stream()
                .sorted(Comparator.comparingInt(i -> -columns.applyAsInt(i)))
                .toList();
        List<List<Integer>> pools = new ArrayList<>();
        int start = 0;
        while (start < order.size()) {
            int longest = columns.applyAsInt(order.get(start));
            int end = order.size();
            if (end - start > rowsOf(longest, rows, places)) {
                end = start + 1;
                while (end < order.size() && 2 * columns.applyAsInt(order.get(end)) > longest) {
                    end++;
                }
            }
            pools.add(order.subList(start, end));
            start = end;
        }
        return pools;
    }

    /** Rows of the cache in which the tasks take turns. */
    private int places(List<Task> tasks) {
        int columns = tasks.stream().mapToInt(Task::columns).max().orElseThrow();
        return Math.min(tasks.size(), rowsOf(columns, ROWS, cacheTokens()));
    }

    /** How many rows a cache gets. */
    private static int rowsOf(int columns, int rows, long places) {
        return (int) Math.max(1, Math.min(rows, places / columns));
    }

    /** What writes most comes first; where that is equal, prompts with the same beginning together, long ones first. */
    private static List<Integer> inOrder(
            List<Integer> pool, List<Task> tasks, Map<List<Integer>, List<Integer>> beginnings) {
        Map<List<Integer>, Integer> ranks = new HashMap<>();
        pool.forEach(i -> ranks.putIfAbsent(beginning(tasks.get(i), beginnings), ranks.size()));
        return pool.stream()
                .sorted(Comparator.comparingInt((Integer i) -> -tasks.get(i).maxTokens())
                        .thenComparingInt(i -> ranks.get(beginning(tasks.get(i), beginnings)))
                        .thenComparingInt(i -> -tasks.get(i).prompt().size())
                        .thenComparingInt(i -> i))
                .toList();
    }

    private static List<Integer> beginning(Task task, Map<List<Integer>, List<Integer>> beginnings) {
        return beginnings.getOrDefault(task.prompt(), List.of());
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

    /** Columns of all rows. By the model's shape, not by free memory: answers shall not depend on what else is in memory. */
    private static long cacheTokens(Geometry geometry) {
        return Math.max(Batches.TOKENS, CACHE / geometry.cacheBytes());
    }

    private long cacheTokens() {
        return cacheTokens(decoder.weights().geometry());
    }

    /** Columns of all rows of the largest cache that is ever made for such a model. */
    static long mostPlaces(Geometry geometry) {
        long ofFullRows = (long) ROWS * geometry.positions();
        return Math.max(geometry.positions(), Math.min(ofFullRows, cacheTokens(geometry)));
    }

    /** Whether a copy of the weights is made for long answers. */
    static boolean mayReorder(Decoder decoder) {
        return decoder.reorders() && decoder.weights().allBytes() <= REORDERED;
    }

    /** Tasks that take turns in the rows of one cache: where some are done, the next ones are read. */
    private final class Run {
        private final Map<List<Integer>, List<Integer>> beginnings;
        private final PrefixCache cache;
        private final List<WrittenRow> rows;
        private final int places;
        private final int columns;
        private final double temperature;
        private final double topP;
        private final Deque<WrittenRow> waiting;
        private final List<WrittenRow> active = new ArrayList<>();
        private final boolean reorders;
        private final boolean decidesTies;
        private final boolean packed;
        private @Nullable IValue reordered;

        /**
         * @param places rows of the cache
         * @param roomy whether there is memory for a second copy of the weights
         */
        Run(
                List<Task> tasks,
                Map<List<Integer>, List<Integer>> beginnings,
                PrefixCache cache,
                int places,
                boolean roomy) {
            this.beginnings = beginnings;
            this.cache = cache;
            this.places = places;
            rows = tasks.stream().map(WrittenRow::new).toList();
            waiting = new ArrayDeque<>(rows);
            columns = tasks.stream().mapToInt(Task::columns).max().orElseThrow();
            temperature = tasks.get(0).temperature();
            topP = tasks.get(0).topP();
            int longest = tasks.stream().mapToInt(Task::maxTokens).max().orElseThrow();
            decidesTies = temperature == 0 && decoder.weights().precision() == Precision.FLOAT32;
            reorders = roomy && longest >= STEPS_WORTH_REORDERING && mayReorder(decoder);
            // By the tasks, not by the rows that are left: how long others write shall change nothing.
            packed = tasks.size() <= PackedProducts.ROWS
                    && longest >= STEPS_WORTH_REORDERING
                    && decoder.weights().readsPacked();
        }

        List<Answer> answers() {
            try (PtNDManager scope = decoder.engine().newScope();
                    KeyValueCache written = decoder.cache(places, columns)) {
                fill(IntStream.range(0, places).boxed().toList(), written, scope);
                while (true) {
                    List<Integer> done = done();
                    if (!waiting.isEmpty() && done.size() * REFILL >= active.size()) {
                        fill(done, written, scope);
                        continue; // an answer may be over with its first token
                    }
                    if (done.size() == active.size()) {
                        break;
                    }
                    if (waiting.isEmpty() && done.size() * 2 >= active.size()) {
                        decoder.keepRows(written, going());
                        active.removeIf(row -> !row.goesOn());
                    }
                    long[] ids = active.stream().mapToLong(WrittenRow::newest).toArray();
                    long[] positions = active.stream()
                            .mapToLong(WrittenRow::newestPosition)
                            .toArray();
                    IValue list = list();
                    choose(list, decoder.decode(list, ids, positions, written, scope), active, scope);
                }
            } finally {
                if (reordered != null) {
                    reordered.close();
                    if (decoder.weights().allBytes() > WORTH_TRIMMING) {
                        NativeHeap.trim(); // else the C library keeps pieces of the copy, for each handle others
                    }
                }
            }
            return rows.stream().map(WrittenRow::answer).toList();
        }

        /** The weights in the form that is quicker for as many rows as are written now. */
        private IValue list() {
            if (packed) {
                return decoder.weights().packedList().orElseThrow();
            }
            if (!reorders || active.size() < FEWEST_REORDERED || active.size() > MOST_REORDERED) {
                return decoder.weights().list();
            }
            if (reordered == null) {
                reordered = decoder.reordered(REORDERED_FOR);
            }
            return reordered;
        }

        /** Reads the next prompts into places of the cache, as many as there are, and chooses their first tokens. */
        private void fill(List<Integer> free, KeyValueCache written, PtNDManager scope) {
            List<WrittenRow> next = new ArrayList<>();
            List<Integer> into = new ArrayList<>();
            for (int place : free) {
                if (!waiting.isEmpty()) {
                    WrittenRow row = waiting.remove();
                    next.add(row);
                    into.add(place);
                    if (place < active.size()) {
                        active.set(place, row);
                    } else {
                        active.add(row);
                    }
                }
            }
            List<List<Integer>> prompts =
                    next.stream().map(row -> row.task().prompt()).toList();
            for (Reading part : Reading.of(prompts, beginnings)) {
                int end = part.first() + part.rows().length;
                long[] where = into.subList(part.first(), end).stream()
                        .mapToLong(Integer::longValue)
                        .toArray();
                choose(
                        decoder.weights().list(),
                        read(part, where, written, scope),
                        next.subList(part.first(), end),
                        scope);
            }
        }

        private PtNDArray read(Reading part, long[] where, KeyValueCache written, PtNDManager scope) {
            if (part.beginning().isEmpty()) {
                return decoder.prefill(part.prompts(), part.rows(), where, written, scope);
            }
            List<List<Integer>> rest = part.prompts().stream()
                    .map(prompt -> prompt.subList(part.beginning().size(), prompt.size()))
                    .toList();
            return decoder.prefill(cache.get(part.beginning()), rest, part.rows(), where, written, scope);
        }

        private void choose(IValue list, PtNDArray hidden, List<WrittenRow> chosen, PtNDManager scope) {
            try (hidden) {
                double[] draws = chosen.stream().mapToDouble(WrittenRow::draw).toArray();
                double[][] picked = decoder.pick(list, hidden, temperature, topP, draws, scope);
                for (int i = 0; i < chosen.size(); i++) {
                    WrittenRow row = chosen.get(i);
                    if (decidesTies && picked[2][i] < TIE && row.mayDecideTie()) {
                        ties++;
                        Decoder.Next decided = decoder.nextAlone(row.soFar());
                        row.take(decided.id(), decided.nats());
                    } else {
                        row.take((int) picked[0][i], picked[1][i]);
                    }
                }
            }
        }

        private List<Integer> done() {
            return IntStream.range(0, active.size())
                    .filter(i -> !active.get(i).goesOn())
                    .boxed()
                    .toList();
        }

        private long[] going() {
            return IntStream.range(0, active.size())
                    .filter(i -> active.get(i).goesOn())
                    .asLongStream()
                    .toArray();
        }
    }
}
