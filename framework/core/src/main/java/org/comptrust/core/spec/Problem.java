package org.comptrust.core.spec;

/**
 * One mistake in a spec and the way out of it.
 *
 * @param file the spec's file name
 * @param line from 1
 * @param column from 1
 * @param path keys and indexes down to the value, such as {@code methods.gptq.with.bits}; {@code ""} for the whole file
 * @param whatIsWrong what was found and why it cannot be, without a final period
 * @param wayOut one sentence that says how to mend it
 * @param missingExtension whether an extension is named that the catalogue does not have: a jar may mend it
 */
public record Problem(
        String file, int line, int column, String path, String whatIsWrong, String wayOut, boolean missingExtension) {
    /** A mistake that only the author can mend. */
    public Problem(String file, int line, int column, String path, String whatIsWrong, String wayOut) {
        this(file, line, column, path, whatIsWrong, wayOut, false);
    }

    @Override
    public String toString() {
        String place = file + ":" + line + ":" + column + ": ";
        return place
                + (path.isEmpty() ? "" : path + ": ")
                + whatIsWrong
                + (whatIsWrong.endsWith(".") ? "" : ".")
                + (wayOut.isEmpty() ? "" : " " + wayOut);
    }
}
