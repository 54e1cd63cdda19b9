package org.comptrust.models.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.PromptTooLongException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.PrefixCache;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.handle.DecoderHandle;
import org.comptrust.models.pool.BaseModel;
import org.comptrust.models.tokenizer.HfTokenizer;

/**
 * What reading common beginnings once saves: the same requests through one handle as it is, and through one that reads each prompt as a
 * whole, each choice with its prompt. Both have the same weights and take turns.
 */
public final class SharingBench {
    private final TorchEngine engine;
    private final int repetitions;

    /** @param repetitions of which the quickest counts; each with handles that have read nothing */
    public SharingBench(TorchEngine engine, int repetitions) {
        this.engine = engine;
        this.repetitions = repetitions;
    }

    /** Sees what is measured next. */
    public interface Watcher {
        void measuring(String what);
    }

    /**
     * What a dimension asks.
     *
     * @param groups asked one after the other, each as a whole
     */
    public record Questions(String name, List<List<SeededRequest>> groups) {
        public Questions {
            groups = List.copyOf(groups);
        }
    }

    /**
     * A way to ask.
     *
     * @param seconds on the clock
     * @param cpuSeconds of all threads of the process
     */
    public record Cost(double seconds, double cpuSeconds) {
        private Cost least(Cost other) {
            return new Cost(Math.min(seconds, other.seconds), Math.min(cpuSeconds, other.cpuSeconds));
        }

        private Cost plus(Cost other) {
            return new Cost(seconds + other.seconds, cpuSeconds + other.cpuSeconds);
        }
    }

    /**
     * One dimension.
     *
     * @param name what is asked
     * @param requests that were answered
     * @param tooLong requests that do not fit into the model's context, and were not answered
     * @param promptTokens of all that were answered
     * @param droppedShots demonstrations that did not fit
     * @param answerTokens that were written, or of given continuations
     * @param shared as it is
     * @param apart each prompt as a whole
     * @param sameTexts whether all texts are the same both ways
     * @param otherGreedy greedy texts that are not
     * @param otherDrawn drawn texts that are not: a last bit of a probability may decide a draw
     * @param nats largest difference of a log-likelihood between the two ways, of equal texts
     */
    public record Dimension(
            String name,
            int requests,
            int tooLong,
            long promptTokens,
            long droppedShots,
            long answerTokens,
            Cost shared,
            Cost apart,
            boolean sameTexts,
            int otherGreedy,
            int otherDrawn,
            double nats) {
        /** The same requests once more: the quicker time counts, and the larger difference. */
        private Dimension again(Dimension other) {
            return new Dimension(
                    name,
                    requests,
                    tooLong,
                    promptTokens,
                    droppedShots,
                    answerTokens,
                    shared.least(other.shared),
                    apart.least(other.apart),
                    sameTexts && other.sameTexts,
                    Math.max(otherGreedy, other.otherGreedy),
                    Math.max(otherDrawn, other.otherDrawn),
                    Math.max(nats, other.nats));
        }
    }

    /**
     * Measures made-up requests of eight dimensions.
     *
     * @param folder of the model
     * @param items of a dimension
     */
    public List<Dimension> run(Path folder, Path cache, Precision precision, int items, Watcher watcher) {
        return run(folder, cache, precision, Dialogues::of, tokenizer -> MadeUpQuestions.of(tokenizer, items), watcher);
    }

    /**
     * Measures given requests.
     *
     * @param folder of the model
     * @param dialogues how messages become text, by the model's tokenizer
     * @param questions of each dimension at least one
     */
    public List<Dimension> run(
            Path folder,
            Path cache,
            Precision precision,
            Function<HfTokenizer, ChatRenderer> dialogues,
            List<Questions> questions,
            Watcher watcher) {
        return run(folder, cache, precision, dialogues, tokenizer -> questions, watcher);
    }

    private List<Dimension> run(
            Path folder,
            Path cache,
            Precision precision,
            Function<HfTokenizer, ChatRenderer> dialogues,
            Function<HfTokenizer, List<Questions>> questions,
            Watcher watcher) {
        try (BaseModel base = BaseModel.open(engine, folder, cache, precision)) {
            ChatRenderer renderer = dialogues.apply(base.tokenizer());
            List<Questions> asked = questions.apply(base.tokenizer());
            warmUp(base, renderer, asked.get(0));
            List<Dimension> best = measure(base, renderer, asked, watcher);
            for (int repetition = 1; repetition < repetitions; repetition++) {
                List<Dimension> before = best;
                List<Dimension> measured = measure(base, renderer, asked, watcher);
                best = IntStream.range(0, measured.size())
                        .mapToObj(i -> before.get(i).again(measured.get(i)))
                        .toList();
            }
            return best;
        }
    }

