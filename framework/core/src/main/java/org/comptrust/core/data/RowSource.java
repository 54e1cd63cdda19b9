package org.comptrust.core.data;

/**
 * The file that rows are read from.
 *
 * @param name how messages call it
 * @param faults where rows that are left out are counted
 */
record RowSource(String name, RowFaults faults) {
    /** A file whose rows are all needed. */
    static RowSource of(String name) {
        return new RowSource(name, new RowFaults(""));
    }
}
