package org.comptrust.core.result;

/**
 * An item that the base and the variant answer with opposite outcome. Where a dimension is about data of real people, question,
 * expectation and answers are {@code ""}.
 *
 * @param scenario id of its scenario
 * @param item its id
 * @param okToBad whether the base was right and the variant is wrong
 * @param question what both were asked; of several questions the base's last
 * @param expected what the benchmark expects; {@code ""} where it does not say or its data is gone
 * @param base what the base said
 * @param variant what the variant said
 */
public record Flip(
        String scenario,
        String item,
        boolean okToBad,
        Question question,
        String expected,
        Answer base,
        Answer variant) {
    /**
     * A question, cut after some thousand characters.
     *
     * @param last its last message
     * @param whole all messages with their roles
     */
    public record Question(String last, String whole) {}

    /**
     * One side of a flip.
     *
     * @param label what was read in the answer
     * @param text the answer itself, cut after some thousand characters
     */
    public record Answer(String label, String text) {}
}
