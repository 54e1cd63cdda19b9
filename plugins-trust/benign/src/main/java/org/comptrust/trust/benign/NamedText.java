package org.comptrust.trust.benign;

import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;

/**
 * A text file, with the name that messages give it.
 *
 * @param name for messages
 * @param file to read
 */
record NamedText(String name, DataFile file) {
    /** The text without its final line end: an editor put that there, not the author. */
    String read() {
        String text = file.text();
        int end = text.length();
        if (text.endsWith("\n")) {
            end -= text.endsWith("\r\n") ? 2 : 1;
        }
        if (end == 0) {
            throw problem("is empty, so there is nothing to score. Name a file that holds text");
        }
        return text.substring(0, end);
    }

    DataException problem(String what) {
        return new DataException(name, what);
    }
}
