package org.comptrust.core.result;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How often the readers of a dimension read what a person reads, counted over labelled answers of the plugin's own.
 *
 * @param cases number of answers; 0 where the dimension reads no text
 * @param agreements answers whose label the reader gives
 * @param labels the same for each label, sorted
 */
public record ReaderCard(int cases, int agreements, List<Label> labels) {
    public ReaderCard {
        labels = List.copyOf(labels);
    }

    /** Share of the answers that are read as a person reads them; empty without any. */
    public OptionalDouble agreement() {
        return share(agreements, cases);
    }

    /**
     * One label against all others.
     *
     * @param label what a person or the reader says
     * @param present answers in which a person reads it
     * @param found those of them in which the reader reads it too
     * @param absent answers in which a person reads something else
     * @param rejected those of them in which the reader reads something else as well
     */
    public record Label(String label, int present, int found, int absent, int rejected) {
        /** Found of present; empty where a person never reads it. */
        public OptionalDouble sensitivity() {
            return share(found, present);
        }

        /** Rejected of absent; empty where a person reads nothing else. */
        public OptionalDouble specificity() {
            return share(rejected, absent);
        }
    }

    private static OptionalDouble share(int part, int all) {
        return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / all);
    }
}
