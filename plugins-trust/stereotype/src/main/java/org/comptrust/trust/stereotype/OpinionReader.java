package org.comptrust.trust.stereotype;

/** Reads the opinion in an answer. Pure and total. */
interface OpinionReader {
    Reading read(String answer);

    /**
     * What was read.
     *
     * @param opinion the opinion
     * @param phrase the phrase that decided; {@code ""} if none did
     */
    record Reading(Opinion opinion, String phrase) {
        static final Reading NOTHING = new Reading(Opinion.UNREADABLE, "");
    }
}
