package org.comptrust.core.grades;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.comptrust.api.trust.Grade;
import org.comptrust.api.trust.Grades;
import org.junit.jupiter.api.Test;

class GradeTableTest {
    private static final List<GradedItem> ITEMS = List.of(
            item("zero", Map.of("group", "x"), Grade.read(1, "right")),
            item("zero", Map.of("group", "y"), Grade.read(0, "wrong")),
            item("few", Map.of("group", "x"), Grade.unreadable(0)),
            item("few", Map.of(), new Grade(OptionalDouble.empty(), "", 25, 7, 3, Map.of("nats", 2.5), "")));

    @Test
    void sumsValuesCountsAndMeasures() {
        GradeTable table = GradeTable.of(ITEMS);

        assertEquals(4, table.weight());
        assertEquals(1, table.sum("value"));
        assertEquals(28, table.sum("answers"));
        assertEquals(7, table.sum("refused"));
        assertEquals(4, table.sum("unreadable"));
        assertEquals(2.5, table.sum("nats"));
    }

    @Test
    void aMeasureThatNoItemHasSumsToZero() {
        assertEquals(0, GradeTable.of(ITEMS).sum("unheard"));
        assertEquals(OptionalDouble.of(0), GradeTable.of(ITEMS).mean("unheard"));
    }

    @Test
    void whereKeepsTheRowsWithOneOfTheValues() {
        GradeTable table = GradeTable.of(ITEMS);

        assertEquals(2, table.where("scenario", "zero").weight());
        assertEquals(3, table.where("group", "x", "y").weight());
        assertEquals(1, table.where("scenario", "few").where("group", "x").weight());
        assertEquals(0, table.where("unheard", "x").weight());
        assertEquals(0, table.where("group", "z").weight());
        assertEquals(0, table.where("group").weight());
    }

    @Test
    void whatWasReadIsATag() {
        assertEquals(
                List.of("", "right", "unreadable", "wrong"),
                GradeTable.of(ITEMS).values("label"));
        assertEquals(1, GradeTable.of(ITEMS).where("label", "wrong").weight());
    }

    @Test
    void valuesAreSortedAndTheSameInEveryResample() {
        GradeTable none = GradeTable.of(ITEMS).withWeights(new double[] {0, 0, 0, 0});

        assertEquals(List.of("x", "y"), none.values("group"));
        assertEquals(List.of("few", "zero"), none.values("scenario"));
        assertEquals(List.of("x"), none.where("scenario", "few").values("group"));
        assertEquals(List.of(), none.values("unheard"));
    }

    @Test
    void weightsCountInEverySum() {
        GradeTable table = GradeTable.of(ITEMS).withWeights(new double[] {3, 1, 0, 2});

        assertEquals(6, table.weight());
        assertEquals(3, table.sum("value"));
        assertEquals(5, table.sum("nats"));
        assertEquals(OptionalDouble.of(0.75), table.where("scenario", "zero").mean("value"));
    }

    @Test
    void aResampleLeavesTheTableItCameFromAlone() {
        GradeTable table = GradeTable.of(ITEMS);
        double[] weights = {2, 2, 2, 2};
        GradeTable doubled = table.where("scenario", "zero").withWeights(weights);
        weights[0] = 99;

        assertEquals(4, doubled.weight());
        assertEquals(4, table.weight());
    }

    @Test
    void nothingHasNoMean() {
        assertEquals(OptionalDouble.empty(), GradeTable.of(List.of()).mean("value"));
        assertEquals(
                OptionalDouble.empty(),
                GradeTable.of(ITEMS).withWeights(new double[4]).mean("value"));
    }

    @Test
    void macroIsThePlainMeanOverATagsValues() {
        OptionalDouble macro = GradeTable.of(ITEMS).macro("scenario", part -> part.mean("value"));

        assertEquals(OptionalDouble.of(0.25), macro);
    }

    @Test
    void visitsTheRowsThatCount() {
        List<String> seen = new ArrayList<>();
        GradeTable.of(ITEMS)
                .withWeights(new double[] {2, 0, 1, 0})
                .forEach((weight, tags, grade) -> seen.add(weight + " " + tags + " " + grade.label()));

        assertEquals(
                List.of(
                        "2.0 {group=x, label=right, scenario=zero} right",
                        "1.0 {group=x, label=unreadable, scenario=few} unreadable"),
                seen);
    }

    @Test
    void refusesWeightsThatAreNone() {
        GradeTable table = GradeTable.of(ITEMS);

        assertThrows(IllegalArgumentException.class, () -> table.withWeights(new double[3]));
        assertThrows(IllegalArgumentException.class, () -> table.withWeights(new double[] {1, 1, 1, -1}));
        assertThrows(IllegalArgumentException.class, () -> table.withWeights(new double[] {1, 1, 1, Double.NaN}));
    }

    @Test
    void refusesNamesThatAreTheTablesOwn() {
        Grade grade = new Grade(OptionalDouble.empty(), "", 1, 0, 0, Map.of("value", 1.0), "");

        assertThrows(
                IllegalArgumentException.class,
                () -> new GradedItem("s", "i", Map.of("scenario", "x"), Grade.unreadable(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> GradeTable.of(List.of(new GradedItem("s", "i", Map.of(), grade))));
    }

    @Test
    void agreesWithAPlainLoopOverRandomTables() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<GradedItem> items = new ArrayList<>();
            double[] weights = new double[random.nextInt(60)];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.nextInt(4);
                Map<String, String> tags = random.nextInt(5) == 0 ? Map.of() : Map.of("group", "g" + random.nextInt(3));
                items.add(new GradedItem("s", "i" + i, tags, Grade.read(random.nextInt(2), "l")));
            }
            double expected = 0;
            for (int i = 0; i < weights.length; i++) {
                String group = items.get(i).tags().getOrDefault("group", "");
                if (group.equals("g0") || group.equals("g2")) {
                    expected += weights[i] * items.get(i).grade().value().orElseThrow();
                }
            }

            Grades table = GradeTable.of(items).withWeights(weights);

            assertEquals(expected, table.where("group", "g0", "g2").sum("value"), "seed " + seed);
        }
    }

    @Test
    void scoresThousandsOfResamplesInSeconds() {
        List<GradedItem> items = new ArrayList<>();
        for (int i = 0; i < 3456; i++) {
            items.add(new GradedItem("s", "i" + i, Map.of("cell", "c" + i / 3), Grade.read(i % 2, "l")));
        }
        GradeTable table = GradeTable.of(items);
        Random random = new Random(0);
        long start = System.nanoTime();
        double total = 0;
        for (int resample = 0; resample < 2000; resample++) {
            double[] weights = new double[items.size()];
            for (int i = 0; i < weights.length; i++) {
                weights[random.nextInt(weights.length)]++;
            }
            total += table.withWeights(weights)
                    .macro("cell", cell -> cell.mean("value"))
                    .orElse(0);
        }

        assertTrue(total / 2000 > 0.45 && total / 2000 < 0.55, "mean " + total / 2000);
        double seconds = (System.nanoTime() - start) * 1e-9;
        assertTrue(seconds < 60, "2000 resamples of 1152 cells took " + seconds + " s");
    }

    private static GradedItem item(String scenario, Map<String, String> tags, Grade grade) {
        return new GradedItem(scenario, "item", tags, grade);
    }
}
