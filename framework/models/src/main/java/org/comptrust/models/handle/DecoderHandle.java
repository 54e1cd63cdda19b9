package org.comptrust.models.handle;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.chat.ChatRenderer;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.decoder.Decoder;
import org.comptrust.models.decoder.PrefixCache;
import org.comptrust.models.decoder.TokenGenerator;
import org.comptrust.models.decoder.TokenScorer;

/**
 * A decoder that answers groups of requests on a thread of its own, one group after the other. Batches are formed within a group
 * only, so answers do not depend on what else is asked. Prompts become tokens, and tokens text, on a second thread: while a group is
 * computed, the next one is prepared and the one before it is read.
 */
public final class DecoderHandle implements ModelHandle {
    private final ModelIdentity identity;
    private final Tokenizer tokenizer;
    private final Set<Integer> ends;
    private final ChatRenderer dialogues;
    private final PrefixCache prefixes;
    private final TokenScorer scorer;
    private final TokenGenerator generator;
    private final StopStrings stopStrings;
    private final ExecutorService texts = thread("decoder-texts");
    private final ExecutorService thread = thread("decoder");
    private final Runnable onClose;
    private final int vocabulary;
    private final Object submitting = new Object();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * @param dialogues how messages become text
     * @param weights hash of all tensors
     * @param dtype of the computation
     * @param ends token ids that end an answer
     * @param onClose ends the lease on the weights; runs once no group is computed any more
     */
    public DecoderHandle(
            Decoder decoder,
            Tokenizer tokenizer,
            ChatRenderer dialogues,
            String weights,
            String dtype,
            Set<Integer> ends,
            Runnable onClose) {
        this(decoder, tokenizer, dialogues, weights, dtype, ends, new PrefixCache(decoder), onClose);
    }

    /**
     * The same with a cache of beginnings that it takes over.
     *
     * @param prefixes of this decoder
     */
    public DecoderHandle(
            Decoder decoder,
            Tokenizer tokenizer,
            ChatRenderer dialogues,
            String weights,
            String dtype,
            Set<Integer> ends,
            PrefixCache prefixes,
            Runnable onClose) {
        this.identity = new ModelIdentity(
                weights,
                tokenizer.identity(),
                dialogues.identity(),
                decoder.engine().identity() + " " + dtype + " decoder "
                        + decoder.identity("ends " + new TreeSet<>(ends)));
        this.tokenizer = tokenizer;
        this.ends = Set.copyOf(ends);
        this.dialogues = dialogues;
        this.prefixes = prefixes;
        this.scorer = new TokenScorer(decoder, prefixes);
        this.generator = new TokenGenerator(decoder, prefixes);
        this.stopStrings = new StopStrings(tokenizer);
        this.vocabulary = decoder.vocabulary();
        this.onClose = onClose;
    }

