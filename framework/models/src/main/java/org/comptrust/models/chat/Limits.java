package org.comptrust.models.chat;

/** What one rendering may cost. A template comes with a model from anywhere, so none may run or grow for ever. */
final class Limits {
    private static final int STEPS = 2_000_000;
    private static final long CHARACTERS = 1 << 26;
    /** A search may compare each character of the part at each place. */
    private static final long COMPARISONS = 1L << 32;

    private int steps;
    private long characters;
    private long comparisons;
    private int line = 1;

    /** Counts an operation or a round of a loop. */
    void step() {
        if (++steps > STEPS) {
            throw ChatTemplateException.failed("the template takes more than " + STEPS + " steps");
        }
    }

    /** Counts text or list items that are made. */
    void made(long count) {
        characters += count;
        if (characters > CHARACTERS) {
            throw ChatTemplateException.failed("the template makes more than " + CHARACTERS + " characters");
        }
    }

    void search(String text, String part) {
        comparisons += (long) text.length() * part.length();
        if (comparisons > COMPARISONS) {
            throw ChatTemplateException.failed("the template searches too much");
        }
    }

    void line(int current) {
        line = current;
    }

    /** Where the rendering is. */
    int line() {
        return line;
    }
}
