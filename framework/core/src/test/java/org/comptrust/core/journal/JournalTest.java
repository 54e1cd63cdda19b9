package org.comptrust.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.comptrust.api.compression.LayerReport;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final ModelIdentity MODEL = new ModelIdentity("w", "t", "c", "e");

    @TempDir
    private Path folder;

    @Test
    void answersAndGradesComeBackBitForBit() {
        Response odd = new Response(
                List.of(
                        new Completion(
                                "half \ud800 a \u0000 pair \ud83d\ude00", Finish.LENGTH, OptionalDouble.of(-1e-308), 3),
                        new Completion("", Finish.SCORED, OptionalDouble.of(Double.NEGATIVE_INFINITY), 0),
                        new Completion("x", Finish.STOP, OptionalDouble.empty(), 1)),
                7,
                2);
        Grade grade =
                new Grade(OptionalDouble.of(1.0 / 3), "l\u202e", 25, 3, 4, Map.of("nats", 0.1 + 0.2), "\"quoted\"");
        GradedAnswer graded =
                new GradedAnswer(0, "s", "i", Map.of("tag", "\u00e9"), grade, "g", 0, "rare", 3, List.of());
        List<SeededRequest> group = List.of(question("q", 1));

        try (Journal journal = Journal.open(folder, false)) {
            journal.put(key(group), keys(group), List.of(answered(odd)), Optional.empty());
            journal.put(Map.of("cell", CellItems.graded(List.of(graded))));
        }
        try (Journal journal = Journal.open(folder, false)) {
            assertEquals(Optional.of(List.of(new Reply.Answered(odd))), journal.replies(key(group), 1));
            assertEquals(List.of(graded), journal.grades("cell"));
        }
    }

    @Test
    void variantsAndCellStatesComeBack() {
        VariantRecord variant = new VariantRecord(
                MODEL,
                Set.of(Capability.GENERATE, Capability.LOG_LIKELIHOOD),
                new VariantFacts(
                        "key",
                        4.25,
                        0.5,
                        123,
                        List.of(new LayerReport("q", Map.of("loss", 0.1), List.of("short last group"))),
                        Map.of("dtype", "float32")));
        CellState failed =
                new CellState("k", "v", Optional.of(new CellResult.Failed(FailureKind.DATA, "row 3 of it's file")));
        CellState skipped = new CellState("k", "v", Optional.of(new CellResult.Skipped("no data")));
        CellState answered = new CellState("k", "v", Optional.empty());
        try (Journal journal = Journal.open(folder, false)) {
            journal.put("v", variant);
            journal.put(new CellId("m", "a", "d"), failed);
            journal.put(new CellId("m", "b", "d"), skipped);
            journal.put(new CellId("m", "c", "d"), answered);

            assertEquals(Optional.of(variant), journal.variant("v"));
            assertEquals(
                    Map.of(
                            new CellId("m", "a", "d"), failed,
                            new CellId("m", "b", "d"), skipped,
                            new CellId("m", "c", "d"), answered),
                    journal.cells());
        }
    }

    @Test
    void aSecondRunIsRefusedWhileTheFirstGoesOn() {
        try (Journal first = Journal.open(folder, false)) {
            JournalException refused = assertThrows(JournalException.class, () -> Journal.open(folder, false));
            assertTrue(refused.getMessage().startsWith("another run of this experiment is going on in "));
            assertEquals(Map.of(), first.about());
        }
        Journal.open(folder, false).close();
    }

    @Test
    void aFileThatIsNoJournalIsSaidSoAndLeftAlone() throws IOException {
        Files.writeString(folder.resolve("journal.db"), "this is not a database, whatever its name says".repeat(100));

        JournalException damaged = assertThrows(JournalException.class, () -> Journal.open(folder, false));
        assertTrue(damaged.getMessage().contains("journal.db cannot be read"), damaged.getMessage());
        Journal.open(folder, true).close();
    }

    @Test
    void aTornPageIsNoticed() throws IOException {
        try (Journal journal = Journal.open(folder, false)) {
            for (int i = 0; i < 50; i++) {
                List<SeededRequest> group = List.of(question("question " + i, i));
                put(journal, group, answer("a".repeat(500)));
            }
        }
        Path file = folder.resolve("journal.db");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = bytes.length / 2; i < bytes.length - 100; i++) {
            bytes[i] = (byte) 0xAA;
        }
        Files.write(file, bytes);

        JournalException damaged = assertThrows(JournalException.class, () -> Journal.open(folder, false));
        assertTrue(damaged.getMessage().contains("--fresh"), damaged.getMessage());
    }

    @Test
    void freshForgetsAnswers() {
        List<SeededRequest> group = List.of(question("q", 1));
        try (Journal journal = Journal.open(folder, false)) {
            put(journal, group, answer("a"));
        }
        try (Journal journal = Journal.open(folder, true)) {
            assertEquals(Optional.empty(), journal.replies(key(group), 1));
        }
    }

    @Test
    void anAnswerBelongsToItsGroup() {
        List<SeededRequest> alone = List.of(question("q", 1));
        List<SeededRequest> together = List.of(question("q", 1), question("r", 1));

        assertNotEquals(key(alone), key(together));
    }

    @Test
    void theSeedIsPartOfAKeyOnlyWhereSomethingIsDrawn() {
        Request sampled = new Request(new Prompt.Tokens(List.of(1)), new Ask.Generate(4, 1, 0.7, 1, List.of()));

        assertEquals(Keys.request(MODEL, question("q", 1)), Keys.request(MODEL, question("q", 2)));
        assertNotEquals(
                Keys.request(MODEL, new SeededRequest(sampled, 1)), Keys.request(MODEL, new SeededRequest(sampled, 2)));
    }

    @Test
    void aGroupWithAnUnansweredQuestionIsNotWhole() {
        List<SeededRequest> group = List.of(question("q", 1), question("r", 1));
        String key = key(group);
        try (Journal journal = Journal.open(folder, false)) {
            journal.put(key(group), keys(group), List.of(Optional.empty(), answered(answer("a"))), Optional.empty());

            assertEquals(Optional.empty(), journal.replies(key, 2));
            assertEquals(Optional.of(answer("a")), journal.answer(key, 1), "a report shows what was said");
        }
    }

    @Test
    void notesOnAnswersOfADialogueAreCountedTurnByTurn() {
        String halved = "asked in \"halves\"";
        List<SeededRequest> first = List.of(question("q", 1));
        List<SeededRequest> second = List.of(question("r", 1), question("s", 1));
        GradedAnswer talked = new GradedAnswer(
                0,
                "s",
                "i",
                Map.of(),
                Grade.read(1, "\"notes\":["),
                key(second),
                1,
                "",
                0,
                List.of(new AnswerPlace(key(first), 0), new AnswerPlace(key(second), 0)));
        try (Journal journal = Journal.open(folder, false)) {
            put(journal, first, answer("a").noted(List.of(halved)));
            journal.put(
                    key(second),
                    keys(second),
                    List.of(
                            answered(answer("\"notes\":[")),
                            answered(answer("c").noted(List.of(halved)))),
                    Optional.empty());
            journal.put(Map.of("cell", CellItems.graded(List.of(talked))));

            assertEquals(Map.of(halved, 2), journal.notes("cell"));
        }
    }

    @Test
    void aCellThatIsAtHandIsNotAnsweredYet() {
        CellId cell = new CellId("m", "a", "d");
        GradedAnswer old = new GradedAnswer(0, "s", "i", Map.of(), Grade.read(1, "yes"), "g", 0, "", 0, List.of());
        UnanswerableItem tooLong = new UnanswerableItem(1, "s", "j", new Reply.TooLong(600, 512));
        try (Journal journal = Journal.open(folder, false)) {
            journal.put(Map.of("k", new CellItems(List.of(old), List.of(tooLong))));
            journal.begin(cell, new CellState("k", "v", Optional.empty()));

            assertEquals(Map.of(), journal.cells());
            assertEquals(List.of(), journal.grades("k"));
            assertEquals(List.of(), journal.unanswerable("k"));
        }
    }

    @Test
    void keepsWhatScorersSaidByScorerAndTextWhateverTheRole() {
        ScorerInput text = new ScorerInput("length", "half a \ud83d", "text", Map.of("language", "en"));
        ScorerOutput said = new ScorerOutput(Map.of("length", 0.1 + 0.2, "words", 1.0), "");
        ScorerCard card = new ScorerCard("Counts.", List.of(new Metric("error", 1e-3, "letters")), List.of("Slow."));
        try (Journal journal = Journal.open(folder, false)) {
            journal.put("ours", List.of(text), List.of(said));
            journal.put("theirs", List.of(text), List.of(ScorerOutput.failed("no letters")));
            journal.put("ours", card);
        }
        try (Journal journal = Journal.open(folder, false)) {
            ScorerInput other = new ScorerInput("size", "half a \ud83d", "text", Map.of("language", "en"));
            assertEquals(Optional.of(said), journal.rating("ours", other));
            assertEquals(Optional.of(ScorerOutput.failed("no letters")), journal.rating("theirs", text));
            assertEquals(Optional.empty(), journal.rating("ours", ScorerInput.of("length", "text")));
            assertEquals(Optional.of(card), journal.card("ours"));
            assertEquals(Optional.empty(), journal.card("theirs"));
        }
    }

    @Test
    void aQuestionThatIsTooLongIsNotAskedAgain() {
        List<SeededRequest> group = List.of(question("q", 1), question("r", 1));
        List<Reply> replies = List.of(new Reply.Answered(answer("a")), new Reply.TooLong(600, 512));
        UnanswerableItem item = new UnanswerableItem(1, "s", "j", new Reply.TooLong(600, 512));
        try (Journal journal = Journal.open(folder, false)) {
            journal.put(
                    key(group), keys(group), replies.stream().map(Optional::of).toList(), Optional.empty());
            journal.put(Map.of("cell", new CellItems(List.of(), List.of(item))));
        }
        try (Journal journal = Journal.open(folder, false)) {
            String key = key(group);
            assertEquals(Optional.of(replies), journal.replies(key, 2));
            assertEquals(Optional.empty(), journal.answer(key, 1), "there is no answer to show");
            assertEquals(List.of(item), journal.unanswerable("cell"));
        }
    }

    @Test
    void aJournalOfTheVersionBeforeIsTakenOver() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                Statement statement = connection.createStatement()) {
            for (String table : Schema.BEFORE) {
                statement.execute(table);
            }
            statement.execute("PRAGMA user_version = 2");
            statement.execute("INSERT INTO grades VALUES ('k', 's', 'i', 0, '{}', '{\"label\": \"yes\", \"answers\": 1,"
                    + " \"refused\": 0, \"unreadable\": 0, \"evidence\": \"\", \"measures\": {}}', 'g', 0, 'rare')");
        }

        try (Journal journal = Journal.open(folder, false)) {
            GradedAnswer kept = journal.grades("k").get(0);
            assertEquals("rare", kept.stratum());
            assertEquals(0, kept.droppedShots());
            assertEquals(List.of(), journal.unanswerable("k"));
            assertEquals(Optional.empty(), journal.rating("r", ScorerInput.of("length", "a text")));
        }
    }

    private static Optional<Reply> answered(Response response) {
        return Optional.of(new Reply.Answered(response));
    }

    private static List<QuestionKey> keys(List<SeededRequest> group) {
        return group.stream().map(question -> Keys.request(MODEL, question)).toList();
    }

    private static String key(List<SeededRequest> group) {
        return Keys.group(keys(group), false);
    }

    private static void put(Journal journal, List<SeededRequest> group, Response response) {
        journal.put(key(group), keys(group), List.of(answered(response)), Optional.empty());
    }

    private static SeededRequest question(String text, long seed) {
        return new SeededRequest(
                new Request(new Prompt.Tokens(text.chars().boxed().toList()), new Ask.Choose(List.of(" yes", " no"))),
                seed);
    }

    private static Response answer(String text) {
        return new Response(List.of(new Completion(text, Finish.STOP, OptionalDouble.empty(), 1)), 1, 0);
    }
}
