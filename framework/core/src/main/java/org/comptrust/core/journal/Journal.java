package org.comptrust.core.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;

/**
 * All that was asked, answered and read in an experiment: {@code journal.db}, a SQLite file. What a method wrote is on the disk
 * when it returns, whole or not at all. Answers are found by content, so a changed spec reuses what it shares with the old one.
 * For one process. Thread-safe: answers are written down by the threads that bring them.
 */
public final class Journal implements AutoCloseable {
    /** Status of a cell that is at hand, or was when the process died. */
    static final String STARTED = "started";

    private static final String INSERT_REPLY =
            "INSERT OR REPLACE INTO responses (group_key, position, request_key, request, response)"
                    + " VALUES (?, ?, ?, ?, ?)";

    private final JournalLock lock;
    private final Connection connection;
    private final Path file;

    private Journal(JournalLock lock, Connection connection, Path file) {
        this.lock = lock;
        this.connection = connection;
        this.file = file;
    }

    /**
     * The journal of an experiment, made if there is none.
     *
     * @param folder the experiment's own folder
     * @param fresh whether to delete what is there
     * @throws JournalException if another run has it, it is damaged or of a newer version, or the disk refuses
     */
    public static Journal open(Path folder, boolean fresh) {
        try {
            Files.createDirectories(folder);
        } catch (IOException cannot) {
            throw new JournalException(
                    "the folder " + folder + " cannot be made: " + cannot + ". Name another store.", cannot);
        }
        JournalLock lock = JournalLock.take(folder);
        Path file = folder.resolve("journal.db");
        try {
            if (fresh) {
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(folder.resolve("journal.db" + suffix));
                }
            }
            return new Journal(lock, Schema.open(file), file);
        } catch (IOException cannot) {
            lock.close();
            throw new JournalException(file + " cannot be deleted: " + cannot, cannot);
        } catch (SQLException damaged) {
            lock.close();
            throw new JournalException(
                    "the journal " + file + " cannot be read: " + damaged.getMessage()
                            + ". Move it away, or run with --fresh to begin anew.",
                    damaged);
        } catch (JournalException newer) {
            lock.close();
            throw newer;
        }
    }

    /** Replaces what the journal says about the run: the plan, versions. Forgets how far cells came. */
    public void begin(Map<String, String> about) {
        transaction(() -> {
            update("DELETE FROM meta");
            update("DELETE FROM cells");
            for (Map.Entry<String, String> entry : about.entrySet()) {
                update("INSERT INTO meta (name, value) VALUES (?, ?)", entry.getKey(), entry.getValue());
            }
        });
    }

    /** What {@link #begin} noted. */
    public Map<String, String> about() {
        return query("SELECT name, value FROM meta ORDER BY name", rows -> {
            Map<String, String> about = new LinkedHashMap<>();
            while (rows.next()) {
                about.put(rows.getString(1), rows.getString(2));
            }
            return about;
        });
    }

    public Optional<VariantRecord> variant(String key) {
        return query(
                "SELECT facts FROM variants WHERE key = ?",
                rows -> rows.next() ? Optional.of(Codec.variant(rows.getString(1))) : Optional.empty(),
                key);
    }

    /** Notes a variant that is in memory now. */
    public void put(String key, VariantRecord variant) {
        transaction(() ->
                update("INSERT OR REPLACE INTO variants (key, facts) VALUES (?, ?)", key, Codec.variant(variant)));
    }

    /** What became of a group of questions, in order; empty unless all is there. */
    public Optional<List<Reply>> replies(String group, int size) {
        return query(
                "SELECT response FROM responses WHERE group_key = ? ORDER BY position",
                rows -> {
                    List<Reply> replies = new ArrayList<>();
                    while (rows.next()) {
                        replies.add(Codec.reply(rows.getString(1)));
                    }
                    return replies.size() == size ? Optional.of(replies) : Optional.empty();
                },
                group);
    }

    /** What became of one question. */
    public Optional<Reply> reply(String group, int position) {
        return query(
                "SELECT response FROM responses WHERE group_key = ? AND position = ?",
                rows -> rows.next() ? Optional.of(Codec.reply(rows.getString(1))) : Optional.empty(),
                group,
                position);
    }

    /** One answer. */
    public Optional<Response> answer(String group, int position) {
        return query(
                "SELECT response FROM responses WHERE group_key = ? AND position = ?",
                rows -> rows.next() ? Codec.reply(rows.getString(1)).response() : Optional.empty(),
                group,
                position);
    }

    /** One question, as it was asked. */
    public Optional<Question> question(String group, int position) {
        return query(
                "SELECT request FROM responses WHERE group_key = ? AND position = ?",
                rows -> rows.next() ? Optional.of(Codec.question(rows.getString(1))) : Optional.empty(),
                group,
                position);
    }

    /** What was measured while a variant answered. */
    public List<GroupTiming> timings(String variant) {
        return query(
                "SELECT group_key, kind, seconds, prompt_tokens, answer_tokens, bytes FROM timings"
                        + " WHERE variant_key = ? ORDER BY group_key",
                rows -> {
                    List<GroupTiming> timings = new ArrayList<>();
                    while (rows.next()) {
                        timings.add(new GroupTiming(
                                variant,
                                rows.getString(1),
                                GroupTiming.Kind.valueOf(rows.getString(2)),
                                rows.getDouble(3),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getLong(6)));
                    }
                    return timings;
                },
                variant);
    }

    /** Notes that a cell is at hand, and forgets its grades: they are read anew from the answers, by the readers of today. */
    public void begin(CellId cell, CellState state) {
        transaction(() -> {
            update("DELETE FROM grades WHERE cell_key = ?", state.key());
            update("DELETE FROM unanswerable WHERE cell_key = ?", state.key());
            insert(cell, state, STARTED, "", "");
        });
    }

    /**
     * Notes what became of a group, and what it took.
     *
     * @param group key of the group
     * @param questions of the group, in order
     * @param replies to each question; empty where something failed. Such a group is asked again by the next run
     */
    public void put(
            String group, List<QuestionKey> questions, List<Optional<Reply>> replies, Optional<GroupTiming> timing) {
        transaction(() -> {
            try (PreparedStatement statement = connection.prepareStatement(INSERT_REPLY)) {
                for (int i = 0; i < replies.size(); i++) {
                    if (replies.get(i).isPresent()) {
                        insert(
                                statement,
                                group,
                                i,
                                questions.get(i),
                                replies.get(i).get());
                    }
                }
            }
            if (timing.isPresent()) {
                insert(timing.get());
            }
        });
    }

    /** Notes what became of questions that stand alone, and what each took. */
    public void put(List<Alone> replies) {
        transaction(() -> {
            for (Alone each : replies) {
                try (PreparedStatement statement = connection.prepareStatement(INSERT_REPLY)) {
                    insert(statement, each.key(), 0, each.question(), each.reply());
                }
                if (each.timing().isPresent()) {
                    insert(each.timing().get());
                }
            }
        });
    }

    /**
     * What became of a question that stands alone.
     *
     * @param key of {@link Keys#alone}
     */
    public record Alone(String key, QuestionKey question, Reply reply, Optional<GroupTiming> timing) {}

    /**
     * Notes items of cells.
     *
     * @param items that are done, by key of the cell
     */
    public void put(Map<String, CellItems> items) {
        if (items.values().stream().anyMatch(some -> !some.isEmpty())) {
            transaction(() -> insert(items));
        }
    }

    /**
     * What a scorer said of an input, if it was asked.
     *
     * @param scorer key of the scorer
     */
    public Optional<ScorerOutput> rating(String scorer, ScorerInput input) {
        return query(
                "SELECT output FROM ratings WHERE scorer_key = ? AND input_key = ?",
                rows -> rows.next() ? Optional.of(Codec.output(rows.getString(1))) : Optional.empty(),
                scorer,
                Keys.rated(input));
    }

    /**
     * Notes what a scorer said, of each input in order, in one transaction.
     *
     * @param scorer key of the scorer
     */
    public void put(String scorer, List<ScorerInput> inputs, List<ScorerOutput> outputs) {
        transaction(() -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT OR REPLACE INTO ratings (scorer_key, input_key, output) VALUES (?, ?, ?)")) {
                for (int i = 0; i < inputs.size(); i++) {
                    bind(statement, scorer, Keys.rated(inputs.get(i)), Codec.output(outputs.get(i)));
                    statement.executeUpdate();
                }
            }
        });
    }

    /** How good a scorer is, if it was used. */
    public Optional<ScorerCard> card(String scorer) {
        return query(
                "SELECT card FROM scorers WHERE key = ?",
                rows -> rows.next() ? Optional.of(Codec.card(rows.getString(1))) : Optional.empty(),
                scorer);
    }

    /** Notes how good a scorer is. */
    public void put(String scorer, ScorerCard card) {
        transaction(() -> update("INSERT OR REPLACE INTO scorers (key, card) VALUES (?, ?)", scorer, Codec.card(card)));
    }

    /** The grades of a cell, in the order of its items. */
    public List<GradedAnswer> grades(String cell) {
        return query(
                "SELECT ordinal, scenario, item, tags, grade, group_key, position, stratum, dropped_shots, earlier"
                        + " FROM grades"
                        + " WHERE cell_key = ? ORDER BY ordinal",
                rows -> {
                    List<GradedAnswer> grades = new ArrayList<>();
                    while (rows.next()) {
                        grades.add(new GradedAnswer(
                                rows.getInt(1),
                                rows.getString(2),
                                rows.getString(3),
                                Json.texts(Json.parse(rows.getString(4))),
                                Codec.grade(rows.getString(5)),
                                rows.getString(6),
                                rows.getInt(7),
                                rows.getString(8),
                                rows.getInt(9),
                                Codec.places(rows.getString(10))));
                    }
                    return grades;
                },
                cell);
    }

    /** What must be known of how the answers of a cell were computed: how many answers each note is about. */
    public Map<String, Integer> notes(String cell) {
        String noted = " AND instr(r.response, '\"notes\":[') > 0"; // quotes of texts are escaped
        return query(
                "SELECT r.response FROM grades g JOIN responses r ON r.group_key = g.group_key AND r.position = g.position"
                        + " WHERE g.cell_key = ?" + noted
                        + " UNION ALL SELECT r.response FROM grades g, json_each(g.earlier) e"
                        + " JOIN responses r ON r.group_key = e.value ->> 'group' AND r.position = e.value ->> 'position'"
                        + " WHERE g.cell_key = ?" + noted,
                rows -> {
                    Map<String, Integer> notes = new TreeMap<>();
                    while (rows.next()) {
                        Codec.reply(rows.getString(1)).response().stream()
                                .flatMap(response -> response.notes().stream())
                                .forEach(note -> notes.merge(note, 1, Integer::sum));
                    }
                    return notes;
                },
                cell,
                cell);
    }

    /** The items of a cell that are too long for the model, in the order of its items. */
    public List<UnanswerableItem> unanswerable(String cell) {
        return query(
                "SELECT ordinal, scenario, item, prompt_tokens, token_limit FROM unanswerable"
                        + " WHERE cell_key = ? ORDER BY ordinal",
                rows -> {
                    List<UnanswerableItem> items = new ArrayList<>();
                    while (rows.next()) {
                        items.add(new UnanswerableItem(
                                rows.getInt(1),
                                rows.getString(2),
                                rows.getString(3),
                                new Reply.TooLong(rows.getInt(4), rows.getInt(5))));
                    }
                    return items;
                },
                cell);
    }

    /** Notes how far a cell came. */
    public void put(CellId cell, CellState state) {
        String status = state.ended().map(CellResult::status).orElse("answered");
        String kind = state.ended()
                .filter(CellResult.Failed.class::isInstance)
                .map(ended -> ((CellResult.Failed) ended).kind().name())
                .orElse("");
        String message = state.ended()
                .map(ended -> ended instanceof CellResult.Failed failed
                        ? failed.message()
                        : ((CellResult.Skipped) ended).reason())
                .orElse("");
        transaction(() -> insert(cell, state, status, kind, message));
    }

    /** How far each cell of the newest plan came that was asked to its end, or ended early. */
    public Map<CellId, CellState> cells() {
        return query(
                "SELECT model, variant, dimension, cell_key, variant_key, status, kind, message FROM cells"
                        + " WHERE status <> ?",
                rows -> {
                    Map<CellId, CellState> cells = new LinkedHashMap<>();
                    while (rows.next()) {
                        cells.put(
                                new CellId(rows.getString(1), rows.getString(2), rows.getString(3)),
                                new CellState(
                                        rows.getString(4),
                                        rows.getString(5),
                                        ended(rows.getString(6), rows.getString(7), rows.getString(8))));
                    }
                    return cells;
                },
                STARTED);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException cannot) {
            throw failed(cannot);
        } finally {
            lock.close();
        }
    }

    private static Optional<CellResult> ended(String status, String kind, String message) {
        if (status.equals("failed")) {
            return Optional.of(new CellResult.Failed(FailureKind.valueOf(kind), message));
        }
        return status.equals("skipped") ? Optional.of(new CellResult.Skipped(message)) : Optional.empty();
    }

    private void insert(CellId cell, CellState state, String status, String kind, String message) throws SQLException {
        update(
                "INSERT OR REPLACE INTO cells (model, variant, dimension, cell_key, variant_key, status, kind, message)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                cell.model(),
                cell.variant(),
                cell.dimension(),
                state.key(),
                state.variant(),
                status,
                kind,
                message);
    }

    private static void insert(
            PreparedStatement statement, String group, int position, QuestionKey question, Reply reply)
            throws SQLException {
        bind(statement, group, position, question.key(), question.text(), Codec.reply(reply));
        statement.executeUpdate();
    }

    private void insert(GroupTiming timing) throws SQLException {
        update(
                "INSERT OR REPLACE INTO timings"
                        + " (variant_key, group_key, kind, seconds, prompt_tokens, answer_tokens, bytes)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                timing.variant(),
                timing.group(),
                timing.kind().name(),
                timing.seconds(),
                timing.promptTokens(),
                timing.answerTokens(),
                timing.residentBytes());
    }

    private void insert(Map<String, CellItems> items) throws SQLException {
        for (Map.Entry<String, CellItems> cell : items.entrySet()) {
            insertGraded(cell.getKey(), cell.getValue().graded());
            for (UnanswerableItem item : cell.getValue().unanswerable()) {
                update(
                        "INSERT OR REPLACE INTO unanswerable"
                                + " (cell_key, scenario, item, ordinal, prompt_tokens, token_limit)"
                                + " VALUES (?, ?, ?, ?, ?, ?)",
                        cell.getKey(),
                        item.scenario(),
                        item.item(),
                        item.ordinal(),
                        item.tooLong().promptTokens(),
                        item.tooLong().limit());
            }
        }
    }

    private void insertGraded(String cell, List<GradedAnswer> grades) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT OR REPLACE INTO grades"
                + " (cell_key, scenario, item, ordinal, tags, grade, group_key, position, stratum, dropped_shots, earlier)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (GradedAnswer grade : grades) {
                bind(
                        statement,
                        cell,
                        grade.scenario(),
                        grade.item(),
                        grade.ordinal(),
                        Json.text(Json.texts(grade.tags())),
                        Codec.grade(grade.grade()),
                        grade.group(),
                        grade.position(),
                        grade.stratum(),
                        grade.droppedShots(),
                        Codec.places(grade.earlier()));
                statement.executeUpdate();
            }
        }
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.executeUpdate();
        }
    }

    private synchronized <T> T query(String sql, RowReader<T> reader, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                return reader.read(rows);
            }
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private synchronized void transaction(Work work) {
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    private JournalException failed(SQLException failure) {
        return new JournalException(
                "the journal " + file + " cannot be used: " + failure.getMessage()
                        + ". Check the disk; if the file is damaged, move it away or run with --fresh.",
                failure);
    }

    /** Reads the rows of a query. */
    private interface RowReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** What happens whole or not at all. */
    private interface Work {
        void run() throws SQLException;
    }
}
