package org.comptrust.core.journal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.core.result.CellId;

/**
 * How far a run came, by its journal alone: works while the run goes on, needs no model and changes nothing.
 *
 * @param folder the experiment's own folder
 * @param running whether a process is at it now
 * @param spec the experiment file of the newest run
 * @param plan that run's plan as JSON
 * @param version of the program that ran it
 * @param answers number of answers in the journal, those of earlier plans included
 * @param cells all cells of the newest plan, in the order of the run
 */
public record RunStatus(
        Path folder,
        boolean running,
        Optional<Path> spec,
        String plan,
        String version,
        long answers,
        List<CellStatus> cells) {
    /** How a cell stands. */
    public enum State {
        OPEN,
        /** Some of its items may have been answered; it is at hand, or was when its run ended. */
        STARTED,
        DONE,
        SKIPPED,
        FAILED
    }

    /**
     * One cell.
     *
     * @param items how many it asks
     * @param graded how many were answered and graded so far
     * @param unanswerable how many are too long for the model, of those that it was to be asked so far
     * @param message why it was skipped or failed, or {@code ""}
     */
    public record CellStatus(CellId cell, State state, long items, long graded, long unanswerable, String message) {}

    public RunStatus {
        cells = List.copyOf(cells);
    }

    /** Number of cells in a state. */
    public long count(State state) {
        return cells.stream().filter(cell -> cell.state() == state).count();
    }

    /**
     * Reads the journal of a folder.
     *
     * @throws JournalException if there is none, or it cannot be read
     */
    public static RunStatus read(Path folder) {
        Path file = folder.resolve("journal.db");
        if (!Files.isRegularFile(file)) {
            throw new JournalException("no journal in " + folder
                    + ". Name an experiment file that was run, or the folder of its results.");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri() + "?mode=ro");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // one snapshot for all queries
            Map<String, String> about = new HashMap<>();
            try (ResultSet rows = statement.executeQuery("SELECT name, value FROM meta")) {
                while (rows.next()) {
                    about.put(rows.getString(1), rows.getString(2));
                }
            }
            boolean older; // journals before version 3 know of no items that are too long
            try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                older = row.getInt(1) < 3;
            }
            return new RunStatus(
                    folder,
                    isLocked(folder),
                    Optional.ofNullable(about.get("spec")).map(Path::of),
                    about.getOrDefault("plan", ""),
                    about.getOrDefault("version", ""),
                    answers(statement),
                    cells(statement, older, about.getOrDefault("cells", "[]")));
        } catch (SQLException failure) {
            throw new JournalException(
                    "the journal " + file + " cannot be read: " + failure.getMessage()
                            + ". Check the disk; if the file is damaged, run with --fresh.",
                    failure);
        }
    }

    private static long answers(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM responses")) {
            return row.getLong(1);
        }
    }

    private static List<CellStatus> cells(Statement statement, boolean older, String planned) throws SQLException {
        Map<CellId, CellStatus> ended = new HashMap<>();
        try (ResultSet rows =
                statement.executeQuery("SELECT model, variant, dimension, status, message, (SELECT COUNT(*)"
                        + " FROM grades WHERE grades.cell_key = cells.cell_key AND cells.cell_key <> ''), "
                        + (older
                                ? "0"
                                : "(SELECT COUNT(*) FROM unanswerable AS u"
                                        + " WHERE u.cell_key = cells.cell_key AND cells.cell_key <> '')")
                        + " FROM cells")) {
            while (rows.next()) {
                CellId cell = new CellId(rows.getString(1), rows.getString(2), rows.getString(3));
                ended.put(
                        cell,
                        new CellStatus(
                                cell,
                                state(rows.getString(4)),
                                0,
                                rows.getLong(6),
                                rows.getLong(7),
                                rows.getString(5)));
            }
        }
        List<CellStatus> cells = new ArrayList<>();
        for (JsonNode one : Json.parse(planned)) {
            CellId cell = new CellId(
                    one.path("model").asText(),
                    one.path("variant").asText(),
                    one.path("dimension").asText());
            CellStatus known = ended.getOrDefault(cell, new CellStatus(cell, State.OPEN, 0, 0, 0, ""));
            cells.add(new CellStatus(
                    cell,
                    known.state(),
                    one.path("items").asLong(),
                    known.graded(),
                    known.unanswerable(),
                    known.message()));
        }
        return cells;
    }

    private static State state(String status) {
        return switch (status) {
            case Journal.STARTED -> State.STARTED;
            case "failed" -> State.FAILED;
            case "skipped" -> State.SKIPPED;
            default -> State.DONE;
        };
    }

    /**
     * A shared lock cannot be had while a run holds its own; it is let go at once. Not to be asked in the process of the run: on
     * some systems closing any channel of a file ends all locks that the process has on it.
     */
    private static boolean isLocked(Path folder) {
        Path file = folder.resolve("journal.lock");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return shared == null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return true;
        } catch (IOException noLock) { // never run by this version, or a file system without locks
            return false;
        }
    }
}
