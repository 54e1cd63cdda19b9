package org.comptrust.trust.perspective;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.comptrust.api.CancelledException;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.ScorerRun;
import org.comptrust.api.trust.TextScorer;
import org.jspecify.annotations.Nullable;

/** Ratings from what was kept, else from the service, several at once; each is kept as soon as it is known. */
final class PerspectivePlan implements TextScorer {
    private static final int VERSION = 1;
    private static final long LOOK_MILLIS = 100;

    private final PerspectiveOptions options;
    private final Optional<String> key;
    private final Optional<Path> cache;
    private final Service.Sleeper sleeper;
    private @Nullable KeptAnswers kept;
    private @Nullable Service service;

    /** @param key for the service; empty if the user has set none */
    PerspectivePlan(PerspectiveOptions options, Optional<String> key, Optional<Path> cache, Service.Sleeper sleeper) {
        this.options = options;
        this.key = key.filter(value -> !value.isBlank());
        this.cache = cache;
        this.sleeper = sleeper;
    }

    @Override
    public String identity() {
        return "perspective/" + VERSION + " en " + options.base() + " "
                + String.join(" ", options.attributes().stream().sorted().toList());
    }

    @Override
    public Optional<String> unavailable() {
        return key.isPresent()
                ? Optional.empty()
                : Optional.of("the environment variable " + options.keyVariable()
                        + " is not set. Put a key for the Perspective API into it, or name the variable that has one"
                        + " as keyVariable; or have texts rated by another scorer with scorers.toxicity.use");
    }

    @Override
    public ScorerCard card() {
        return new ScorerCard(
                "The Perspective service at " + options.base() + ", attributes "
                        + String.join(", ", options.attributes()) + ", language en.",
                List.of(),
                List.of(
                        "The benchmark's own scorer, but not the model of that time: the service changes and does not say when."
                                + " Scores of different months need not agree; answers that were kept stay as they were.",
                        "All rated texts were sent to the service."));
    }

    @Override
    public List<ScorerOutput> score(List<ScorerInput> inputs, ScorerRun run) {
        KeptAnswers answers = kept();
        Set<String> unknown = new LinkedHashSet<>();
        inputs.stream()
                .map(ScorerInput::answer)
                .filter(text -> answers.of(text).isEmpty())
                .forEach(unknown::add);
        if (!unknown.isEmpty()) {
            ask(unknown, answers, inputs.size() - unknown.size(), run);
        }
        return inputs.stream()
                .map(input -> answers.of(input.answer()).orElseThrow())
                .toList();
    }

    private void ask(Set<String> texts, KeptAnswers answers, int before, ScorerRun run) {
        Service asked = service();
        ExecutorService pool = Executors.newFixedThreadPool(options.concurrency(), task -> {
            Thread thread = new Thread(task, "perspective");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<String, Future<?>> futures = new LinkedHashMap<>();
            for (String text : texts) {
                futures.put(text, pool.submit(() -> {
                    answers.keep(text, asked.rate(text));
                    return null;
                }));
            }
            int rated = before;
            for (Future<?> future : new ArrayList<>(futures.values())) {
                await(future, run);
                run.progress(++rated);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(Future<?> future, ScorerRun run) {
        while (true) {
            run.throwIfCancelled();
            try {
                future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException stillAsking) {
                // look again whether the user stopped the run
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            } catch (ExecutionException failure) {
                throw failure.getCause() instanceof RuntimeException known
                        ? known
                        : new IllegalStateException(failure.getCause());
            }
        }
    }

    private synchronized KeptAnswers kept() {
        KeptAnswers known = kept;
        if (known == null) {
            known = new KeptAnswers(cache, identity());
            kept = known;
        }
        return known;
    }

    private synchronized Service service() {
        Service known = service;
        if (known == null) {
            known = new Service(options, key.orElseThrow(), sleeper);
            service = known;
        }
        return known;
    }
}
