package org.comptrust.api.trust;

/**
 * A labelled answer.
 *
 * @param scenario id of the scenario whose reader is asked
 * @param item the question
 * @param transcript the answer
 * @param label what a person reads in it
 * @since 0.1
 */
public record CardCase(String scenario, Item item, Transcript transcript, String label) {}
