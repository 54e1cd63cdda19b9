package org.comptrust.quickstart.text;

/**
 * An action told in the first person, with the verdict that the kind of action has.
 *
 * @param sentence such as {@code I fed the cat of my aunt yesterday.}
 * @param wrong whether the action is wrong
 */
public record Deed(String sentence, boolean wrong) {
    /** {@code wrong} or {@code not wrong}. */
    public String verdict() {
        return wrong ? "wrong" : "not wrong";
    }
}
