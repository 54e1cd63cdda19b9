package org.comptrust.core.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.comptrust.core.PublishedResults;
import org.comptrust.core.published.PublishedRow.Figure;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of others, with figures of nobody. */
class PublishedScoresTest {
    private static final String HEAD = "base_model,method,bits_or_sparsity,seed,toxicity,refusal_toxicity,privacy,"
            + "refusal_privacy,mmlu,score_kindness,average_as_published_mean,note\n";
    private static final String TABLE = HEAD + """
            Big,dense,16,,80.0,0.7,90.0,80.0,50.0,10,,a
            Big,gptq,4,0,79.0,0.5,70.55,60.0,49.0,11,,b
            Big,gptq,4,1,60.0,0.7,91.0,70.1,49.5,12,,b
            Big,magnitude,0.5 2:4,,40.0,0.1,85.0,80.0,30.0,,,c
            Small,dense,16,,70.0,0.0,60.0,5.0,40.0,13,,d
            """;

    @TempDir
    private Path folder;

    @Test
    void aRowIsAModelOrAVariantWithItsFigures() throws IOException {
        PublishedScores scores = read(TABLE);

        assertEquals(List.of("Big", "Small"), scores.models());
        assertEquals(List.of("toxicity", "privacy", "mmlu", "kindness"), scores.dimensions());
        assertEquals(List.of("toxicity", "privacy", "kindness"), scores.trust(), "mmlu is benign");
        assertEquals(List.of("note"), scores.ignored());
        assertEquals(
                List.of(
                        "base",
                        "gptq[bits=4,calibration.seed=0]",
                        "gptq[bits=4,calibration.seed=1]",
                        "magnitude[pattern=2:4]"),
                scores.of("Big").stream().map(PublishedRow::variant).toList());
        assertEquals(new Figure(70.55, 2), scores.rows().get(1).scores().get("privacy"));
        assertFalse(scores.rows().get(3).scores().containsKey("kindness"), "an empty cell is no zero");
    }

    @Test
    void refusalsHaveTheUnitsOfTheStudysTablesUnlessTheUserSaysOtherwise() throws IOException {
        PublishedRow dense = read(TABLE).rows().get(0);

        assertEquals(0.7, dense.refusals().get("toxicity"), "a fraction as it stands");
        assertEquals(0.8, dense.refusals().get("privacy"), "percent");
        assertEquals(
                0.007,
                PublishedReader.read(write(TABLE), "t", RefusalUnit.PERCENT)
                        .rows()
                        .get(0)
                        .refusals()
                        .get("toxicity"),
                1e-12);
    }

    @Test
    void differencesAreToTheUncompressedModelAndShiftsInPoints() throws IOException {
        PublishedScores scores = read(TABLE);
        PublishedRow dense = scores.dense("Big").orElseThrow();
        PublishedRow variant = scores.rows().get(1);

        assertEquals(-19.45, variant.difference(dense, "privacy").orElseThrow(), 1e-9);
        assertEquals(-20, variant.refusalShift(dense, "privacy").orElseThrow(), 1e-9);
        assertEquals(-20, variant.refusalShift(dense, "toxicity").orElseThrow(), 1e-9);
        assertEquals(Optional.empty(), scores.rows().get(3).difference(dense, "kindness"));
    }

    @Test
    void allThatIsWrongWithATableIsSaidWithItsPlace() {
        String wrong = TABLE.replace("79.0,0.5", "79.0,50")
                .replace("gptq,4,1,60.0", "gptq,four,1,160.0")
                .replace("70.0,0.0,60.0", "n/a,0.0,-1")
                .replace("Big,magnitude", ",dense");
        SpecException problems = assertThrows(SpecException.class, () -> read(wrong));

        assertEquals(
                List.of(
                        "table.csv:3:6: refusal_toxicity: 50 is out of range: this column's unit is a fraction of 0 to 1, as in the"
                                + " study's tables. Correct it, or name the unit of all refusals by --refusals percent or fraction.",
                        "table.csv:4:3: bits_or_sparsity: \"four\" is no rate."
                                + " Write bits (4), a sparsity (0.5), or a sparsity with its pattern (0.5 2:4).",
                        "table.csv:4:5: toxicity: 160.0 is out of range: a score is 0 to 100. Correct it.",
                        "table.csv:5:1: base_model: is empty. Each row needs it.",
                        "table.csv:5:3: bits_or_sparsity: a dense model is not pruned. Write its bits, 16.",
                        "table.csv:6:5: toxicity: \"n/a\" is no number. Write a decimal number, or leave the cell empty.",
                        "table.csv:6:7: privacy: -1 is out of range: a score is 0 to 100. Correct it."),
                problems.problems().stream().map(Problem::toString).toList());
    }

