package org.comptrust.host.plugin;

/**
 * Why a jar, or an extension in it, is not in the catalogue.
 *
 * @param jar file name
 * @param message what is wrong and how to mend it
 */
public record Trouble(String jar, String message) {
    /** One sentence that begins with the jar's name. */
    public String text() {
        return jar + ": " + message;
    }
}
