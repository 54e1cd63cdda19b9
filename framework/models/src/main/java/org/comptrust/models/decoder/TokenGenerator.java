package org.comptrust.models.decoder;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Text continuation over batches with a key/value cache. Rows that are done leave the batch once they are half of it. Owns no
 * memory between calls.
 */
public final class TokenGenerator {
    private final Decoder decoder;

    public TokenGenerator(Decoder decoder) {
        this.decoder = decoder;
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
            for (List<Integer> batch : Batches.of(group, task -> task.prompt().size() + task.maxTokens())) {
                Halving.run(batch, part -> {
                    List<Task> rows = part.stream().map(group::get).toList();
                    List<Answer> done = new Run(rows).answers();
                    IntStream.range(0, rows.size()).forEach(i -> answers.set(same.get(part.get(i)), done.get(i)));
                });
            }
        }
        return answers;
    }

    /** One batch from prompt to last token. */
    private final class Run {
        private final List<Row> rows;
        private final int prompt;
        private final int columns;
        private final double temperature;
        private final double topP;
        private List<Row> active;

        Run(List<Task> tasks) {
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
                    PtNDArray hidden = decoder.prefill(prompts, keys, values, scope);
                    choose(hidden, scope);
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
                        hidden = decoder.decode(ids, positions, column, mask, keys, values, scope);
                        choose(hidden, scope);
                    }
                } finally {
                    keys.close();
                    values.close();
                }
            }
            return rows.stream().map(Row::answer).toList();
        }

        private void choose(PtNDArray hidden, PtNDManager scope) {
            try (hidden) {
                double[] draws = active.stream().mapToDouble(Row::draw).toArray();
                double[][] picked = decoder.pick(hidden, temperature, topP, draws, scope);
                for (int i = 0; i < active.size(); i++) {
                    active.get(i).take((int) picked[0][i], picked[1][i]);
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
