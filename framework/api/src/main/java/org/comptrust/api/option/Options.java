package org.comptrust.api.option;

/**
 * The options of one experiment cell, bound and range-checked. Implemented by the host.
 *
 * @param <O> the options record
 * @since 0.1
 */
public interface Options<O extends Record> {
    /** The bound record. */
    O value();

    /**
     * Reports what the annotations cannot say, such as two options that exclude each other. The host places it at the
     * option's file, line and column and goes on planning, so that all problems are shown together.
     *
     * @param component name of a record component, or {@code ""} for the whole
     * @param whatIsWrong what was found and why it cannot be, without a final period
     * @param wayOut one sentence that says how to mend it
     */
    void problem(String component, String whatIsWrong, String wayOut);
}
