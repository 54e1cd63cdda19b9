package org.comptrust.core.port;

/** Where long work reports. Implemented by the host; thread-safe. */
public interface Progress {
    Progress NONE = new Progress() {
        @Override
        public void step(String what, long done, long total) {}
    };

    /**
     * @param what the work, such as {@code compressing chat with wanda}
     * @param done units done
     * @param total units in all
     */
    void step(String what, long done, long total);

    /**
     * Units that take long, told from within.
     *
     * @param done whole units done
     * @param fraction of the unit at hand that is done, in [0, 1]
     * @param note what is known of the work, such as {@code block 5/22, loss 0.031}
     */
    default void within(String what, long done, long total, double fraction, String note) {
        step(what, done, total);
    }

    /** How long a work will take, about; told when it begins. */
    default void expect(String what, double seconds) {}
}
