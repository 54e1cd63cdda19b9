package org.comptrust.core.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.Keys;
import org.comptrust.core.journal.Reply;
import org.comptrust.core.journal.VariantRecord;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.Lease;
import org.comptrust.core.port.Progress;

/** Answers of one variant: from the journal, or else from the model, which is brought into memory at the first question. */
final class VariantSession implements AutoCloseable {
    private final PlannedModel model;
    private final PlannedVariant variant;
    private final Journal journal;
    private final Progress progress;
    private final BooleanSupplier cancelled;
    private final String key;

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

    /** @throws StaleVariantException if the journal remembered another content; everything is to be looked up again */
    Answers answer(List<SeededRequest> group) {
        throwIfCancelled();
        String groupKey = Keys.group(record().identity(), group);
        Optional<List<Reply>> stored = journal.replies(groupKey, group.size());
        if (stored.isPresent()) {
            return new Answers(
                    groupKey, stored.get().stream().map(Answers.Answer::of).toList(), true, Optional.empty());
        }
        Lease taken = lease(); // what it takes to bring it into memory is not part of the time
        Stopwatch watch = Stopwatch.start();
        List<CompletableFuture<Response>> futures = taken.handle().submit(group);
        if (futures.size() != group.size()) {
            throw new IllegalStateException(group.size() + " questions, " + futures.size() + " answers");
        }
        List<Answers.Answer> answers = new ArrayList<>();
        for (CompletableFuture<Response> future : futures) {
            answers.add(await(future));
        }
        Answers asked = new Answers(groupKey, answers, false, Optional.empty());
        return asked.complete() && !asked.responses().isEmpty()
                ? new Answers(
                        groupKey, answers, false, Optional.of(watch.stop(key, groupKey, group, asked.responses())))
                : asked;
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

    private Answers.Answer await(CompletableFuture<Response> future) {
        while (true) {
            try {
                return Answers.Answer.of(new Reply.Answered(future.get(200, TimeUnit.MILLISECONDS)));
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
                return Answers.Answer.failed(failure.getCause());
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
