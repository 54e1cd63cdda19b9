package org.comptrust.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.core.PublishedResults;
import org.comptrust.core.published.AverageCheck;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;
import org.comptrust.core.published.RefusalUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study's published table as a folder of results: its averages, and each cell of the heat maps. */
@Tag("oracle")
class PublishedStudyOracleTest {
    private static final Pattern ROW =
            Pattern.compile("<tr class=\"(?:first|same)\"><th scope=\"row\">(.*?)</th>(.*?)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<td class=\"([^\"]*)\">(.*?)</td>", Pattern.DOTALL);
    private static final Pattern DIV =
            Pattern.compile("<div class=\"difference\">([^<]*)</div><div class=\"value\">([^<]*)</div>");

    @TempDir
    Path folder;

    private PublishedResults results;

    @BeforeEach
    void importTable() {
        results = PublishedResults.imported(
                OracleFolder.path().resolve("data/paper/published-scores.csv"),
                folder.resolve("published"),
                new PublishedResults.Settings(
                        "published", "published-scores.csv", RefusalUnit.STUDY, List.of("LLaMA2 7b Chat"), 2));
    }

    @Test
    void bothPublishedAveragesFollowFromTheirDefinitions() {
        List<AverageCheck> compared = AverageCheck.of(results.scores()).stream()
                .filter(AverageCheck::canBeCompared)
                .toList();
        long agree = compared.stream().filter(AverageCheck::agrees).count();

        System.out.println("published averages: " + agree + " of " + compared.size() + " agree to rounding");
        assertEquals(50, of(compared, "num_sheet"));
        assertEquals(41, of(compared, "leaderboard"));
        assertEquals(compared.size(), agree);
    }

    @Test
    void theHeatMapsShowEachDifferenceScoreAndMovedRefusal() throws IOException {
        String page = Files.readString(results.report());
        PublishedScores scores = results.scores();
        int cells = 0;
        int hatched = 0;
        for (String model : scores.models()) {
            if (scores.variants(model).isEmpty()) {
                continue;
            }
            PublishedRow dense = scores.dense(model).orElseThrow();
            String section = page.substring(page.indexOf("<h2>" + model + "</h2>"));
            section = section.substring(0, section.indexOf("</table>"));
            Matcher rows = ROW.matcher(section);
            int found = 0;
            while (rows.find()) {
                String words = rows.group(1);
                PublishedRow row = scores.variants(model).stream()
                        .filter(one -> one.words().equals(words))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(words));
                Matcher cell = CELL.matcher(rows.group(2));
                for (String dimension : scores.dimensions()) {
                    assertTrue(cell.find(), words + " " + dimension);
                    Matcher figures = DIV.matcher(cell.group(2));
                    assertTrue(figures.find(), cell.group(2));
                    double score = row.scores().get(dimension).value();
                    double base = dense.scores().get(dimension).value();
                    assertEquals(score - base, Double.parseDouble(figures.group(1)), 0.0501, words + " " + dimension);
                    assertEquals(score, Double.parseDouble(figures.group(2)), 0.0501, words + " " + dimension);
                    boolean moved = shift(row, dense, dimension)
                            .filter(points -> Math.abs(points) > 10.0001)
                            .isPresent();
                    assertEquals(moved, cell.group(1).contains("hatch"), words + " " + dimension + " " + cell.group(1));
                    cells++;
                    hatched += moved ? 1 : 0;
                }
                found++;
            }
            assertEquals(scores.variants(model).size(), found, model);
        }
        System.out.println("published heat map: " + cells + " of " + 43 * 9 + " cells, " + hatched + " hatched");
        assertEquals(43 * 9, cells);
        assertTrue(hatched > 50, hatched + " hatched");
    }

    @Test
    void aCompressedLargerModelStandsBesideASmallerOne() throws IOException {
        String page = Files.readString(results.report());
        String section = page.substring(page.indexOf("<h2>Against LLaMA2 7b Chat</h2>"));

        assertTrue(section.contains("num_sheet: 70.17."), "the dense 7b's own average");
        assertTrue(section.contains("of 23 of LLaMA2 13b Chat"), "all variants of the larger one are counted");
    }

    /** From the figures of the file, whose two columns of fractions are not percent. */
    private static Optional<Double> shift(PublishedRow row, PublishedRow dense, String dimension) {
        return row.refusals().containsKey(dimension)
                ? Optional.of(100 * row.refusals().get(dimension)
                        - 100 * dense.refusals().get(dimension))
                : Optional.empty();
    }

    private static long of(List<AverageCheck> checks, String name) {
        return checks.stream()
                .filter(check -> check.definition().name().equals(name))
                .count();
    }
}
