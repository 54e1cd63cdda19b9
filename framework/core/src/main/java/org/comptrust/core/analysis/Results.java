package org.comptrust.core.analysis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.core.journal.VariantRecord;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellOutcome;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.VariantId;

/**
 * All that a report says.
 *
 * @param cells what became of each cell, in the plan's order
 * @param variants what is known of each variant that was in memory once
 * @param about versions and the like
 */
public record Results(List<CellOutcome> cells, Map<VariantId, VariantRecord> variants, Map<String, String> about) {
    public Results {
        cells = List.copyOf(cells);
        variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
        about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
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
}
