package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.journal.GroupTiming;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.Keys;
import org.comptrust.core.journal.QuestionKey;
import org.comptrust.core.journal.Reply;
import org.comptrust.core.journal.VariantRecord;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.Progress;

/** Answers of one variant: from the journal, or else from the model, which is brought into memory at the first question. */
final class VariantSession implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;

    private final PlannedModel model;
    private final PlannedVariant variant;
    private final Journal journal;
    private final Progress progress;
    private final Runner.Place place;
    private final String key;
    private final ModelSource source;

    private Optional<VariantRecord> known;
    private Optional<Lease> lease = Optional.empty();
    private Optional<RuntimeException> refused = Optional.empty();
    private final AtomicLong lastEnd = new AtomicLong(Long.MIN_VALUE);

    VariantSession(
            PlannedModel model,
            PlannedVariant variant,
            Journal journal,
            Progress progress,
            Runner.Place place,
            String version) {
        this.model = model;
        this.variant = variant;
        this.journal = journal;
        this.progress = progress;
        this.place = place;
        this.key = RecipeKeys.variant(model, variant, version);
        this.known = journal.variant(key);
        this.source = variant.recipe().checkpoint().orElse(model.spec()).source();
    }

    /** The variant's key in the journal. */
    String key() {
        return key;
    }

    /** What is known of the variant; brings it into memory if nothing is. */
    VariantRecord record() {
        if (known.isEmpty()) {
            lease();
        }
        return known.orElseThrow();
    }

    /** The question without what makes no difference to its answer; questions with the same id are asked once. */
    DistinctQuestion distinct(Question question) {
        boolean recorded = source instanceof ModelSource.Recorded; // whose question it is counts
        SeededRequest request = recorded ? question.asked() : question.same();
        QuestionKey key = Keys.request(record().identity(), request);
        return new DistinctQuestion(recorded ? key.key() + " " + request.seed() : key.key(), key, request, question);
    }

    /**
     * Asks questions together; what is asked of a model here is on its way when this returns. Its answers are in the journal as soon as
     * the last one is there, whether or not anybody waits for them by then.
     *
     * @param again whether they were asked before, and are to be asked once more
     * @return waits for the answers; to be called once
     * @throws StaleVariantException if the journal remembered another content; everything is to be looked up again
     */
    Supplier<Answers> ask(List<DistinctQuestion> group, boolean again) {
        throwIfCancelled();
        if (!source.batches()) {
            return () -> alone(group, again);
        }
        List<QuestionKey> keys = group.stream().map(DistinctQuestion::key).toList();
        String groupKey = Keys.group(keys, again);
        Optional<List<Reply>> stored = journal.replies(groupKey, group.size());
        if (stored.isPresent()) {
            List<Answers.Answer> answers = new ArrayList<>();
            stored.get().forEach(reply -> answers.add(Answers.Answer.of(reply, groupKey, answers.size())));
            Answers there = new Answers(answers, true);
            return () -> there;
        }
        List<SeededRequest> requests =
                group.stream().map(DistinctQuestion::request).toList();
        Lease taken = lease(); // what it takes to bring it into memory is not part of the time
        long begun = System.nanoTime();
        List<CompletableFuture<Response>> futures = submitted(taken, requests);
        CompletableFuture<Answers> answers = CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
                .handle((all, failure) -> written(groupKey, keys, requests, futures, begun));
        return () -> place.turn().away(() -> awaited(answers));
    }

    /** Writes down answers that are all there. May run in a thread of the model: nothing but the journal is touched. */
    private Answers written(
            String groupKey,
            List<QuestionKey> keys,
            List<SeededRequest> requests,
            List<CompletableFuture<Response>> futures,
            long begun) {
        long end = System.nanoTime();
        long before = lastEnd.getAndAccumulate(end, Math::max); // it waited until the group before it was answered
        List<Answers.Answer> answers = new ArrayList<>();
        futures.forEach(future -> answers.add(answer(future, groupKey, answers.size())));
        List<Optional<Reply>> replies =
                answers.stream().map(Answers.Answer::reply).toList();
        List<Response> responses = replies.stream()
                .flatMap(reply -> reply.flatMap(Reply::response).stream())
                .toList();
        boolean complete = replies.stream().allMatch(Optional::isPresent);
        Optional<GroupTiming> timing = complete && !responses.isEmpty()
                ? Optional.of(Stopwatch.timing(
                        key,
                        groupKey,
                        requests,
                        responses,
                        Math.max(0, end - Math.max(begun, before)) / 1e9,
                        Stopwatch.residentBytes()))
                : Optional.empty();
        journal.put(groupKey, keys, replies, timing);
        return new Answers(answers, false);
    }

    private Answers awaited(CompletableFuture<Answers> answers) {
        while (true) {
            try {
                return answers.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillWorking) {
                throwIfCancelled();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof RuntimeException why) {
                    throw why;
                } else if (failure.getCause() instanceof Error why) {
                    throw why;
                }
                throw new IllegalStateException("answers were not written down", failure.getCause());
            }
        }
    }

    /** Each question is a group of its own, and its answer safe as soon as it is there: it may have cost money. */
    private Answers alone(List<DistinctQuestion> group, boolean again) {
        throwIfCancelled();
        Map<Integer, Answers.Answer> answers = new HashMap<>();
        List<DistinctQuestion> unknown = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            int position = i;
            String own = aloneKey(group.get(i), again);
            journal.reply(own, 0)
                    .ifPresentOrElse(reply -> answers.put(position, Answers.Answer.of(reply, own, 0)), () -> {
                        unknown.add(group.get(position));
                        positions.add(position);
                    });
        }
        if (!unknown.isEmpty()) {
            List<CompletableFuture<Response>> futures = submitted(
                    lease(), unknown.stream().map(DistinctQuestion::request).toList());
            Set<Integer> open = new LinkedHashSet<>();
            IntStream.range(0, unknown.size()).forEach(open::add);
            Stopwatch watch = Stopwatch.start();
            while (!open.isEmpty()) {
                CompletableFuture<?>[] asked = open.stream().map(futures::get).toArray(CompletableFuture<?>[]::new);
                place.turn().away(() -> awaitAny(asked));
                List<Integer> done =
                        open.stream().filter(i -> futures.get(i).isDone()).toList();
                double seconds =
                        watch.seconds() / done.size(); // the times of all answers add up to the time of the run
                watch = Stopwatch.start();
                long resident = Stopwatch.residentBytes();
                List<Journal.Alone> replies = new ArrayList<>();
                for (int i : done) {
                    open.remove(i);
                    DistinctQuestion question = unknown.get(i);
                    String own = aloneKey(question, again);
                    Answers.Answer answer = answer(futures.get(i), own, 0);
                    answers.put(positions.get(i), answer);
                    answer.reply()
                            .ifPresent(reply -> replies.add(new Journal.Alone(
                                    own,
                                    question.key(),
                                    reply,
                                    reply.response()
                                            .map(response -> Stopwatch.timing(
                                                    key,
                                                    own,
                                                    List.of(question.request()),
                                                    List.of(response),
                                                    seconds,
                                                    resident)))));
                }
                journal.put(replies);
            }
        }
        return new Answers(
                IntStream.range(0, group.size()).mapToObj(answers::get).toList(), true);
    }

    private String aloneKey(DistinctQuestion question, boolean again) {
        String seed = Long.toString(question.request().seed());
        return Keys.alone(question.key(), source instanceof ModelSource.Recorded ? seed : again ? "again" : "");
    }

    private Optional<Object> awaitAny(CompletableFuture<?>[] futures) {
        CompletableFuture<Object> any = CompletableFuture.anyOf(futures);
        while (!any.isDone()) {
            try {
                any.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillWorking) {
                throwIfCancelled();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            } catch (ExecutionException | CancellationException failed) {
                return Optional.empty(); // told where it is read
            }
        }
        return Optional.empty();
    }

    private static List<CompletableFuture<Response>> submitted(Lease taken, List<SeededRequest> group) {
        List<CompletableFuture<Response>> futures = taken.handle().submit(group);
        if (futures.size() != group.size()) {
            throw new IllegalStateException(group.size() + " questions, " + futures.size() + " answers");
        }
        return futures;
    }

    /** Has a scorer work while other devices go on; not two at a time. */
    <T> T scoring(Supplier<T> work) {
        return place.turn().scoring(work);
    }

    void throwIfCancelled() {
        if (place.cancelled().getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new CancelledException();
        }
    }

    /** Bringing a variant into memory may take long; where another device's work has failed, it ends at its next step. */
    private Progress cancellable() {
        return new Progress() {
            @Override
            public void step(String what, long done, long total) {
                throwIfCancelled();
                progress.step(what, done, total);
            }

            @Override
            public void within(String what, long done, long total, double fraction, String note) {
                throwIfCancelled();
                progress.within(what, done, total, fraction, note);
            }

            @Override
            public void expect(String what, double seconds) {
                progress.expect(what, seconds);
            }
        };
    }

    private Lease lease() {
        if (lease.isPresent()) {
            return lease.get();
        }
        if (refused.isPresent()) {
            throw refused.get(); // it would only fail again, after another long try
        }
        throwIfCancelled();
        Lease taken;
        try {
            taken = place.turn().away(() -> model.model().acquire(variant.recipe(), place.device(), cancellable()));
        } catch (CancelledException stop) {
            throw stop;
        } catch (RuntimeException why) {
            refused = Optional.of(why);
            throw why;
        }
        lease = Optional.of(taken);
        VariantRecord found =
                new VariantRecord(taken.handle().identity(), taken.handle().capabilities(), taken.facts());
        boolean stale = known.isPresent() && !known.get().identity().equals(found.identity());
        if (known.isEmpty() || !known.get().equals(found)) {
            journal.put(key, found);
            known = Optional.of(found);
        }
        if (stale) {
            throw new StaleVariantException();
        }
        return taken;
    }

    /**
     * What became of a question whose answer is there.
     *
     * @throws CancelledException if the model was closed before it came to that
     */
    private static Answers.Answer answer(CompletableFuture<Response> future, String group, int position) {
        try {
            return Answers.Answer.of(new Reply.Answered(future.join()), group, position);
        } catch (CancellationException stop) {
            throw new CancelledException();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof CancelledException stop) {
                throw stop;
            }
            return Answers.Answer.failed(failure.getCause(), group, position);
        }
    }

    @Override
    public void close() {
        lease.ifPresent(Lease::close);
    }

    /** The variant in memory is not the one that the journal remembered. */
    static final class StaleVariantException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
