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
import java.util.stream.IntStream;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.Keys;
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
    private final BooleanSupplier cancelled;
    private final String key;
    private final ModelSource source;

    private Optional<VariantRecord> known;
    private Optional<Lease> lease = Optional.empty();
    private Optional<RuntimeException> refused = Optional.empty();

    VariantSession(
            PlannedModel model,
            PlannedVariant variant,
            Journal journal,
            Progress progress,
            BooleanSupplier cancelled,
            String version) {
        this.model = model;
        this.variant = variant;
        this.journal = journal;
        this.progress = progress;
        this.cancelled = cancelled;
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

    /** What tells answers of this variant apart: of recorded ones, whose question it is. */
    SeededRequest same(Question question) {
        return source instanceof ModelSource.Recorded ? question.asked() : question.same();
    }

    /**
     * The answers to questions that are asked together.
     *
     * @param again whether they were asked before, and are to be asked once more; where answers stand alone this must be said
     * @throws StaleVariantException if the journal remembered another content; everything is to be looked up again
     */
    Answers answer(List<SeededRequest> group, boolean again) {
        throwIfCancelled();
        if (!source.batches()) {
            return alone(group, again);
        }
        String groupKey = Keys.group(record().identity(), group);
        Optional<List<Reply>> stored = journal.replies(groupKey, group.size());
        if (stored.isPresent()) {
            List<Answers.Answer> answers = new ArrayList<>();
            stored.get().forEach(reply -> answers.add(Answers.Answer.of(reply, groupKey, answers.size())));
            return new Answers(answers, true, Optional.empty());
        }
        Lease taken = lease(); // what it takes to bring it into memory is not part of the time
        Stopwatch watch = Stopwatch.start();
        List<CompletableFuture<Response>> futures = submitted(taken, group);
        List<Answers.Answer> answers = new ArrayList<>();
        for (CompletableFuture<Response> future : futures) {
            answers.add(await(future, groupKey, answers.size()));
        }
        Answers asked = new Answers(answers, false, Optional.empty());
        return asked.complete() && !asked.responses().isEmpty()
                ? new Answers(answers, false, Optional.of(watch.stop(key, groupKey, group, asked.responses())))
                : asked;
    }

    /** Each question is a group of its own, and its answer safe as soon as it is there: it may have cost money. */
    private Answers alone(List<SeededRequest> group, boolean again) {
        ModelIdentity identity = record().identity();
        Map<Integer, Answers.Answer> answers = new HashMap<>();
        List<SeededRequest> unknown = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < group.size(); i++) {
            int position = i;
            String own = alone(identity, group.get(i), again);
            journal.reply(own, 0)
                    .ifPresentOrElse(reply -> answers.put(position, Answers.Answer.of(reply, own, 0)), () -> {
                        unknown.add(group.get(position));
                        positions.add(position);
                    });
        }
        if (!unknown.isEmpty()) {
            List<CompletableFuture<Response>> futures = submitted(lease(), unknown);
            Set<Integer> open = new LinkedHashSet<>();
            IntStream.range(0, unknown.size()).forEach(open::add);
            Stopwatch watch = Stopwatch.start();
            while (!open.isEmpty()) {
                awaitAny(open.stream().map(futures::get).toArray(CompletableFuture<?>[]::new));
                List<Integer> done =
                        open.stream().filter(i -> futures.get(i).isDone()).toList();
                double seconds =
                        watch.seconds() / done.size(); // the times of all answers add up to the time of the run
                watch = Stopwatch.start();
                List<Journal.Alone> replies = new ArrayList<>();
                for (int i : done) {
                    open.remove(i);
                    SeededRequest question = unknown.get(i);
                    String own = alone(identity, question, again);
                    Answers.Answer answer = await(futures.get(i), own, 0);
                    answers.put(positions.get(i), answer);
                    answer.reply()
                            .ifPresent(reply -> replies.add(new Journal.Alone(
                                    own,
                                    question,
                                    reply,
                                    reply.response()
                                            .map(response -> Stopwatch.timing(
                                                    key, own, List.of(question), List.of(response), seconds)))));
                }
                journal.put(identity, replies);
            }
        }
        return new Answers(
                IntStream.range(0, group.size()).mapToObj(answers::get).toList(), true, Optional.empty());
    }

    private String alone(ModelIdentity identity, SeededRequest question, boolean again) {
        String mark = source instanceof ModelSource.Recorded ? Long.toString(question.seed()) : again ? "again" : "";
        return Keys.alone(identity, question, mark);
    }

    private void awaitAny(CompletableFuture<?>[] futures) {
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
                return; // told where it is read
            }
        }
    }

    private static List<CompletableFuture<Response>> submitted(Lease taken, List<SeededRequest> group) {
        List<CompletableFuture<Response>> futures = taken.handle().submit(group);
        if (futures.size() != group.size()) {
            throw new IllegalStateException(group.size() + " questions, " + futures.size() + " answers");
        }
        return futures;
    }

    void throwIfCancelled() {
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new CancelledException();
        }
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
            taken = model.model().acquire(variant.recipe(), progress);
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
