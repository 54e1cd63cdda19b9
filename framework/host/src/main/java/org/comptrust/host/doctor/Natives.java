package org.comptrust.host.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Callable;

/** Native libraries: which are on the class path, and whether they load. */
final class Natives {
    private Natives() {}

    /** Version and platform of a library's properties on the class path, or that there is none. */
    static String found(String resource) {
        try (InputStream in = Natives.class.getResourceAsStream(resource)) {
            if (in == null) {
                return "not on the class path";
            }
            Properties properties = new Properties();
            properties.load(in);
            String classifier = properties.getProperty("classifier", "");
            return properties.getProperty("version", "unknown version")
                    + (classifier.isEmpty() ? "" : " for " + classifier);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    /** {@code loaded}, or why not. */
    static String loading(Callable<String> load) {
        try {
            return "loaded" + load.call();
        } catch (Exception | LinkageError e) { // whatever a loader throws is the finding
            return "does not load: " + (e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** Opens a database in memory. */
    static String sqlite() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
            row.next();
            return ", version " + row.getString(1);
        }
    }
}