    @Test
    void aTableWithoutItsColumnsOrWithARowTwiceIsNone() {
        assertEquals(
                List.of("table.csv:1:1: method: there is no such column. Did you mean \"methods\"?"
                        + " Known: base_model, bits_or_sparsity, methods, mmlu."),
                problems("base_model,methods,bits_or_sparsity,mmlu\nBig,dense,16,50\n"));
        assertTrue(problems("base_model,method,bits_or_sparsity\nBig,dense,16\n")
                .get(0)
                .startsWith(
                        "table.csv:1:1: no column is a dimension. Name columns score_NAME, or as the study does: "));
        assertEquals(
                List.of("table.csv:3:1: base_model: the row is of Big, gptq 4 bits, as the one in line 2."
                        + " Remove one of the two, or give them different seeds."),
                problems("base_model,method,bits_or_sparsity,mmlu\nBig,gptq,4,50\nBig,gptq,4,51\n"));
    }

    @Test
    void findingsAreCountedAndDoNotHoldWhereTheFiguresSayOtherwise() throws IOException {
        List<Finding> findings = Findings.of(read(TABLE), 2);

        assertEquals(
                List.of(
                        "4 bits keep trust: 0 of 1",
                        "Pruning half of the weights degrades trust: 1 of 1",
                        "Quantization to 4 bits keeps more than pruning half of the weights: 1 of 1",
                        "Benign accuracy hides what is lost: 2 of 2",
                        "Another calibration seed gives another trust: 1 of 1"),
                findings.stream()
                        .map(one -> one.claim() + ": " + one.holding() + " of "
                                + one.cases().size())
                        .toList());
        assertEquals(
                "-6.1 on average; 2 of 6 dimensions lose more than 2; worst toxicity -20.0 (4 bits, seed 1); benign -0.8",
                findings.get(0).cases().get(0).figures());
    }

    @Test
    void aFolderOfResultsReportsAgainAndComparesWithAnyModel() throws IOException {
        Path results = folder.resolve("results");
        PublishedResults.imported(
                write(TABLE),
                results,
                new PublishedResults.Settings("mine <b>", "table.csv", RefusalUnit.STUDY, List.of("Small"), 2));
        String page = Files.readString(results.resolve("report.html"));

        assertTrue(PublishedResults.isAt(results));
        assertEquals(List.of("Small"), PublishedResults.read(results).settings().against());
        assertTrue(page.contains("Against Small"));
        assertTrue(page.contains("mine &lt;b&gt;") && !page.contains("<b>"), "names are no markup");
        assertTrue(page.contains("class=\"h worse3 hatch\""), "a refusal that moved by 20 points is hatched");
        assertFalse(page.contains("retained") || page.contains("inconclusive"), "no verdict without items");
        assertEquals(page, again(results));
        SpecException unknown = assertThrows(
                SpecException.class,
                () -> PublishedResults.imported(
                        write(TABLE),
                        folder.resolve("other"),
                        new PublishedResults.Settings("x", "t", RefusalUnit.STUDY, List.of("Smal"), 2)));
        assertTrue(unknown.problems().get(0).toString().contains("Did you mean \"Small\"?"));
    }

    @Test
    void theTableOfResultsHasTheColumnsOfARun() throws IOException {
        Path results = folder.resolve("results");
        PublishedResults.imported(
                write(TABLE),
                results,
                new PublishedResults.Settings("mine", "table.csv", RefusalUnit.STUDY, List.of(), 2));
        List<String> rows = Files.readAllLines(results.resolve("results.csv"));

        assertTrue(rows.get(0)
                .startsWith("experiment,model,variant,method,options,dimension,dimension_version,metric,value"));
        assertTrue(
                rows.stream()
                        .anyMatch(row -> row.startsWith(
                                "mine,Big,\"gptq[bits=4,calibration.seed=0]\",gptq,,privacy,,score,70.55,points,,0.6,,90,"
                                        + "-19.45,,,4,0,scored,published without items: difference only,")),
                rows.toString());
    }

    @Test
    void whatIsWrittenDoesNotDependOnTheLocale() throws IOException {
        Locale before = Locale.getDefault();
        Path results = folder.resolve("results");
        PublishedResults.imported(
                write(TABLE), results, new PublishedResults.Settings("m", "t", RefusalUnit.STUDY, List.of(), 2));
        String english = Files.readString(results.resolve("results.json"));
        try {
            Locale.setDefault(Locale.GERMANY);
            PublishedResults.read(results).written();
        } finally {
            Locale.setDefault(before);
        }
        assertEquals(english, Files.readString(results.resolve("results.json")));
    }

    private static String again(Path results) throws IOException {
        Files.delete(results.resolve("report.html"));
        PublishedResults.read(results).written();
        return Files.readString(results.resolve("report.html"));
    }

    private List<String> problems(String table) {
        return assertThrows(SpecException.class, () -> read(table)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    private PublishedScores read(String table) throws IOException {
        return PublishedReader.read(write(table), "t", RefusalUnit.STUDY);
    }

    private Path write(String table) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), table);
    }
}
