package org.comptrust.core.run;

/**
 * How much a group of questions holds. Part of what answers depend on, in their last bits: with other numbers every question is asked
 * anew.
 *
 * @param questions at most so many, at least 1
 * @param tokens at most so many, estimated, unless one question alone has more
 * @param again whether questions that were asked are asked once more
 */
record GroupBudget(int questions, long tokens, boolean again) {
    /** Several batches, so that each holds questions of about one length; yet little is lost when a run is killed. */
    static final GroupBudget USUAL = new GroupBudget(256, 32_768, false);

    /** Most questions of a group when a base is answered again to see what batching changes. */
    private static final int AGAIN = 7;

    /**
     * For a base that is answered again. Few items are cut in halves: asked as a whole again, they would be found in the journal, and
     * show no noise where nothing was measured.
     */
    static GroupBudget again(int items) {
        return new GroupBudget(Math.max(1, Math.min(AGAIN, (items + 1) / 2)), Long.MAX_VALUE, true);
    }
}
