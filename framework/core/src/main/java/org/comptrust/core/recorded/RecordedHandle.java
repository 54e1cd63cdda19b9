package org.comptrust.core.recorded;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.ModelHandle;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.core.port.NotRecordedException;

/**
 * Gives recorded answers as a model gives its own. A question is found by the item that it is about: its seed is drawn from the
 * experiment's seed and from where it stands, and from nothing else.
 */
public final class RecordedHandle implements ModelHandle {
    private final RecordedAnswers answers;
    private final Map<Long, RecordedAnswer> bySeed;

    /** @param seed of the experiment that asks */
    public RecordedHandle(RecordedAnswers answers, long seed) {
        this.answers = answers;
        this.bySeed = answers.bySeed(seed);
    }

    @Override
    public ModelIdentity identity() {
        return new ModelIdentity("recorded: " + answers.identity(), "", "", "recorded 1");
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(Capability.GENERATE, Capability.SAMPLE, Capability.LOG_LIKELIHOOD);
    }

    @Override
    public Optional<Tokenizer> tokenizer() {
        return Optional.empty();
    }

    @Override
    public List<CompletableFuture<Response>> submit(List<SeededRequest> group) {
        return group.stream().map(this::answer).toList();
    }

    private CompletableFuture<Response> answer(SeededRequest question) {
        Optional<RecordedAnswer> found =
                Optional.ofNullable(bySeed.get(question.seed())).or(() -> answers.of(question.request()));
        if (found.isEmpty()) {
            return CompletableFuture.failedFuture(new NotRecordedException());
        }
        return fits(found.get(), question.request())
                .<CompletableFuture<Response>>map(why -> CompletableFuture.failedFuture(new NotRecordedException(why)))
                .orElseGet(() -> CompletableFuture.completedFuture(found.get().response()));
    }

    /** What of an answer is not what was asked; empty if nothing. */
    private static Optional<String> fits(RecordedAnswer answer, Request request) {
        int completions = answer.response().completions().size();
        if (request.ask() instanceof Ask.Choose choose
                && completions != choose.continuations().size()) {
            return Optional.of(answer.where() + ": " + completions + " log-likelihoods instead of "
                    + choose.continuations().size());
        }
        boolean scored = !(request.ask() instanceof Ask.Generate);
        if (scored
                && answer.response().completions().stream()
                        .anyMatch(one -> one.logLikelihood().isEmpty())) {
            return Optional.of(answer.where() + ": no log-likelihood is recorded");
        }
        return Optional.empty();
    }

    @Override
    public void close() {}
}
