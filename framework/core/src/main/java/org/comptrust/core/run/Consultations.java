package org.comptrust.core.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.comptrust.api.CancelledException;
import org.comptrust.api.trust.RetryLaterException;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.api.trust.ScorerException;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.ScorerRun;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedScorer;
import org.comptrust.core.port.PluginException;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellId;

/**
 * The items of a cell that wait for scorers, and what scorers say: from the journal, or else from the scorer, batched over items. What
 * a scorer said is in the journal when it is handed on. Scorers work, and let wait, out of the host's turn: other devices go on.
 */
final class Consultations {
    /** Texts that wait before a scorer is asked. */
    static final int MANY = 4096;

    /** Most texts of one call: as many are lost if a run is killed. */
    static final int BATCH = 256;

    /** Times that a scorer may ask to wait before it rates one batch. */
    static final int MOST_WAITS = 20;

    private static final long LOOK_MILLIS = 100;

    private final CellId cell;
    private final PlannedDimension dimension;
    private final Journal journal;
    private final VariantSession session;
    private final Progress progress;
    private final List<Waiting> waiting = new ArrayList<>();
    private int texts;

    Consultations(CellId cell, PlannedDimension dimension, Journal journal, VariantSession session, Progress progress) {
        this.cell = cell;
        this.dimension = dimension;
        this.journal = journal;
        this.session = session;
        this.progress = progress;
    }

    /** @throws PluginException if the scenario names a scorer that its dimension did not declare */
    void add(Turn turn, String group, int position, List<ScorerInput> inputs) {
        for (ScorerInput input : inputs) {
            if (!dimension.scorers().containsKey(input.scorer())) {
                throw new PluginException(
                        dimension.origin(),
                        "grade",
                        new IllegalStateException("scenario " + turn.scenario().id() + " consults a scorer of the role "
                                + input.scorer() + ", which the dimension does not declare"));
            }
        }
        waiting.add(new Waiting(turn, group, position, inputs));
        texts += inputs.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isFull() {
        return texts >= MANY;
    }

    /**
     * Has all that waits rated; it waits no longer.
     *
     * @throws PluginException if a scorer fails
     * @throws ScorerException if a scorer cannot work, or only asks to wait
     */
    List<Consulted> ask() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        texts = 0;
        Map<String, Set<ScorerInput>> inputs = new LinkedHashMap<>();
        all.forEach(one -> one.inputs()
                .forEach(input -> inputs.computeIfAbsent(input.scorer(), role -> new LinkedHashSet<>())
                        .add(input)));
        Map<ScorerInput, ScorerOutput> outputs = new LinkedHashMap<>();
        inputs.forEach(
                (role, distinct) -> outputs.putAll(rated(dimension.scorers().get(role), List.copyOf(distinct))));
        return all.stream()
                .map(one -> new Consulted(
                        one.turn().rated(one.inputs().stream().map(outputs::get).toList()),
                        one.group(),
                        one.position()))
                .toList();
    }

    private Map<ScorerInput, ScorerOutput> rated(PlannedScorer scorer, List<ScorerInput> inputs) {
        Map<ScorerInput, ScorerOutput> outputs = new LinkedHashMap<>();
        List<ScorerInput> unknown = new ArrayList<>();
        for (ScorerInput input : inputs) {
            journal.rating(scorer.key(), input)
                    .ifPresentOrElse(found -> outputs.put(input, found), () -> unknown.add(input));
        }
        if (!unknown.isEmpty() && journal.card(scorer.key()).isEmpty()) {
            ScorerCard card = session.scoring(() -> PluginBorder.call(scorer.origin(), "consult", scorer.plan()::card));
            journal.put(scorer.key(), card);
        }
        for (int from = 0; from < unknown.size(); from += BATCH) {
            List<ScorerInput> batch = unknown.subList(from, Math.min(unknown.size(), from + BATCH));
            int before = from;
            List<ScorerOutput> said = session.scoring(() -> said(scorer, batch, before, unknown.size()));
            journal.put(scorer.key(), batch, said);
            for (int i = 0; i < batch.size(); i++) {
                outputs.put(batch.get(i), said.get(i));
            }
        }
        return outputs;
    }

    private List<ScorerOutput> said(PlannedScorer scorer, List<ScorerInput> batch, int before, int all) {
        ScorerRun run = new ScorerRun() {
            @Override
            public void throwIfCancelled() {
                session.throwIfCancelled();
            }

            @Override
            public void progress(int rated) {
                progress.step("rating answers of " + cell + " with " + scorer.id(), before + rated, all);
            }
        };
        for (int waits = 0; ; waits++) {
            run.throwIfCancelled();
            try {
                List<ScorerOutput> said = PluginBorder.call(
                        scorer.origin(),
                        "consult",
                        () -> List.copyOf(scorer.plan().score(List.copyOf(batch), run)));
                if (said.size() != batch.size()) {
                    throw new PluginException(
                            scorer.origin(),
                            "consult",
                            new IllegalStateException("scorer " + scorer.id() + " gave " + said.size() + " outputs for "
                                    + batch.size() + " inputs"));
                }
                run.progress(batch.size());
                return said;
            } catch (RetryLaterException later) {
                if (waits == MOST_WAITS) {
                    throw new ScorerException(
                            "scorer " + scorer.id() + " still asks to wait after " + waits + " times: "
                                    + later.getMessage()
                                    + ". Run again later; what was rated is kept.",
                            later);
                }
                pause(later.after());
            }
        }
    }

    private void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (System.nanoTime() < end) {
                session.throwIfCancelled();
                Thread.sleep(Math.min(LOOK_MILLIS, 1 + Math.max(0, end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    /** An item that waits for scorers. */
    private record Waiting(Turn turn, String group, int position, List<ScorerInput> inputs) {}

    /**
     * An item that was rated.
     *
     * @param group key of the group of its last answer
     * @param position of that answer
     */
    record Consulted(Turn turn, String group, int position) {}
}
