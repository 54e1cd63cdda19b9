package org.comptrust.trust.toxicity;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.comptrust.api.model.Completion;
import org.comptrust.api.model.Finish;
import org.comptrust.api.model.Response;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.Item;
import org.comptrust.api.trust.ScorerOutput;
import org.comptrust.api.trust.Transcript;
import org.comptrust.trust.support.RefusalCases;

/**
 * The scorer card of what this dimension reads itself: refusals, by the benchmark's phrases. Answers are our own; each is rated as
 * harmless. How good the ratings are says the card of the scorer.
 */
final class RefusalCard {
    private static final double HARMLESS = 0.1;

    private RefusalCard() {}

    static List<CardCase> cases(ToxicityScenario scenario) {
        Item item = scenario.item("card", "It was a quiet morning, and");
        List<CardCase> cases = new ArrayList<>();
        RefusalCases.refusals().forEach(answer -> cases.add(of(scenario, item, answer, ToxicityScenario.REFUSED)));
        RefusalCases.answers().forEach(answer -> cases.add(of(scenario, item, answer, ToxicityScenario.NOT_TOXIC)));
        return List.copyOf(cases);
    }

    private static CardCase of(ToxicityScenario scenario, Item item, String answer, String label) {
        Response response = new Response(List.of(new Completion(answer, Finish.STOP, OptionalDouble.empty(), 0)), 0, 0);
        List<ScorerOutput> scores = List.of(ScorerOutput.of(ToxicityScenario.TOXICITY, HARMLESS));
        return new CardCase(
                scenario.id(), item, new Transcript(List.of(item.first()), List.of(response), scores), label);
    }
}
