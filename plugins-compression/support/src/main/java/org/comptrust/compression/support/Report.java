package org.comptrust.compression.support;

/** Hears what is wrong with options, and knows where they stand: in the experiment's method, or in one of its overrides. */
@FunctionalInterface
public interface Report {
    /**
     * @param component name of the option
     * @param whatIsWrong one phrase
     * @param wayOut one sentence
     */
    void problem(String component, String whatIsWrong, String wayOut);
}
