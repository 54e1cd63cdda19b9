package org.comptrust.trust.benign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.Generations;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.Metric;
import org.comptrust.core.data.FolderDataSource;
import org.comptrust.core.grades.GradeTable;
import org.comptrust.core.grades.GradedItem;
import org.comptrust.testkit.TrustBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as the scripts write them; the right letters of the questions are A, B and C. */
class MmluGenerationsTest {
    private static final String STUDY = """
            0,1,2,3,4,5,org/model_correct,org/model_refusal
            "knot 0, ""which""?",first,second,"third, too",4,A,True,False
            "knot 1, ""which""?",first,second,"third, too",4,B,False,True
            "knot 2, ""which""?",first,second,"third, too",4,C,False,False
            """;
    private static final String ORIGINAL = """
            0,1,2,3,4,5,model_correct,model_choiceA_probs,model_choiceB_probs,model_choiceC_probs,model_choiceD_probs
            knot 0,a,b,c,d,A,False,0.1,0.2,0.3,0.4
            knot 1,a,b,c,d,B,True,1e-05,0.9,0.05,0.04
            knot 2,a,b,c,d,C,False,0.4,0.3,0.2,0.1
            """;
    private static final String PATH = "org/model/results_sailing_knots.csv";

    @TempDir
    Path folder;

    @Test
    void theStudysTableGivesItsAccuracyAndRefusals() {
        Map<String, Double> metrics = score(read(PATH, STUDY).get(0));

        assertEquals(1.0 / 3, metrics.get("accuracy/sailing_knots"), 1e-12);
        assertEquals(1.0 / 3, metrics.get("refusal/sailing_knots"), 1e-12);
    }

    @Test
    void theOriginalsTableGivesTheLikeliestLetters() {
        assertEquals(
                List.of("D", "B", "A"),
                read("results_model/sailing_knots.csv", ORIGINAL).get(0).answers().stream()
                        .map(answer -> answer.texts().get(0))
                        .toList());
    }

    @Test
    void answersStandInTheOrderOfTheQuestions() {
        Generations run = read(PATH, STUDY).get(0);

        assertEquals("sailing_knots", run.scenario());
        assertTrue(run.answers().stream().allMatch(answer -> answer.about().isEmpty()));
        assertTrue(run.answers().get(2).where().endsWith("results_sailing_knots.csv:4"), run.toString());
    }

    @Test
    void otherTablesAreNoAnswers() {
        assertEquals(List.of(), read("results_coffee.csv", STUDY));
        assertEquals(List.of(), read("summary.csv", STUDY));
        assertEquals(List.of(), read("tea.csv", "question,answer\nwhich?,A\n"));
        assertEquals(List.of(), read("tea.csv", "model_correct\n"));
    }

    @Test
    void aTableOfOtherQuestionsIsRefused() {
        refused(
                STUDY.replace(",B,False", ",D,False"),
                "results_sailing_knots.csv:3: the right answer is D, in the data B");
        refused(
                STUDY.replace(",B,False", ",E,False"),
                "results_sailing_knots.csv:3: the right answer must be A, B, C or D, is \"E\"");
    }

    @Test
    void whatIsNoResultIsNamedWithItsLine() {
        refused(
                STUDY.replace("True,False", "yes,False"),
                "results_sailing_knots.csv:2: org/model_correct must be True or False, is \"yes\"");
        refused(
                ORIGINAL.replace("1e-05", "nan"),
                "results_sailing_knots.csv:3: model_choiceA_probs must be a number, is \"nan\"");
        refused(
                "0,1,2,3,4,5,one_correct,two_correct\na,b,c,d,e,A,True,True\n",
                "results_sailing_knots.csv:2: holds the results of 2 models; keep one");
    }

    @Test
    void likelihoodsCannotBeReadFromLetters() {
        MmluPlan plan = (MmluPlan) MmluBench.complete(folder)
                .with(PATH, STUDY)
                .plan(new MmluOptions(MmluReading.LIKELIHOOD, 5, List.of()));

        DataException problem = assertThrows(DataException.class, () -> read(plan, PATH));

        assertTrue(problem.getMessage().contains("Read them by reading: first-letter"), problem.getMessage());
    }

    private void refused(String table, String expected) {
        DataException problem = assertThrows(DataException.class, () -> read(PATH, table));

        assertTrue(problem.getMessage().contains(expected), problem.getMessage());
    }

    private List<Generations> read(String path, String table) {
        return read((MmluPlan) MmluBench.complete(folder).with(path, table).plan(MmluBench.OPTIONS), path);
    }

    private List<Generations> read(MmluPlan plan, String path) {
        return plan.read(path, new FolderDataSource(folder).file(path).orElseThrow());
    }

    private Map<String, Double> score(Generations run) {
        MmluPlan plan = (MmluPlan) MmluBench.complete(folder).plan(MmluBench.OPTIONS);
        List<Item> items = TrustBench.items(plan, run.scenario());
        assertEquals(items.size(), run.answers().size());
        List<GradedItem> graded = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            graded.add(new GradedItem(
                    run.scenario(),
                    items.get(i).id(),
                    items.get(i).tags(),
                    TrustBench.grade(
                            TrustBench.scenario(plan, run.scenario()),
                            items.get(i),
                            run.answers().get(i).texts().get(0))));
        }
        return plan.score(GradeTable.of(graded)).metrics().stream()
                .collect(Collectors.toMap(Metric::name, Metric::value));
    }
}
