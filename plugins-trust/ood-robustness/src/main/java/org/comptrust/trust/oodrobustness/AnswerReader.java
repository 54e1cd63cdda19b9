package org.comptrust.trust.oodrobustness;

/** Reads an answer exactly as the benchmark does. Pure and total. */
interface AnswerReader {
    /**
     * What an answer says.
     *
     * @param truth the right answer
     * @param choice the text of the right choice
     */
    Reading read(String answer, String truth, String choice);

    /**
     * What was read.
     *
     * @param label an answer, or {@link #REFUSED}, or {@link #UNREADABLE}
     * @param right whether the benchmark counts it as right
     * @param declined whether the benchmark counts it as refused
     * @param phrase the phrase by which it refuses; {@code ""} if none
     */
    record Reading(String label, boolean right, boolean declined, String phrase) {
        static final String REFUSED = "refused";
        static final String UNREADABLE = "unreadable";
    }
}
