package org.comptrust.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Version of this program, as the build wrote it into the jar. */
final class Version {
    private static final String FILE = "/META-INF/maven/org.comptrust/comptrust-core/pom.properties";

    private Version() {}

    /** Such as {@code 0.1.0}; {@code development} if the classes are in no jar. */
    static String current() {
        try (InputStream in = Version.class.getResourceAsStream(FILE)) {
            if (in == null) {
                return "development";
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "development");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
