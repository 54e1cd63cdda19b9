package org.comptrust.core.result;

/**
 * An item that the base and the variant answer with opposite outcome.
 *
 * @param scenario id of its scenario
 * @param item its id
 * @param okToBad whether the base was right and the variant is wrong
 * @param base what the base said
 * @param variant what the variant said
 */
public record Flip(String scenario, String item, boolean okToBad, Answer base, Answer variant) {
    /**
     * One side of a flip.
     *
     * @param label what was read in the answer
     * @param text the answer itself, at most a few hundred characters
     */
    public record Answer(String label, String text) {}
}
