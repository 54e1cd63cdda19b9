package org.comptrust.models.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A text that is being written, in a row of a batch; one that is done is computed along until it leaves, and takes nothing more. */
final class WrittenRow {
    /** Ties beyond these and one in {@link #TOKENS_A_TIE} tokens are a broken model's, and not worth the time. */
    private static final int TIES = 8;

    private static final int TOKENS_A_TIE = 8;

    private final TokenGenerator.Task task;
    private final RandomGenerator random;
    private final List<Integer> ids = new ArrayList<>();
    private double nats;
    private boolean ended;
    private boolean goesOn = true;
    private int ties;

    WrittenRow(TokenGenerator.Task task) {
        this.task = task;
        this.random = new SplittableRandom(task.seed());
    }

    boolean goesOn() {
        return goesOn;
    }

    TokenGenerator.Task task() {
        return task;
    }

    double draw() {
        return goesOn && task.temperature() > 0 ? random.nextDouble() : 0;
    }

    /** Counts a tie. */
    boolean mayDecideTie() {
        return goesOn && ties++ < TIES + ids.size() / TOKENS_A_TIE;
    }

    List<Integer> soFar() {
        List<Integer> all = new ArrayList<>(task.prompt());
        all.addAll(ids);
        return all;
    }

    void take(int id, double logLikelihood) {
        if (!goesOn) {
            return;
        }
        if (task.ends().contains(id)) {
            ended = true;
            goesOn = false;
            return;
        }
        ids.add(id);
        nats += logLikelihood;
        if (task.stopped().test(ids)) {
            ended = true;
            goesOn = false;
        } else if (ids.size() >= task.maxTokens()) {
            goesOn = false;
        }
    }

    long newest() {
        return ids.isEmpty() ? task.prompt().get(task.prompt().size() - 1) : ids.get(ids.size() - 1);
    }

    long newestPosition() {
        return task.prompt().size() + Math.max(0, ids.size() - 1L);
    }

    TokenGenerator.Answer answer() {
        return new TokenGenerator.Answer(List.copyOf(ids), nats, ended);
    }
}
