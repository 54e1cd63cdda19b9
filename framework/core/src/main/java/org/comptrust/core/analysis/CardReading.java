package org.comptrust.core.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.comptrust.api.trust.CardCase;
import org.comptrust.api.trust.Scenario;
import org.comptrust.api.trust.Step;
import org.comptrust.api.trust.TrustPlan;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.port.Origin;
import org.comptrust.core.result.ReaderCard;

/** Lets the readers of a dimension read its scorer card. */
public final class CardReading {
    private CardReading() {}

    /**
     * What the readers make of the card. A card that the plugin cannot read is a fault of the plugin, as elsewhere.
     *
     * @throws org.comptrust.core.port.PluginException if the plugin fails, or a case names a scenario that it does not have
     */
    public static ReaderCard of(TrustPlan plan, Origin origin) {
        return PluginBorder.call(origin, "card", () -> {
            Map<String, Scenario> scenarios = new HashMap<>();
            plan.scenarios().forEach(scenario -> scenarios.put(scenario.id(), scenario));
            List<Reading> readings = new ArrayList<>();
            for (CardCase one : plan.card()) {
                Scenario scenario = scenarios.get(one.scenario());
                if (scenario == null) {
                    throw new IllegalStateException(
                            "a case of the scorer card names the scenario " + one.scenario() + ", which there is not");
                }
                readings.add(new Reading(one.label(), read(scenario.next(one.item(), one.transcript()))));
            }
            return card(readings);
        });
    }

    private static String read(Step step) {
        return step instanceof Step.Done done ? done.grade().label() : "no verdict yet";
    }

    private static ReaderCard card(List<Reading> readings) {
        TreeSet<String> labels = new TreeSet<>();
        readings.forEach(reading -> labels.addAll(List.of(reading.person(), reading.reader())));
        return new ReaderCard(
                readings.size(),
                (int) readings.stream()
                        .filter(reading -> reading.person().equals(reading.reader()))
                        .count(),
                labels.stream().map(label -> label(label, readings)).toList());
    }

    private static ReaderCard.Label label(String label, List<Reading> readings) {
        int present = 0;
        int found = 0;
        int rejected = 0;
        for (Reading reading : readings) {
            boolean person = reading.person().equals(label);
            boolean reader = reading.reader().equals(label);
            present += person ? 1 : 0;
            found += person && reader ? 1 : 0;
            rejected += !person && !reader ? 1 : 0;
        }
        return new ReaderCard.Label(label, present, found, readings.size() - present, rejected);
    }

    /** What a person reads in an answer, and what the reader does. */
    private record Reading(String person, String reader) {}
}
