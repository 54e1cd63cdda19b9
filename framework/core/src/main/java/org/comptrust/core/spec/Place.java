package org.comptrust.core.spec;

/**
 * Where a value stands in a spec.
 *
 * @param file the included file, relative to the folder of the experiment file; {@code ""} for the experiment file itself
 * @param line from 1
 * @param column from 1
 * @param path keys and indexes down to the value
 */
public record Place(String file, int line, int column, String path) {
    /** The beginning of the experiment file. */
    public static final Place START = new Place(1, 1, "");

    /** A place in the experiment file. */
    public Place(int line, int column, String path) {
        this("", line, column, path);
    }

    /** The path of a key below this place. */
    public String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** This position, for something below it that is not written. */
    public Place missing(String key) {
        return at(below(key));
    }

    /** This position under another path. */
    public Place at(String otherPath) {
        return new Place(file, line, column, otherPath);
    }
}