    private static ExecutorService thread(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread worker = new Thread(work, name);
            worker.setDaemon(true);
            return worker;
        });
    }

    @Override
    public ModelIdentity identity() {
        return identity;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return Optional.of(tokenizer);
    }

    @Override
    public List<CompletableFuture<Response>> submit(List<SeededRequest> group) {
        List<CompletableFuture<Response>> futures =
                group.stream().map(request -> new CompletableFuture<Response>()).toList();
        synchronized (submitting) {
            if (!closed) {
                texts.execute(() -> prepare(List.copyOf(group), futures));
                return futures;
            }
        }
        futures.forEach(future -> future.completeExceptionally(new CancelledException()));
        return futures;
    }

    private void prepare(List<SeededRequest> group, List<CompletableFuture<Response>> futures) {
        orFail(futures, () -> {
            throwIfClosed();
            Group work = new Group();
            List<Optional<Function<Group, Response>>> readers = new ArrayList<>();
            for (int i = 0; i < group.size(); i++) {
                try {
                    readers.add(Optional.of(work.add(group.get(i))));
                } catch (IllegalArgumentException | CheckpointException e) { // this request alone cannot be answered
                    futures.get(i).completeExceptionally(e);
                    readers.add(Optional.empty());
                }
            }
            thread.execute(() -> orFail(futures, () -> {
                throwIfClosed();
                work.run();
                texts.execute(() -> orFail(futures, () -> read(work, readers, futures)));
            }));
        });
    }

    private static void read(
            Group work, List<Optional<Function<Group, Response>>> readers, List<CompletableFuture<Response>> futures) {
        for (int i = 0; i < readers.size(); i++) {
            if (readers.get(i).isPresent()) {
                Response response = readers.get(i).get().apply(work);
                futures.get(i).complete(work.notes.isEmpty() ? response : response.noted(List.copyOf(work.notes)));
            }
        }
    }

    /** Nobody may wait for ever, whatever happens: libtorch reports some failures as an Error. */
    private static void orFail(List<CompletableFuture<Response>> futures, Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            futures.forEach(future -> future.completeExceptionally(e));
        }
    }

    private void throwIfClosed() {
        if (closed) {
            throw new CancelledException();
        }
    }

    /** The work of a group: sequences to score, prompts to continue, and how each request reads its part of the results. */
    private final class Group {
        private final PromptEncoder encoder = new PromptEncoder(new AlikeTexts(tokenizer), dialogues);
        private final List<TokenScorer.Sequence> sequences = new ArrayList<>();
        private final List<TokenGenerator.Task> tasks = new ArrayList<>();
        private final Set<String> notes = new LinkedHashSet<>();
        private List<TokenScorer.Score> scores = List.of();
        private List<TokenGenerator.Answer> answers = List.of();

        Function<Group, Response> add(SeededRequest seeded) {
            Ask ask = seeded.request().ask();
            if (ask instanceof Ask.Generate generate) {
                return addGenerate(seeded, generate);
            } else if (ask instanceof Ask.Choose choose) {
                return addChoose(seeded, choose);
            } else if (ask instanceof Ask.LogLikelihood likelihood) {
                return addLogLikelihood(seeded, likelihood);
            }
            throw new IllegalStateException("an ask of kind " + ask.getClass().getSimpleName());
        }

        void run() {
            scores = scorer.score(sequences, notes::add);
            answers = generator.generate(tasks, notes::add);
        }

        private Function<Group, Response> addGenerate(SeededRequest seeded, Ask.Generate ask) {
            PromptEncoder.Encoded prompt = encoded(seeded, ask.maxTokens());
            Predicate<List<Integer>> stopped = stopStrings.watch(ask.stop(), ids -> continuation(prompt.ids(), ids));
            int first = tasks.size();
            for (int sample = 0; sample < ask.samples(); sample++) {
                tasks.add(new TokenGenerator.Task(
                        prompt.ids(),
                        ask.maxTokens(),
                        ask.temperature(),
                        ask.topP(),
                        seeded.seed() + 0x9E3779B97F4A7C15L * sample,
                        ends,
                        stopped));
            }
            return group -> {
                List<Completion> completions = new ArrayList<>();
                for (int i = first; i < first + ask.samples(); i++) {
                    completions.add(completion(prompt.ids(), group.answers.get(i), ask.stop()));
                }
                return new Response(completions, prompt.ids().size(), prompt.droppedShots());
            };
        }

        private Function<Group, Response> addChoose(SeededRequest seeded, Ask.Choose ask) {
            int longest = ask.continuations().stream()
                    .mapToInt(text -> tokenizer.encode(text).size() + 1)
                    .max()
                    .orElseThrow(() -> new IllegalArgumentException("there is nothing to choose from"));
            PromptEncoder.Encoded prompt = encoded(seeded, longest);
            List<TokenScorer.Sequence> choices = continued(prompt, ask.continuations());
            while (longest(choices)
                    > tokenizer.contextLength()) { // behind a prompt a text can have more tokens than alone
                prompt = encoded(seeded, longest(choices) - prompt.ids().size());
                choices = continued(prompt, ask.continuations());
            }
            int first = sequences.size();
            sequences.addAll(choices);
            int tokens = prompt.ids().size();
            int dropped = prompt.droppedShots();
            return group -> {
                List<Completion> completions = new ArrayList<>();
                for (int i = 0; i < ask.continuations().size(); i++) {
                    completions.add(scored(ask.continuations().get(i), group.scores.get(first + i)));
                }
                return new Response(completions, tokens, dropped);
            };
        }

        /** @param answer tokens to leave room for */
        private PromptEncoder.Encoded encoded(SeededRequest seeded, int answer) {
            PromptEncoder.Encoded prompt = encoder.encode(seeded.request().prompt(), answer);
            for (int id : prompt.ids()) {
                if (id < 0 || id >= vocabulary) {
                    throw new IllegalArgumentException("the prompt has token " + id
                            + "; the model's tokens go from 0 to " + (vocabulary - 1) + ". Correct the item.");
                }
            }
            return prompt;
        }

        private static int longest(List<TokenScorer.Sequence> choices) {
            return choices.stream()
                    .mapToInt(choice -> choice.ids().size())
                    .max()
                    .orElse(0);
        }

        private List<TokenScorer.Sequence> continued(PromptEncoder.Encoded prompt, List<String> continuations) {
            return continuations.stream().map(text -> continued(prompt, text)).toList();
        }

        /** Encoded as one text where that keeps the prompt's tokens, as a reader would see it; else the ids are joined. */
        private TokenScorer.Sequence continued(PromptEncoder.Encoded prompt, String continuation) {
            int context = prompt.ids().size();
            if (!prompt.text().isEmpty()) {
                List<Integer> whole = encoder.encodeFromStart(prompt.text() + continuation, prompt.startsWithTokens());
                if (whole.size() > context && whole.subList(0, context).equals(prompt.ids())) {
                    return new TokenScorer.Sequence(whole, context);
                }
            }
            List<Integer> joined = new ArrayList<>(prompt.ids());
            joined.addAll(tokenizer.encode(continuation));
            return new TokenScorer.Sequence(joined, context);
        }

        private Function<Group, Response> addLogLikelihood(SeededRequest seeded, Ask.LogLikelihood ask) {
            PromptEncoder.Encoded prompt = encoded(seeded, 0);
            int index = sequences.size();
            sequences.add(new TokenScorer.Sequence(prompt.ids(), ask.contextTokens()));
            return group -> new Response(
                    List.of(scored("", group.scores.get(index))), prompt.ids().size(), prompt.droppedShots());
        }
    }

    private static Completion scored(String text, TokenScorer.Score score) {
        return new Completion(text, Finish.SCORED, OptionalDouble.of(score.sum()), score.nats().length);
    }

    private Completion completion(List<Integer> prompt, TokenGenerator.Answer answer, List<String> stop) {
        String text = continuation(prompt, answer.ids());
        int at = StopStrings.at(text, stop);
        return new Completion(
                at >= 0 ? text.substring(0, at) : text,
                answer.ended() ? Finish.STOP : Finish.LENGTH,
                OptionalDouble.of(answer.nats()),
                answer.ids().size());
    }

    /** Text of new tokens. A tokenizer may drop a blank at the start of a sequence, so both are decoded and compared. */
    private String continuation(List<Integer> prompt, List<Integer> ids) {
        List<Integer> all = new ArrayList<>(prompt);
        all.addAll(ids);
        String before = tokenizer.decode(prompt);
        String whole = tokenizer.decode(all);
        return whole.startsWith(before) ? whole.substring(before.length()) : tokenizer.decode(ids);
    }

    @Override
    public void close() {
        synchronized (submitting) {
            if (closed) {
                return;
            }
            closed = true; // groups that wait fail
            texts.execute(() -> thread.execute(this::end));
        }
        try {
            ended.get(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // The group that is computed still needs the weights.
        }
        if (ended.isDone()) {
            onClose.run();
        } else {
            ended.thenRun(onClose);
        }
    }

    /** Behind all groups; the texts of the last one are still to be read. */
    private void end() {
        try {
            prefixes.close();
        } finally {
            thread.shutdown();
            texts.execute(() -> {
                texts.shutdown();
                ended.complete(null);
            });
        }
    }
}
