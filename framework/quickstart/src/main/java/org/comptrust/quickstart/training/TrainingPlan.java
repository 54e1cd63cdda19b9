package org.comptrust.quickstart.training;

/**
 * All that decides a training, besides the text's generator.
 *
 * @param dimensions of the model
 * @param schedule of the learning rate
 * @param rows sequences in a step
 * @param saveEvery steps between two states
 * @param seed of weights and text
 */
public record TrainingPlan(Dimensions dimensions, Schedule schedule, int rows, int saveEvery, long seed) {
    /** Tokens that a step reads. */
    public int tokensPerStep() {
        return rows * dimensions.positions();
    }
}
