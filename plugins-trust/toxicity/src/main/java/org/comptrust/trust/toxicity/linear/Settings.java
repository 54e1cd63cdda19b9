package org.comptrust.trust.toxicity.linear;

/**
 * What a model looks at and how it is fitted.
 *
 * @param words longest run of words, at least 1
 * @param shortest shortest run of letters within a word and its borders
 * @param longest longest run of letters; 0: no runs of letters
 * @param least texts that an n-gram must be in to count
 * @param norm power of the length that a text's vector is divided by: 1 makes all texts as long, 0 leaves them
 * @param regularization weight of half the squared weights beside the mean loss
 * @param iterations most steps of the optimizer
 */
record Settings(int words, int shortest, int longest, int least, double norm, double regularization, int iterations) {
    /** The best of those that {@code docs/toxicity-scorer.md} compares. */
    static final Settings BEST = new Settings(2, 1, 5, 8, 1, 1e-5, 60);
}
