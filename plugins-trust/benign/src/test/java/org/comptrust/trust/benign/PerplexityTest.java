package org.comptrust.trust.benign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Response;
import org.comptrust.api.model.Tokenizer;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataSource;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ItemContext;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.PythonRandom;
import org.comptrust.api.trust.Scale;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.Transcript;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.data.CPythonRandom;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.testkit.CharacterTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerplexityTest {
    private static final int START = 1;

    @TempDir
    Path folder;

    private final List<String> problems = new ArrayList<>();

    @Test
    void windowsFollowOneAnotherWithTheStartTokenOnce() throws IOException {
        write("t.txt", "abcdefg\n");

        assertEquals(
                List.of(
                        List.of(START, 'a' + 0, 'b' + 0),
                        List.of('c' + 0, 'd' + 0, 'e' + 0),
                        List.of('f' + 0, 'g' + 0)),
                windows("t.txt", 3));
    }

    @Test
    void aLastWindowOfOneTokenIsLeftOut() throws IOException {
        write("t.txt", "abc");

        assertEquals(List.of(List.of(START, 'a' + 0, 'b' + 0)), windows("t.txt", 3));
    }

    @Test
    void onlyTheFinalLineEndIsDropped() throws IOException {
        write("unix.txt", "a\n\n");
        write("dos.txt", "a\r\n\r\n");

        assertEquals(List.of(List.of(START, 97, 10)), windows("unix.txt", 0));
        assertEquals(List.of(List.of(START, 97, 13, 10)), windows("dos.txt", 0));
    }

    @Test
    void withoutAWindowTheModelsContextIsTaken() throws IOException {
        write("t.txt", "x".repeat(40));

        List<Integer> sizes = windows("t.txt", 0).stream().map(List::size).toList();
        assertEquals(List.of(16, 16, 9), sizes);
    }

    @Test
    void everyTokenButTheFirstOfAWindowIsScored() throws IOException {
        write("t.txt", "abcdefg");

        List<Item> items = items(plan("t.txt", 3));

        assertTrue(items.stream().allMatch(item -> item.first().ask().equals(new Ask.LogLikelihood(1))));
        assertEquals(
                List.of("2", "2", "1"),
                items.stream().map(item -> item.gold().get("tokens")).toList());
    }

    @Test
    void equalWindowsHaveDifferentIdsAndTheSameEachTime() throws IOException {
        write("t.txt", "ab".repeat(20));
        TrustPlan plan = plan("t.txt", 4);

        List<Item> items = items(plan);

        assertEquals(items.size(), new HashSet<>(items.stream().map(Item::id).toList()).size());
        assertEquals(items, items(plan));
        assertEquals(items, items(plan("t.txt", 4)));
    }

    @Test
    void perplexityIsExpOfNatsPerToken() throws IOException {
        write("t.txt", "abcdefg");
        TrustPlan plan = plan("t.txt", 3);

        DimensionScore score = plan.score(graded(plan, -2.0, -4.0, -3.0));

        Map<String, Double> metrics = score.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
        assertEquals(Math.exp(9.0 / 5), score.headline().orElseThrow().value(), 1e-12);
        assertEquals(9.0 / 5, metrics.get("nats-per-token"), 1e-12);
        assertEquals(9.0 / Math.log(2) / 7, metrics.get("bits-per-byte"), 1e-12);
        assertEquals(score.headline(), score.compared());
        assertEquals(Scale.RATIO, plan.scale());
    }

    @Test
    void bytesAreCountedNotCharacters() throws IOException {
        write("t.txt", "\u00e9\u00e9\u00e9\u00e9");

        double bytes = items(plan("t.txt", 2)).stream()
                .mapToDouble(item -> Double.parseDouble(item.gold().get("bytes")))
                .sum();

        assertEquals(8, bytes, 1e-9);
    }

    @Test
    void aModelThatLostItsNumbersHasNoPerplexity() throws IOException {
        write("t.txt", "abcdefg");
        TrustPlan plan = plan("t.txt", 3);

        DimensionScore score = plan.score(graded(plan, -2.0, Double.NaN, -3.0));

        assertEquals(Optional.empty(), score.headline());
        assertTrue(score.remarks().get(0).startsWith("The log-likelihood of 1 of 3 windows is missing or not finite"));
    }

    @Test
    void perplexityBeyondDoublesIsARemark() throws IOException {
        write("t.txt", "ab");
        TrustPlan plan = plan("t.txt", 0);

        DimensionScore score = plan.score(graded(plan, -2000.0));

        assertEquals(Optional.empty(), score.headline());
        assertEquals("nats-per-token", score.metrics().get(0).name());
        assertEquals(1000, score.metrics().get(0).value());
    }

    @Test
    void nothingGradedIsNoPerplexity() throws IOException {
        write("t.txt", "ab");

        DimensionScore score = plan("t.txt", 0).score(GradeTable.of(List.of()));

        assertEquals(List.of("No window was graded, so there is no perplexity."), score.remarks());
    }

    @Test
    void aSingleFileNeedsNoName() throws IOException {
        write("t.txt", "ab");

        assertEquals(
                1,
                items(plan(new FolderDataSource(folder.resolve("t.txt")), "", 0))
                        .size());
        assertEquals(1, items(plan("", 0)).size());
        assertEquals(List.of(), problems);
    }

    @Test
    void aFolderOfSeveralFilesNeedsAName() throws IOException {
        write("a.txt", "ab");
        write("b.txt", "ab");
        plan("", 0);

        assertEquals(
                List.of("file: data names the folder " + folder + ", which holds 2 files. Say which text to read, for"
                        + " example with: { file: a.txt }."),
                problems);
    }

    @Test
    void aMissingFileIsAProblemThatNamesTheOthers() throws IOException {
        write("a.txt", "ab");
        plan("c.txt", 0);

        assertEquals(List.of("file: there is no c.txt in " + folder + ". Files there: a.txt."), problems);
    }

    @Test
    void aPathOutOfTheFolderIsAProblem() throws IOException {
        write("a.txt", "ab");
        plan("../a.txt", 0);

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("file: " + folder + ": the path \"../a.txt\""), problems.get(0));
    }

    @Test
    void aWindowOfOneTokenIsAProblem() throws IOException {
        write("a.txt", "ab");
        plan("a.txt", 1);

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("window: a window of 1 token scores nothing"), problems.get(0));
    }

    @Test
    void aWindowLongerThanTheContextIsReported() throws IOException {
        write("a.txt", "ab");

        DataException problem = assertThrows(DataException.class, () -> windows("a.txt", 17));
        assertTrue(problem.getMessage().contains("longer than the model's context of 16"), problem.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void anEmptyTextIsReported(String text) throws IOException {
        write("a.txt", text);

        DataException problem = assertThrows(DataException.class, () -> windows("a.txt", 0));
        assertEquals(
                folder + " (a.txt): is empty, so there is nothing to score. Name a file that holds text",
                problem.getMessage());
    }

    @Test
    void withoutATokenizerThereAreNoItems() throws IOException {
        write("a.txt", "ab");
        TrustPlan plan = plan("a.txt", 0);

        assertEquals(
                Set.of(Capability.LOG_LIKELIHOOD, Capability.TOKENIZER),
                plan.needs().capabilities());
        assertThrows(DataException.class, () -> plan.scenarios().get(0).items(context(Optional.empty())));
    }

    private GradeTable graded(TrustPlan plan, double... logLikelihoods) {
        Scenario scenario = plan.scenarios().get(0);
        List<Item> items = items(plan);
        assertEquals(logLikelihoods.length, items.size());
        List<GradedItem> graded = new ArrayList<>();
        for (int i = 0; i < logLikelihoods.length; i++) {
            Completion completion = new Completion("", Finish.SCORED, OptionalDouble.of(logLikelihoods[i]), 1);
            Item item = items.get(i);
            Transcript transcript =
                    new Transcript(List.of(item.first()), List.of(new Response(List.of(completion), 1, 0)));
            Grade grade = ((Step.Done) scenario.next(item, transcript)).grade();
            graded.add(new GradedItem(scenario.id(), item.id(), item.tags(), grade));
        }
        return GradeTable.of(graded);
    }

    private List<List<Integer>> windows(String file, int window) {
        return items(plan(file, window)).stream()
                .map(item -> ((Prompt.Tokens) item.first().prompt()).ids())
                .toList();
    }

    private static List<Item> items(TrustPlan plan) {
        try (Stream<Item> items =
                plan.scenarios().get(0).items(context(Optional.of(new CharacterTokenizer(16, START))))) {
            return items.toList();
        }
    }

    private TrustPlan plan(String file, int window) {
        return plan(new FolderDataSource(folder), file, window);
    }

    private TrustPlan plan(DataSource data, String file, int window) {
        return PlannedPerplexity.of(data, file.isEmpty() ? Optional.empty() : Optional.of(file), window, problems);
    }

    private static ItemContext context(Optional<Tokenizer> tokenizer) {
        return new ItemContext() {
            @Override
            public Optional<Tokenizer> tokenizer() {
                return tokenizer;
            }

            @Override
            public PythonRandom pythonRandom(long seed) {
                return new CPythonRandom(seed);
            }
        };
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
