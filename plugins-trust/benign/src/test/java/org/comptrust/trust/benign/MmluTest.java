package org.comptrust.trust.benign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Capability;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DimensionScore;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Metric;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MmluTest {
    @TempDir
    Path folder;

    @Test
    void eachSubjectIsAScenario() {
        assertEquals(
                List.of("sailing_knots", "tea"),
                plan().scenarios().stream().map(Scenario::id).toList());
    }

    @Test
    void aQuestionStandsBehindFiveSolvedOnes() {
        Item item = TrustBench.items(plan(), "sailing_knots").get(1);
        Prompt.Text prompt = (Prompt.Text) item.first().prompt();

        assertEquals(7, prompt.parts().size());
        assertEquals(
                "The following are multiple choice questions (with answers) about  sailing knots.\n\n",
                prompt.parts().get(0).text());
        assertEquals(
                "dev knot 1, \"which\"?\nA. first\nB. second\nC. third, too\nD. 4\nAnswer: B\n\n",
                prompt.parts().get(2).text());
        assertEquals(
                "knot 1, \"which\"?\nA. first\nB. second\nC. third, too\nD. 4\nAnswer:",
                prompt.parts().get(6).text());
        assertEquals(Ask.Generate.greedy(16), item.first().ask());
    }

    @Test
    void demonstrationsThatDoNotFitGoFromTheEnd() {
        Prompt.Text prompt =
                (Prompt.Text) TrustBench.items(plan(), "tea").get(0).first().prompt();

        assertEquals(2048, prompt.overflow().maxTokens());
        assertEquals(false, prompt.overflow().oldestFirst());
        assertEquals(
                List.of(-1, 0, 1, 2, 3, 4, -1),
                prompt.parts().stream().map(Message::shot).toList());
    }

    @Test
    void withoutDemonstrationsOnlyTheSubjectStandsBefore() {
        TrustPlan plan = MmluBench.complete(folder).plan(new MmluOptions(MmluReading.FIRST_LETTER, 0, List.of()));

        assertEquals(
                2,
                ((Prompt.Text) TrustBench.items(plan, "tea").get(0).first().prompt())
                        .parts()
                        .size());
    }

    @Test
    void subjectsCanBeChosen() {
        TrustBench<MmluOptions> bench = MmluBench.complete(folder);
        TrustPlan plan = bench.plan(new MmluOptions(MmluReading.FIRST_LETTER, 5, List.of("tea", "coffee")));

        assertEquals(List.of("tea"), plan.scenarios().stream().map(Scenario::id).toList());
        assertEquals(List.of("subjects: no subject \"coffee\". There are: sailing_knots, tea."), bench.problems());
    }

    @Test
    void aSubjectWithoutDemonstrationsOrQuestionsIsUnavailable() {
        TrustPlan plan = MmluBench.complete(folder)
                .without("dev/tea_dev.csv")
                .without("test/sailing_knots_test.csv")
                .plan(MmluBench.OPTIONS);

        assertTrue(
                TrustBench.scenario(plan, "tea").unavailable().orElseThrow().startsWith("dev/tea_dev.csv is missing"));
        assertTrue(TrustBench.scenario(plan, "sailing_knots")
                .unavailable()
                .orElseThrow()
                .startsWith("test/sailing_knots_test.csv is missing"));
    }

    @Test
    void aFolderWithoutSubjectsIsAProblem() {
        TrustBench<MmluOptions> bench = new TrustBench<>(new MmluDimension(), folder);

        assertEquals(List.of(), bench.plan(MmluBench.OPTIONS).scenarios());
        assertTrue(
                bench.problems().get(0).startsWith(": there is no test/<subject>_test.csv in "),
                bench.problems().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "what?,a,b,c,d| a row must have 6 columns (question, A, B, C, D, answer), has 5",
                "what?,a,b,c,d,E| the answer must be A, B, C or D, is \"E\"",
                "what?,a,b,c,d,| the answer must be A, B, C or D, is \"\""
            })
    void badRowsAreLeftOutAndNamedWithFileAndLine(String row, String what) {
        TrustBench<MmluOptions> bench =
                MmluBench.complete(folder).with("test/tea_test.csv", MmluBench.rows("tea", 2) + row + "\n");

        assertEquals(2, TrustBench.items(bench.plan(MmluBench.OPTIONS), "tea").size());
        assertEquals(List.of("test/tea_test.csv:3: " + what), bench.leftOut());
    }

    @Test
    void aBadDemonstrationIsNotPassedOver() {
        TrustPlan plan = MmluBench.complete(folder)
                .with("dev/tea_dev.csv", MmluBench.rows("dev tea", 2) + "what?,a,b,c,d\n" + MmluBench.rows("dev", 4))
                .plan(MmluBench.OPTIONS);

        DataException e = assertThrows(DataException.class, () -> TrustBench.items(plan, "tea"));

        assertTrue(e.getMessage().contains("tea_dev.csv:3: a row must have 6 columns"), e.getMessage());
    }

    @Test
    void bytesThatAreNotUtf8AreNamedWithTheirLine() throws IOException {
        TrustBench<MmluOptions> bench = MmluBench.complete(folder);
        String rows = "one?,a,b,c,d,A\ncaf\u00e9?,a,b,c,d,A\ntwo?,a,b,c,d,A\n";
        Files.write(folder.resolve("test/tea_test.csv"), rows.getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(2, TrustBench.items(bench.plan(MmluBench.OPTIONS), "tea").size());
        assertEquals(1, bench.leftOut().size());
        assertTrue(TrustBench.items(bench.plan(MmluBench.OPTIONS), "tea")
                .get(1)
                .toString()
                .contains("two?"));
        assertTrue(bench.leftOut().get(0).startsWith("test/tea_test.csv:2: byte 4"));
    }

    @Test
    void tooFewDemonstrationsAndEmptyFilesAreNamed() {
        TrustPlan plan = MmluBench.complete(folder)
                .with("dev/tea_dev.csv", MmluBench.rows("dev tea", 4))
                .with("test/sailing_knots_test.csv", "")
                .plan(MmluBench.OPTIONS);

        DataException few = assertThrows(DataException.class, () -> TrustBench.items(plan, "tea"));
        DataException empty = assertThrows(DataException.class, () -> TrustBench.items(plan, "sailing_knots"));

        assertTrue(few.getMessage().startsWith("dev/tea_dev.csv: has 4 rows, 5 demonstrations"), few.getMessage());
        assertTrue(empty.getMessage().startsWith("test/sailing_knots_test.csv: is empty"), empty.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'A'| A| A",
                "' A'| A| unreadable",
                "'  A'| unreadable| unreadable",
                "'b because'| B| B",
                "'D</s>'| D| D",
                "'\n'| unreadable| unreadable",
                "''| unreadable| unreadable",
                "'</s>'| unreadable| unreadable",
                "'(C)'| unreadable| unreadable",
                "'The answer is C'| unreadable| unreadable"
            })
    void theFirstCharacterIsTheAnswer(String answer, String afterABlank, String asItIs) {
        assertEquals(afterABlank, grade(MmluReading.FIRST_LETTER, answer).label());
        assertEquals(asItIs, grade(MmluReading.FIRST_CHARACTER, answer).label());
    }

    @Test
    void whatIsNoLetterIsWrongAndUnreadable() {
        Grade grade = grade(MmluReading.FIRST_LETTER, "None of them");

        assertEquals(OptionalDouble.of(0), grade.value());
        assertEquals(1, grade.unreadable());
        assertEquals("None of them", grade.evidence());
    }

    @Test
    void theLikeliestLetterIsTheAnswer() {
        TrustPlan plan = MmluBench.complete(folder).plan(new MmluOptions(MmluReading.LIKELIHOOD, 5, List.of()));
        Item item = TrustBench.items(plan, "tea").get(1);

        assertEquals(
                new Ask.Choose(List.of(" A", " B", " C", " D")), item.first().ask());
        assertEquals(Set.of(Capability.LOG_LIKELIHOOD), plan.needs().capabilities());
        assertEquals(List.of(), plan.card());
        assertEquals(Optional.of("B"), MmluReading.LIKELIHOOD.read(likelihoods(-3, -1, -2, -1)));
        assertEquals(Optional.of("D"), MmluReading.LIKELIHOOD.read(likelihoods(-3, -2, -2, -1)));
        assertEquals(Optional.empty(), MmluReading.LIKELIHOOD.read(likelihoods(-3, Double.NaN, -2, -1)));
        assertEquals(Optional.empty(), MmluReading.LIKELIHOOD.read(likelihoods(-3)));
    }

    @Test
    void everyQuestionCountsTheSame() {
        TrustPlan plan = plan();
        List<GradedItem> graded = new ArrayList<>();
        for (Scenario scenario : plan.scenarios()) {
            for (Item item : TrustBench.items(plan, scenario.id())) {
                graded.add(new GradedItem(
                        scenario.id(),
                        item.id(),
                        item.tags(),
                        TrustBench.grade(scenario, item, scenario.id().equals("tea") ? "?" : " A")));
            }
        }

        DimensionScore score = plan.score(GradeTable.of(graded));

        Map<String, Double> metrics = score.metrics().stream().collect(Collectors.toMap(Metric::name, Metric::value));
        assertEquals(20, score.headline().orElseThrow().value(), 1e-12); // one of five
        assertEquals(score.headline(), score.compared());
        assertEquals(1.0 / 3, metrics.get("accuracy/sailing_knots"), 1e-12);
        assertEquals(1.0 / 6, metrics.get("accuracy-mean-of-subjects"), 1e-12);
        assertEquals(0.4, metrics.get("refusal"), 1e-12);
        assertEquals(1, metrics.get("refusal/tea"));
        assertEquals(
                List.of(
                        "5 questions of 2 subjects; published scores are of 14042 of 57. Each question counts the same.",
                        "Guessing scores 25."),
                score.remarks());
        assertEquals(
                "0 demonstrations; published scores take 5.",
                MmluBench.complete(folder)
                        .plan(new MmluOptions(MmluReading.FIRST_LETTER, 0, List.of()))
                        .score(GradeTable.of(graded))
                        .remarks()
                        .get(1));
    }

    @Test
    void nothingGradedIsNoScore() {
        DimensionScore score = plan().score(GradeTable.of(List.of()));

        assertEquals(Optional.empty(), score.headline());
        assertEquals(List.of("No question was graded, so there is no score."), score.remarks());
    }

    private TrustPlan plan() {
        return MmluBench.complete(folder).plan(MmluBench.OPTIONS);
    }

    private Grade grade(MmluReading reading, String answer) {
        TrustPlan plan = MmluBench.complete(folder).plan(new MmluOptions(reading, 5, List.of()));
        return TrustBench.grade(
                TrustBench.scenario(plan, "tea"), TrustBench.items(plan, "tea").get(0), answer);
    }

    private static Response likelihoods(double... nats) {
        return new Response(
                DoubleStream.of(nats)
                        .mapToObj(one -> new Completion("", Finish.SCORED, OptionalDouble.of(one), 1))
                        .toList(),
                1,
                0);
    }
}
