package org.comptrust.models.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.models.chat.Dialogues;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.Precision;
import org.comptrust.models.decoder.PrefixCache;
import org.comptrust.models.engine.TorchEngine;
import org.comptrust.models.handle.DecoderHandle;
import org.comptrust.models.pool.BaseModel;

/**
 * What reading common beginnings once saves: the same few-shot requests of eight dimensions through one handle as it is, and through one
 * that reads each prompt as a whole, each choice with its prompt. Both have the same weights and take turns.
 */
public final class SharingBench {
    private final TorchEngine engine;
    private final int repetitions;

    /** @param repetitions of which the quickest counts */
    public SharingBench(TorchEngine engine, int repetitions) {
        this.engine = engine;
        this.repetitions = repetitions;
    }

    /** Sees what is measured next. */
    public interface Watcher {
        void measuring(String what);
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
    }

    /**
     * One dimension.
     *
     * @param name what is asked
     * @param requests how many
     * @param promptTokens of all of them
     * @param shared as it is
     * @param apart each prompt as a whole
     * @param sameTexts whether all texts are the same both ways
     * @param nats largest difference of a log-likelihood between the two ways
     */
    public record Dimension(
            String name, int requests, long promptTokens, Cost shared, Cost apart, boolean sameTexts, double nats) {}

    /**
     * Measures all of them.
     *
     * @param folder of the model
     * @param items of a dimension
     */
    public List<Dimension> run(Path folder, Path cache, Precision precision, int items, Watcher watcher) {
        try (BaseModel base = BaseModel.open(engine, folder, cache, precision)) {
            Decoder decoder = base.decoder();
            try (ModelHandle shared = handle(base, decoder, new PrefixCache(decoder));
                    ModelHandle apart = handle(base, decoder, PrefixCache.none(decoder))) {
                List<Dimension> measured = new ArrayList<>();
                for (Kind kind : kinds()) {
                    watcher.measuring(kind.name());
                    measured.add(measure(kind.name(), requests(kind, base, items), shared, apart));
                }
                return measured;
            }
        }
    }

    private static ModelHandle handle(BaseModel base, Decoder decoder, PrefixCache prefixes) {
        return new DecoderHandle(
                decoder,
                base.tokenizer(),
                Dialogues.of(base.tokenizer()),
                base.checkpoint().weightsHash(),
                decoder.weights().precision().toString(),
                Set.copyOf(base.checkpoint().config().eosIds()),
                prefixes,
                () -> {});
    }

    private Dimension measure(String name, List<List<SeededRequest>> repeated, ModelHandle shared, ModelHandle apart) {
        Cost together = new Cost(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
        Cost alone = together;
        boolean same = true;
        double nats = 0;
        int asked = 0;
        long tokens = 0;
        for (List<SeededRequest> group : repeated) {
            Answered one = ask(shared, group);
            Answered other = ask(apart, group);
            together = together.least(one.cost());
            alone = alone.least(other.cost());
            asked = group.size();
            tokens = one.responses().stream().mapToLong(Response::promptTokens).sum();
            for (int i = 0; i < group.size(); i++) {
                List<Completion> a = one.responses().get(i).completions();
                List<Completion> b = other.responses().get(i).completions();
                for (int c = 0; c < a.size(); c++) {
                    boolean equal = a.get(c).text().equals(b.get(c).text());
                    same &= equal;
                    if (equal) {
                        nats = Math.max(
                                nats,
                                Math.abs(a.get(c).logLikelihood().orElse(0)
                                        - b.get(c).logLikelihood().orElse(0)));
                    }
                }
            }
        }
        return new Dimension(name, asked, tokens, together, alone, same, nats);
    }

    private record Answered(List<Response> responses, Cost cost) {}

    private static Answered ask(ModelHandle handle, List<SeededRequest> group) {
        long start = System.nanoTime();
        long cpu = cpuNanos();
        List<Response> responses =
                handle.submit(group).stream().map(CompletableFuture::join).toList();
        return new Answered(responses, new Cost((System.nanoTime() - start) / 1e9, (cpuNanos() - cpu) / 1e9));
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /**
     * What a dimension asks.
     *
     * @param beginning demonstrations or system prompt, as a part of the positions
     * @param question what follows, likewise
     */
    private record Kind(String name, double beginning, double question, Ask ask) {}

    /** As the few-shot scenarios of the shipped dimensions ask: beginnings of two to ten times the question. */
    private static List<Kind> kinds() {
        return List.of(
                new Kind("four choices after 5 questions (mmlu)", 0.4, 0.08, choices(4)),
                new Kind("yes or no after 32 deeds (machine ethics)", 0.6, 0.05, choices(2)),
                new Kind("yes or no after 32 records (fairness)", 0.6, 0.06, choices(2)),
                new Kind("two choices after counterfactuals (demonstrations)", 0.5, 0.06, choices(2)),
                new Kind("an address after 5 of others (privacy)", 0.3, 0.06, greedy(20)),
                new Kind("a label after 8 sentences in another style (OOD)", 0.4, 0.08, greedy(4)),
                new Kind("opinions after a system prompt (stereotype)", 0.15, 0.05, sampled(3, 16)),
                new Kind("texts after a system prompt (toxicity)", 0.25, 0.05, sampled(2, 20)));
    }

    private static Ask choices(int count) {
        return new Ask.Choose(IntStream.range(0, count)
                .mapToObj(i -> " " + Syllables.ALL.get(i))
                .toList());
    }

    private static Ask greedy(int tokens) {
        return Ask.Generate.greedy(tokens);
    }

    private static Ask sampled(int samples, int tokens) {
        return new Ask.Generate(tokens, samples, 1, 1, List.of());
    }

    /** One group for each repetition, with other words: nothing was read before. */
    private List<List<SeededRequest>> requests(Kind kind, BaseModel base, int items) {
        int positions = base.tokenizer().contextLength();
        SplittableRandom random = new SplittableRandom(kind.name().hashCode());
        int words = 200;
        double wordsPerToken = (double) words
                / base.tokenizer().encode(Syllables.words(words, random)).size();
        List<List<SeededRequest>> groups = new ArrayList<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            String beginning = Syllables.words((int) Math.max(1, kind.beginning() * positions * wordsPerToken), random);
            List<SeededRequest> group = new ArrayList<>();
            for (int i = 0; i < items; i++) {
                String question =
                        Syllables.words((int) Math.max(1, kind.question() * positions * wordsPerToken), random);
                Prompt prompt = new Prompt.Text(
                        List.of(Message.of(Role.USER, beginning + " " + question)), Overflow.OLDEST_FIRST);
                group.add(new SeededRequest(new Request(prompt, kind.ask()), random.nextLong()));
            }
            groups.add(group);
        }
        return groups;
    }
}
