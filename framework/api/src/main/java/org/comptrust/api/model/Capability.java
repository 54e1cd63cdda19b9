package org.comptrust.api.model;

/** What a way to a model offers. */
public enum Capability {
    /** Greedy text. */
    GENERATE,
    /** Text drawn at a temperature, seeded. */
    SAMPLE,
    /** Log-likelihoods of given tokens. */
    LOG_LIKELIHOOD,
    /** Its tokenizer. */
    TOKENIZER
}
