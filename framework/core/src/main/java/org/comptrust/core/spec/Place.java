package org.comptrust.core.spec;

/**
 * Where a value stands in a spec.
 *
 * @param line from 1
 * @param column from 1
 * @param path keys and indexes down to the value
 */
public record Place(int line, int column, String path) {
    /** The beginning of the file. */
    public static final Place START = new Place(1, 1, "");

    /** The path of a key below this place. */
    public String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** This position, for something below it that is not written. */
    public Place missing(String key) {
        return new Place(line, column, below(key));
    }
}
