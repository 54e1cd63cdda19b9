package org.comptrust.trust.adversarialdemonstrations;

/**
 * A file of items whose demonstrations were drawn with one seed.
 *
 * @param part what is measured
 * @param seed of the draw
 * @param path of the file in the data folder
 */
record DemoRun(Part part, int seed, String path) {
    /** What the share of right answers means. */
    enum Part {
        /** Accuracy. */
        PLAIN(""),
        /** The attack's success: the trigger is in the item, and the label is the one that the attacker wants. */
        ATTACK("asr/"),
        /** Accuracy without the trigger. */
        CLEAN("cacc/");

        private final String prefix;

        Part(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Where the files of its seeds lie. */
    String folder() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** Unique in its scenario, such as {@code 42} or {@code asr/42}. */
    String name() {
        return part.prefix + seed;
    }
}