    /** Loads the weights, and lets libtorch prepare what it prepares once. */
    private static void warmUp(BaseModel base, ChatRenderer dialogues, Questions questions) {
        try (ModelHandle handle = handle(base, dialogues, PrefixCache.none(base.decoder()))) {
            ask(handle, List.of(questions.groups().get(0).get(0)));
        }
    }

    private static List<Dimension> measure(
            BaseModel base, ChatRenderer dialogues, List<Questions> questions, Watcher watcher) {
        Decoder decoder = base.decoder();
        try (ModelHandle shared = handle(base, dialogues, new PrefixCache(decoder));
                ModelHandle apart = handle(base, dialogues, PrefixCache.none(decoder))) {
            List<Dimension> measured = new ArrayList<>();
            for (Questions each : questions) {
                watcher.measuring(each.name());
                measured.add(measure(each, shared, apart));
            }
            return measured;
        }
    }

    private static ModelHandle handle(BaseModel base, ChatRenderer dialogues, PrefixCache prefixes) {
        Decoder decoder = base.decoder();
        return new DecoderHandle(
                decoder,
                base.tokenizer(),
                dialogues,
                base.checkpoint().weightsHash(),
                decoder.weights().precision().toString(),
                Set.copyOf(base.checkpoint().config().eosIds()),
                prefixes,
                () -> {});
    }

    private static Dimension measure(Questions questions, ModelHandle shared, ModelHandle apart) {
        Cost together = new Cost(0, 0);
        Cost alone = together;
        List<Optional<Response>> ones = new ArrayList<>();
        Differences differences = new Differences();
        for (List<SeededRequest> group : questions.groups()) {
            Answered one = ask(shared, group);
            Answered other = ask(apart, group);
            together = together.plus(one.cost());
            alone = alone.plus(other.cost());
            ones.addAll(one.responses());
            IntStream.range(0, group.size())
                    .filter(i -> one.responses().get(i).isPresent())
                    .forEach(i -> differences.add(
                            group.get(i),
                            one.responses().get(i).get(),
                            other.responses().get(i).orElseThrow()));
        }
        List<Response> answered = ones.stream().flatMap(Optional::stream).toList();
        return new Dimension(
                questions.name(),
                answered.size(),
                ones.size() - answered.size(),
                answered.stream().mapToLong(Response::promptTokens).sum(),
                answered.stream().mapToLong(Response::droppedShots).sum(),
                answered.stream()
                        .flatMap(response -> response.completions().stream())
                        .mapToLong(Completion::tokens)
                        .sum(),
                together,
                alone,
                differences.greedy + differences.drawn == 0,
                differences.greedy,
                differences.drawn,
                differences.nats);
    }

    /** Between answers that should be the same. */
    private static final class Differences {
        private int greedy;
        private int drawn;
        private double nats;

        void add(SeededRequest asked, Response one, Response other) {
            boolean draws = asked.request().ask() instanceof Ask.Generate generate && generate.temperature() > 0;
            for (int i = 0; i < one.completions().size(); i++) {
                Completion a = one.completions().get(i);
                Completion b = other.completions().get(i);
                if (a.text().equals(b.text())) {
                    nats = Math.max(
                            nats,
                            Math.abs(a.logLikelihood().orElse(0)
                                    - b.logLikelihood().orElse(0)));
                } else if (draws) {
                    drawn++;
                } else {
                    greedy++;
                }
            }
        }
    }

    /** @param responses one for each request; empty: its prompt is too long */
    private record Answered(List<Optional<Response>> responses, Cost cost) {}

    private static Answered ask(ModelHandle handle, List<SeededRequest> group) {
        long start = System.nanoTime();
        long cpu = cpuNanos();
        List<Optional<Response>> responses =
                handle.submit(group).stream().map(SharingBench::answer).toList();
        return new Answered(responses, new Cost((System.nanoTime() - start) / 1e9, (cpuNanos() - cpu) / 1e9));
    }

    private static Optional<Response> answer(CompletableFuture<Response> future) {
        try {
            return Optional.of(future.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof PromptTooLongException) {
                return Optional.empty();
            }
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
