package org.comptrust.quickstart.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.models.checkpoint.SafetensorsFile;
import org.comptrust.models.engine.TorchEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a model from random weights, or goes on from the state file that an earlier run left; how often it was stopped does not
 * change a bit of the result.
 */
public final class Trainer {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final String STEP = "step";
    private static final String PLAN = "plan";
    private static final int REPORT_EVERY = 20;
    private static final int FRESH_BATCHES = 20;

    private final TorchEngine engine;
    private final Tokenizer tokenizer;
    private final TrainingPlan plan;

    public Trainer(TorchEngine engine, Tokenizer tokenizer, TrainingPlan plan) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.plan = plan;
    }

    /**
     * Trains to the end and writes the weights, rounded to float16.
     *
     * @param state file that is written now and then, and read if it is there
     * @param weights the checkpoint's {@code model.safetensors}
     * @return the mean loss on text that no step has read, nats per weighted token
     */
    public double run(Path state, Path weights) throws IOException {
        return run(state, weights, plan.schedule().steps());
    }

    /** The same, but stops after a step; the state says where. */
    double run(Path state, Path weights, int lastStep) throws IOException {
        int done = Files.exists(state) ? stepOf(state) : 0;
        LOG.info(
                "{} weights; {} steps of {} tokens, {} done",
                plan.dimensions().weights(),
                plan.schedule().steps(),
                plan.tokensPerStep(),
                done);
        try (Network network = done > 0
                ? Network.load(engine, plan.dimensions(), state)
                : Network.random(engine, plan.dimensions(), plan.seed())) {
            TrainingText text = new TrainingText(tokenizer, plan.seed());
            train(network, text, state, done, lastStep);
            network.export(weights);
            return freshLoss(network, text);
        }
    }

    private void train(Network network, TrainingText text, Path state, int done, int lastStep) throws IOException {
        long started = System.nanoTime();
        double sum = 0;
        int counted = 0;
        for (int step = done + 1; step <= lastStep; step++) {
            Batch batch = text.batch(step, plan.rows(), plan.dimensions().positions());
            Network.Report report = network.step(batch, step, plan.schedule().rate(step));
            if (!Double.isFinite(report.loss())) {
                throw new ArithmeticException(
                        "the loss of step " + step + " is " + report.loss() + "; lower the peak rate");
            }
            sum += report.loss();
            counted++;
            boolean last = step == lastStep;
            if (step % REPORT_EVERY == 0 || last) {
                report(step, step - done, sum / counted, report.gradientNorm(), System.nanoTime() - started);
                sum = 0;
                counted = 0;
            }
            if (step % plan.saveEvery() == 0 || last) {
                network.save(state, Map.of(STEP, Integer.toString(step), PLAN, plan.toString()));
            }
        }
    }

    /** The loss on batches after the last one, which no step has read. */
    private double freshLoss(Network network, TrainingText text) {
        double sum = 0;
        for (int i = 1; i <= FRESH_BATCHES; i++) {
            sum += network.loss(text.batch(
                    plan.schedule().steps() + i, plan.rows(), plan.dimensions().positions()));
        }
        return sum / FRESH_BATCHES;
    }

    private void report(int step, int ofThisRun, double loss, double norm, long nanos) {
        double seconds = nanos / 1e9;
        double left = seconds / ofThisRun * (plan.schedule().steps() - step);
        LOG.info(
                "step {}/{}  loss {}  gradient {}  {} tokens/s  left {}",
                step,
                plan.schedule().steps(),
                String.format("%.4f", loss),
                String.format("%.2f", norm),
                Math.round((double) ofThisRun * plan.tokensPerStep() / seconds),
                Duration.ofSeconds(Math.round(left)));
    }

    private int stepOf(Path state) throws IOException {
        Map<String, String> metadata = SafetensorsFile.open(state).metadata();
        if (!plan.toString().equals(metadata.get(PLAN))) {
            throw new IOException(state + " was written by another training: " + metadata.get(PLAN) + ", now it is "
                    + plan + ". Delete it to begin anew.");
        }
        return Integer.parseInt(metadata.getOrDefault(STEP, "0"));
    }
}
