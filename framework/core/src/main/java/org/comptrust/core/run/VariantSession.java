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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
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
    private long lastEnd = Long.MIN_VALUE;

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
     * Asks questions together; what is asked of a model here is on its way when this returns.
     *
     * @param again whether they were asked before, and are to be asked once more
     * @throws StaleVariantException if the journal remembered another content; everything is to be looked up again
     */
    Asked ask(List<DistinctQuestion> group, boolean again) {
        throwIfCancelled();
        if (!source.batches()) {
            return new Asked(() -> alone(group, again), () -> false);
        }
        List<QuestionKey> keys = group.stream().map(DistinctQuestion::key).toList();
        String groupKey = Keys.group(keys, again);
        Optional<List<Reply>> stored = journal.replies(groupKey, group.size());
        if (stored.isPresent()) {
            List<Answers.Answer> answers = new ArrayList<>();
            stored.get().forEach(reply -> answers.add(Answers.Answer.of(reply, groupKey, answers.size())));
            Answers known = new Answers(groupKey, answers, true, Optional.empty());
            return new Asked(() -> known, () -> true);
        }
        List<SeededRequest> requests =
                group.stream().map(DistinctQuestion::request).toList();
        Lease taken = lease(); // what it takes to bring it into memory is not part of the time
        long begun = System.nanoTime();
        List<CompletableFuture<Response>> futures = submitted(taken, requests);
        CompletableFuture<Void> all = CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
        CompletableFuture<Long> ended = all.handle((done, failure) -> System.nanoTime());
        return new Asked(() -> answers(requests, groupKey, futures, begun, ended), ended::isDone);
    }

    private Answers answers(
            List<SeededRequest> requests,
            String groupKey,
            List<CompletableFuture<Response>> futures,
            long begun,
            CompletableFuture<Long> ended) {
        List<Answers.Answer> answers = place.turn().away(() -> awaited(futures, groupKey));
        long end = ended.join();
        double seconds = (end - Math.max(begun, lastEnd)) / 1e9; // it waited until the group before it was answered
        lastEnd = end;
        Answers asked = new Answers(groupKey, answers, false, Optional.empty());
        return asked.complete() && !asked.responses().isEmpty()
                ? new Answers(
                        groupKey,
                        answers,
                        false,
                        Optional.of(Stopwatch.timing(key, groupKey, requests, asked.responses(), seconds)))
                : asked;
    }

    private List<Answers.Answer> awaited(List<CompletableFuture<Response>> futures, String groupKey) {
        List<Answers.Answer> answers = new ArrayList<>();
        for (CompletableFuture<Response> future : futures) {
            answers.add(await(future, groupKey, answers.size()));
        }
        return answers;
    }

    /**
     * A group of questions that was asked.
     *
     * @param answers waits for the answers; to be called once
     * @param there whether it would not have to wait
     */
    record Asked(Supplier<Answers> answers, BooleanSupplier there) {}

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
                List<Journal.Alone> replies = new ArrayList<>();
                for (int i : done) {
                    open.remove(i);
                    DistinctQuestion question = unknown.get(i);
                    String own = aloneKey(question, again);
                    Answers.Answer answer = await(futures.get(i), own, 0);
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
                                                    seconds)))));
                }
                journal.put(replies);
            }
        }
        return new Answers(
                "", IntStream.range(0, group.size()).mapToObj(answers::get).toList(), true, Optional.empty());
    }

    private String aloneKey(DistinctQuestion question, boolean again) {
        String seed = Long.toString(question.request().seed());
        return Keys.alone(question.key(), source instanceof ModelSource.Recorded ? seed : again ? "again" : "");
    }

    private Optional<Object> awaitAny(CompletableFuture<?>[] futures) {
        CompletableFuture<Object> any = CompletableFuture.anyOf(futures);
        while (!any.isDone()) {
            try {
                any.get(200, TimeUnit.MILLISECONDS);
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

    private Answers.Answer await(CompletableFuture<Response> future, String group, int position) {
        while (true) {
            try {
                Response response = future.get(200, TimeUnit.MILLISECONDS);
                return Answers.Answer.of(new Reply.Answered(response), group, position);
            } catch (TimeoutException stillWorking) {
                throwIfCancelled();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            } catch (CancellationException stop) {
                throw new CancelledException();
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof CancelledException stop) {
                    throw stop;
                }
                return Answers.Answer.failed(failure.getCause(), group, position);
            }
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
