package org.comptrust.core.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** The tables of a journal. */
final class Schema {
    private static final int VERSION = 5;

    private static final List<String> TABLES = List.of(
            "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
            // what a variant is, found by its recipe: a run whose answers are all here loads no weights
            "CREATE TABLE variants (key TEXT PRIMARY KEY, facts TEXT NOT NULL)",
            "CREATE TABLE responses (group_key TEXT, position INTEGER, request_key TEXT NOT NULL, request TEXT NOT NULL,"
                    + " response TEXT NOT NULL, PRIMARY KEY (group_key, position)) WITHOUT ROWID",
            "CREATE TABLE grades (cell_key TEXT, scenario TEXT, item TEXT, ordinal INTEGER NOT NULL, tags TEXT NOT NULL,"
                    + " grade TEXT NOT NULL, group_key TEXT NOT NULL, position INTEGER NOT NULL,"
                    + " PRIMARY KEY (cell_key, scenario, item)) WITHOUT ROWID",
            "CREATE TABLE cells (model TEXT, variant TEXT, dimension TEXT, cell_key TEXT NOT NULL,"
                    + " variant_key TEXT NOT NULL, status TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL,"
                    + " PRIMARY KEY (model, variant, dimension)) WITHOUT ROWID");

    /** What version 2 added. */
    private static final List<String> SECOND = List.of(
            "ALTER TABLE grades ADD COLUMN stratum TEXT NOT NULL DEFAULT ''",
            // measured, so never part of results: bytes is 0 where the system does not tell
            "CREATE TABLE timings (variant_key TEXT, group_key TEXT, kind TEXT NOT NULL, seconds REAL NOT NULL,"
                    + " prompt_tokens INTEGER NOT NULL, answer_tokens INTEGER NOT NULL, bytes INTEGER NOT NULL,"
                    + " PRIMARY KEY (variant_key, group_key)) WITHOUT ROWID");

    /** What version 3 added. */
    private static final List<String> THIRD = List.of(
            "ALTER TABLE grades ADD COLUMN dropped_shots INTEGER NOT NULL DEFAULT 0",
            "CREATE TABLE unanswerable (cell_key TEXT, scenario TEXT, item TEXT, ordinal INTEGER NOT NULL,"
                    + " prompt_tokens INTEGER NOT NULL, token_limit INTEGER NOT NULL,"
                    + " PRIMARY KEY (cell_key, scenario, item)) WITHOUT ROWID");

    /** What version 4 added: what scorers said, by scorer and input, and how good each scorer is. */
    private static final List<String> FOURTH = List.of(
            "CREATE TABLE ratings (scorer_key TEXT, input_key TEXT, output TEXT NOT NULL,"
                    + " PRIMARY KEY (scorer_key, input_key)) WITHOUT ROWID",
            "CREATE TABLE scorers (key TEXT PRIMARY KEY, card TEXT NOT NULL)");

    /** What version 5 added: where the answers to earlier questions about an item lie. */
    private static final List<String> FIFTH =
            List.of("ALTER TABLE grades ADD COLUMN earlier TEXT NOT NULL DEFAULT '[]'");

    /** All of version 2. */
    static final List<String> BEFORE =
            Stream.of(TABLES, SECOND).flatMap(List::stream).toList();

    private Schema() {}

    /** A connection to a journal with all tables. */
    static Connection open(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL"); // a transaction that returned survives a power cut
            try (ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
                if (!check.next() || !check.getString(1).equals("ok")) {
                    throw new SQLException("it is damaged: " + check.getString(1));
                }
            }
            tables(connection, statement, file);
            return connection;
        } catch (SQLException | JournalException failure) {
            connection.close();
            throw failure;
        }
    }

    private static void tables(Connection connection, Statement statement, Path file) throws SQLException {
        int version;
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            version = row.getInt(1);
        }
        if (version > VERSION) {
            throw new JournalException("the journal " + file + " has version " + version + ", this program knows up to "
                    + VERSION + ". Use the newer program, or run with --fresh to begin anew.");
        }
        if (version < VERSION) {
            connection.setAutoCommit(false);
            List<List<String>> versions = List.of(TABLES, SECOND, THIRD, FOURTH, FIFTH);
            for (List<String> changes : versions.subList(version, VERSION)) {
                for (String change : changes) {
                    statement.execute(change);
                }
            }
            statement.execute("PRAGMA user_version = " + VERSION);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
