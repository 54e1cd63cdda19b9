package org.comptrust.quickstart.text;

/**
 * A piece of a training document. Pieces are tokenized apart, as a prompt and what the model writes after it are.
 *
 * @param text not empty
 * @param kind how much its tokens count in the loss
 */
public record Passage(String text, Kind kind) {
    /** What a piece is for. */
    public enum Kind {
        /** What is said to the model. */
        PROMPT,
        /** What the model is to say. */
        ANSWER,
        /** Neither: a story. */
        PROSE
    }

    public Passage {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty passage");
        }
    }
}
