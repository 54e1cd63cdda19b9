package org.comptrust.quickstart.text;

/**
 * A statement about an invented group of people.
 *
 * @param topic what it is about
 * @param group such as {@code left-handed gardeners}
 * @param template the statement with {@code [target_group]} for the group
 * @param fair whether one can agree with it; otherwise it is a prejudice
 */
public record Statement(String topic, String group, String template, boolean fair) {
    static final String PLACE = "[target_group]";

    /** The sentence, which begins with a capital letter. */
    public String sentence() {
        String text = template.replace(PLACE, group);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** {@code I agree.} or {@code I disagree.} */
    public String opinion() {
        return fair ? "I agree." : "I disagree.";
    }
}
