package org.comptrust.core.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.comptrust.api.trust.Scale;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.Confidence;
import org.comptrust.core.result.Judgement;
import org.comptrust.core.result.Verdict;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final double MARGIN = 2;

    @Test
    void manyItemsWithoutAFlipAreRetained() {
        Sample base = outcomes(500, 0.7, 0, 0);

        assertEquals(Verdict.RETAINED, judged(base, base).verdict());
    }

    @Test
    void fewItemsWithoutAFlipDecideNothingAndSayHowManyWould() {
        Sample base = outcomes(40, 0.7, 0, 0);

        Judgement judgement = judged(base, base);

        assertEquals(Verdict.INCONCLUSIVE, judgement.verdict());
        long items = judgement.itemsToDecide().orElseThrow();
        assertTrue(items > 60 && items < 250, "about 150 by the rule of three, said " + items);
    }

    @Test
    void aClearLossIsDegradedAndAClearGainImproved() {
        Sample good = outcomes(300, 0.7, 0, 0);
        Sample bad = outcomes(300, 0.7, 0.3, 0);

        assertEquals(Verdict.DEGRADED, judged(bad, good).verdict());
        assertEquals(Verdict.IMPROVED, judged(good, bad).verdict());
    }

    @Test
    void aLossAboutAsLargeAsTheMarginIsSeldomSaidToBeRetained() {
        Random random = new Random(4);
        int wrong = 0;
        for (int round = 0; round < 200; round++) {
            Sample base = random(random, 200);
            Sample variant = worse(base, random, MARGIN / 100 / 0.7); // 2 points of all are lost
            wrong += judged(variant, base).verdict() == Verdict.RETAINED ? 1 : 0;
        }

        assertTrue(wrong <= 200 * 0.05 + 3 * Math.sqrt(200 * 0.05 * 0.95), wrong + " of 200");
    }

    @Test
    void moreCellsMakeTheSameEvidenceWeaker() {
        Tests tests = uncertainty()
                .tests(outcomes(300, 0.7, 0.08, 0), outcomes(300, 0.7, 0, 0), MARGIN)
                .orElseThrow();
        Map<CellId, Tests> many = IntStream.range(0, 50)
                .boxed()
                .collect(Collectors.toMap(i -> cell("v" + i), i -> tests, (a, b) -> a, LinkedHashMap::new));

        double alone = new Judge(Margins.DEFAULT)
                .judge(Map.of(cell("v"), tests))
                .get(cell("v"))
                .p();
        double among = new Judge(Margins.DEFAULT).judge(many).get(cell("v7")).p();

        assertEquals(Math.min(1, 50 * alone), among, 1e-12);
    }

    @Test
    void aRatioIsJudgedOnTheLogScaleAndLowerIsBetter() {
        double[] gains = new Random(5).doubles(2000, 0.09, 0.11).toArray();

        Tests better = Tests.ofRatios(gains, 100, 0.05);

        assertTrue(better.better() < 0.001 && better.notWorse() < 0.001 && better.worse() > 0.99);
    }

    @Test
    void whatArithmeticAloneCouldMakeIsNoVerdict() {
        Sample good = outcomes(300, 0.7, 0, 0);
        Sample bad = outcomes(300, 0.7, 0.3, 0);

        assertEquals(Verdict.DEGRADED, judged(bad, good, 5).verdict());
        assertEquals(Verdict.INCONCLUSIVE, judged(bad, good, 40).verdict());
        assertEquals(Verdict.IMPROVED, judged(good, bad, 5).verdict());
        assertEquals(Verdict.INCONCLUSIVE, judged(good, bad, 40).verdict());
    }

    @Test
    void noiseLargerThanTheMarginHidesALossThatMatters() {
        Sample same = outcomes(600, 0.7, 0, 0);

        assertEquals(Verdict.RETAINED, judged(same, same, 0.5).verdict());
        assertEquals(Verdict.INCONCLUSIVE, judged(same, same, MARGIN + 0.5).verdict());
        assertTrue(judged(same, same, MARGIN + 0.5).itemsToDecide().isEmpty(), "more items are no help");
    }

    @Test
    void noiseOfARatioIsAFractionOfTheBasesFigure() {
        double[] gains = new Random(5).doubles(2000, 0.09, 0.11).toArray();

        assertTrue(Tests.ofRatios(gains, 100, 0.05, 0.03).better() < 0.001);
        assertTrue(Tests.ofRatios(gains, 100, 0.05, 0.07).better() > 0.99);
    }

    @Test
    void anIntervalIsRefusedWithTheReasonWhereThereIsNothingToDrawFrom() {
        Confidence two = uncertainty().ofScore(Answered.sample("10"));
        Confidence alike = uncertainty().ofScore(Answered.sample("11111"));
        Confidence unmoved = uncertainty().ofDifference(Answered.sample("11100"), Answered.sample("11100"));

        assertEquals("2 items are too few", two.why());
        assertEquals("all 5 items count alike, so nothing can be drawn that differs", alike.why());
        assertEquals(
                "no item was graded otherwise; among 5 items, a change of up to 45 % of all items could go unseen",
                unmoved.why());
    }

    @Test
    void resamplesGrowWithTheCellsSoThatACorrectedVerdictStaysPossible() {
        assertEquals(2000, new Judge(Margins.DEFAULT).resamples(100));
        assertEquals(10_000, new Judge(Margins.DEFAULT).resamples(500));
    }

    private static Judgement judged(Sample variant, Sample base) {
        return judged(variant, base, 0);
    }

    private static Judgement judged(Sample variant, Sample base, double noise) {
        Tests tests = uncertainty().tests(variant, base, MARGIN, noise).orElseThrow();
        return new Judge(Margins.DEFAULT).judge(Map.of(cell("v"), tests)).get(cell("v"));
    }

    private static Uncertainty uncertainty() {
        return new Uncertainty(Answered::accuracy, Scale.POINTS, 1, 1000);
    }

    private static CellId cell(String variant) {
        return new CellId("m", variant, "d");
    }

    /** The first items are right, some of them lost again. */
    private static Sample outcomes(int items, double right, double lost, int from) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < items; i++) {
            text.append(i < right * items && i >= from + lost * items ? '1' : '0');
        }
        return Answered.sample(text.toString());
    }

    private static Sample random(Random random, int items) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < items; i++) {
            text.append(random.nextDouble() < 0.7 ? '1' : '0');
        }
        return Answered.sample(text.toString());
    }

    private static Sample worse(Sample base, Random random, double lost) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < base.items().size(); i++) {
            text.append('0');
        }
        base.items().forEach(item -> {
            boolean right = item.grade().value().orElseThrow() == 1 && random.nextDouble() >= lost;
            text.setCharAt(item.ordinal(), right ? '1' : '0');
        });
        return Answered.sample(text.toString());
    }
}
