package org.comptrust.core.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How quickly a model answered a dimension before, over all variants that the journal of an experiment timed.
 *
 * @param model key of the model
 * @param dimension label of the dimension
 * @param secondsPerItem mean
 */
public record Pace(String model, String dimension, double secondsPerItem) {
    /**
     * Groups of questions are timed; a grade says to which group its last answer belongs. Items of several dimensions that share a
     * group share its time.
     */
    private static final String QUERY =
            "WITH x AS (SELECT c.model, c.variant_key, c.dimension, g.group_key, COUNT(*) AS items FROM grades AS g"
                    + " JOIN cells AS c ON c.cell_key = g.cell_key GROUP BY 1, 2, 3, 4),"
                    + " y AS (SELECT model, variant_key, group_key, SUM(items) AS items FROM x GROUP BY 1, 2, 3)"
                    + " SELECT x.model, x.dimension, SUM(t.seconds * x.items / y.items) / SUM(x.items) FROM x"
                    + " JOIN y ON y.model = x.model AND y.variant_key = x.variant_key AND y.group_key = x.group_key"
                    + " JOIN timings AS t ON t.variant_key = x.variant_key AND t.group_key = x.group_key"
                    + " GROUP BY x.model, x.dimension";

    /**
     * What the journal of an experiment's folder says; nothing if there is none, or none that timed answers.
     *
     * @throws JournalException if it cannot be read
     */
    public static List<Pace> read(Path folder) {
        Path file = folder.resolve("journal.db");
        List<Pace> paces = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            return paces;
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?mode=ro");
                Statement statement = connection.createStatement()) {
            if (!timed(statement)) {
                return paces;
            }
            try (ResultSet rows = statement.executeQuery(QUERY)) {
                while (rows.next()) {
                    paces.add(new Pace(rows.getString(1), rows.getString(2), rows.getDouble(3)));
                }
            }
            return paces;
        } catch (SQLException failure) {
            throw new JournalException(
                    "the journal " + file + " cannot be read: " + failure.getMessage()
                            + ". Check the disk; if the file is damaged, run with --fresh.",
                    failure);
        }
    }

    /** Journals of version 1 have no such table. */
    private static boolean timed(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'timings'")) {
            return row.next();
        }
    }
}
