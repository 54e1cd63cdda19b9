package org.comptrust.core.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.comptrust.api.trust.Grades;
import org.comptrust.core.journal.GradedAnswer;
import org.comptrust.core.result.Interval;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final int RESAMPLES = 2000;

    @Test
    void eachStratumKeepsItsWeightInEveryResample() {
        List<GradedAnswer> items = items(new Random(1), 40);
        Strata strata = Strata.of(items);

        new Bootstrap(strata, 3, 500).of(weights -> {
            for (int[] rows : strata.groups()) {
                double total =
                        Arrays.stream(rows).mapToDouble(row -> weights[row]).sum();
                assertEquals(rows.length, total, 1e-9);
            }
            return 0;
        });
    }

    @Test
    void theFastTableGivesWhatListsOfDrawnItemsGive() {
        Random random = new Random(2);
        for (int round = 0; round < 5; round++) {
            List<GradedAnswer> items = new Sample(items(random, 7 + 11 * round)).items();
            Sample sample = new Sample(items);
            long seed = random.nextLong();

            double[] fast = new Bootstrap(sample.strata(), seed, 200)
                    .of(weights -> Answered.accuracy(sample.resampled(weights)));

            assertArrayEquals(slow(items, sample.strata(), seed, 200), fast, 1e-9, "round " + round);
        }
    }

    @Test
    void itemsThatNoScoreCanTellApartAreSummedAsOne() {
        Sample sample = new Sample(items(new Random(4), 200));
        List<Integer> rows = new ArrayList<>();

        new Bootstrap(sample.strata(), 6, 50).of(weights -> {
            Grades each = sample.table().withWeights(weights);
            Grades alike = sample.resampled(weights);
            for (String scenario : each.values("scenario")) {
                for (String label : each.values("label")) {
                    assertEquals(
                            each.where("scenario", scenario)
                                    .where("label", label)
                                    .weight(),
                            alike.where("scenario", scenario)
                                    .where("label", label)
                                    .weight(),
                            1e-9);
                }
            }
            int[] seen = {0};
            alike.forEach((weight, tags, grade) -> seen[0]++);
            rows.add(seen[0]);
            return 0;
        });

        assertEquals(6, Collections.max(rows), "three scenarios, right and wrong");
    }

    @Test
    void theSpreadOfAMeanIsThatOfTheTextbook() {
        double[] values = new Random(3).doubles(30).toArray();
        List<GradedAnswer> items = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            items.add(Answered.item("s", "", i, true));
        }

        double[] means = new Bootstrap(Strata.of(items), 5, 20_000).of(weights -> {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += weights[i] * values[i];
            }
            return sum / values.length;
        });

        double textbook = variance(values) / values.length; // with n - 1, which the plain bootstrap misses
        assertEquals(textbook, variance(means), 0.04 * textbook); // 4 sd of a variance of 20,000 figures
    }

    @Test
    void theSameItemsOfTwoVariantsAreDrawnTogether() {
        Sample base = Answered.sample("1111100000111110");
        Sample same = Answered.sample("1111100000111110");

        assertArrayEquals(accuracies(base), accuracies(same));
    }

    @Test
    void anIntervalHoldsTheTruthAboutAsOftenAsItSays() {
        Random random = new Random(11);
        int held = 0;
        int rounds = 600;
        for (int round = 0; round < rounds; round++) {
            StringBuilder outcomes = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                outcomes.append(random.nextDouble() < 0.7 ? '1' : '0');
            }
            Sample sample = Answered.sample(outcomes.toString());
            double[] drawn = new Bootstrap(sample.strata(), round, 500)
                    .of(weights -> Answered.accuracy(sample.table().withWeights(weights)));
            Interval interval = Quantiles.interval(drawn);
            held += interval.contains(70) ? 1 : 0;
        }

        double coverage = (double) held / rounds;
        // 0.95 within three standard deviations of 600 rounds, and the percentile's known lack of a point or two
        assertTrue(coverage > 0.915 && coverage < 0.977, "covered " + coverage);
    }

    @Test
    void quantilesAreOrderStatisticsOrLieBetweenTwo() {
        double[] figures = new double[1999];
        Arrays.setAll(figures, i -> 1999 - i);

        assertEquals(50, Quantiles.interval(figures).low(), 1e-9);
        assertEquals(1950, Quantiles.interval(figures).high(), 1e-9);
        assertEquals(new Interval(1, 3), Quantiles.interval(new double[] {3, 1, 2}));
    }

    /** Draws rows one by one into a list, and takes the mean over the list, stratum by stratum. */
    private static double[] slow(List<GradedAnswer> items, Strata strata, long seed, int resamples) {
        double[] figures = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            SplitMix random = new SplitMix(new SplitMix(seed + i).next());
            double sum = 0;
            for (int[] rows : strata.groups()) {
                List<GradedAnswer> drawn = new ArrayList<>();
                for (int draw = 0; draw < rows.length - 1; draw++) {
                    drawn.add(items.get(rows[random.below(rows.length)]));
                }
                double mean = drawn.stream()
                        .mapToDouble(item -> item.grade().value().orElseThrow())
                        .average()
                        .orElseThrow();
                sum += mean * rows.length;
            }
            figures[i] = 100 * sum / items.size();
        }
        return figures;
    }

    private static List<GradedAnswer> items(Random random, int count) {
        List<GradedAnswer> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(Answered.item("s" + i % 3, "t" + random.nextInt(2), i, random.nextBoolean()));
        }
        return items;
    }

    private static double[] accuracies(Sample sample) {
        return new Bootstrap(sample.strata(), 9, RESAMPLES)
                .of(weights -> Answered.accuracy(sample.table().withWeights(weights)));
    }

    private static double variance(double[] figures) {
        double mean = Arrays.stream(figures).average().orElseThrow();
        return Arrays.stream(figures).map(f -> (f - mean) * (f - mean)).sum() / (figures.length - 1);
    }
}
