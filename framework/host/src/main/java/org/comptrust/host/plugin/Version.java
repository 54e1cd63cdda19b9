package org.comptrust.host.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build: what {@code --version} prints and what {@code Plugin-Requires} is compared with. */
public final class Version {
    private static final String CURRENT = read();

    private Version() {}

    /** Such as {@code 0.1.0} or {@code 0.2.0-SNAPSHOT}. */
    public static String current() {
        return CURRENT;
    }

    /** Without a qualifier: a plugin that requires {@code >=0.2.0} also loads into a snapshot of 0.2.0. */
    public static String spi() {
        int qualifier = CURRENT.indexOf('-');
        return qualifier < 0 ? CURRENT : CURRENT.substring(0, qualifier);
    }

    private static String read() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("no version.properties beside " + Version.class.getName());
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read version.properties", e);
        }
    }
}
