package org.comptrust.core.analysis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.api.trust.ScorerCard;
import org.comptrust.core.journal.VariantRecord;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.VariantFacts;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.NoiseFloor;
import org.comptrust.core.result.ReaderCard;
import org.comptrust.core.result.VariantId;

/**
 * All that a report says.
 *
 * @param cells what became of each cell, in the plan's order
 * @param variants what is known of each variant that was in memory once
 * @param about versions and the like
 * @param noise how much the base differs from itself, by its cell, where that was measured
 * @param efficiency what was measured while variants answered
 * @param readers how often the readers of each dimension are right, by its label; without those that cannot run
 * @param margins by what was judged
 * @param resamples of each interval
 * @param cards how good scorers are, by key; of those that were used
 */
public record Results(
        List<CellOutcome> cells,
        Map<VariantId, VariantRecord> variants,
        Map<String, String> about,
        Map<CellId, NoiseFloor> noise,
        Map<VariantId, Efficiency> efficiency,
        Map<String, ReaderCard> readers,
        Margins margins,
        int resamples,
        Map<String, ScorerCard> cards) {
    public Results {
        cells = List.copyOf(cells);
        variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
        noise = Collections.unmodifiableMap(new LinkedHashMap<>(noise));
        readers = Collections.unmodifiableMap(new LinkedHashMap<>(readers));
        cards = Collections.unmodifiableMap(new LinkedHashMap<>(cards));
        efficiency = Collections.unmodifiableMap(new LinkedHashMap<>(efficiency));
    }

    /** What became of a cell. */
    public Optional<CellResult> cell(CellId id) {
        return cells.stream()
                .filter(outcome -> outcome.cell().equals(id))
                .map(CellOutcome::result)
                .findFirst();
    }

    /** What is known of a variant. */
    public Optional<VariantRecord> variant(String model, String variant) {
        return Optional.ofNullable(variants.get(new VariantId(model, variant)));
    }

    /** What is measured on a variant; empty where its weights are elsewhere. */
    public Optional<VariantFacts> weighed(String model, String variant) {
        return variant(model, variant).map(VariantRecord::facts).filter(VariantFacts::weighed);
    }

    /** How much a model's base differs from itself in a dimension. */
    public Optional<NoiseFloor> noise(String model, String dimension) {
        return Optional.ofNullable(noise.get(new CellId(model, PlannedVariant.BASE, dimension)));
    }
}
