package org.comptrust.host.cli;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellId;

/**
 * Progress of a whole run: which of its cells is at hand, and about how long all will take. The estimate takes the pace of the
 * items so far; cells whose answers were in the journal make it too hopeful, and compression in between too slow.
 */
final class RunProgress implements Progress {
    private final Display display;
    private final LongSupplier clock;
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final Map<Integer, Long> itemsAfter = new HashMap<>();
    private final Map<String, Long> doneOf = new HashMap<>();
    private long asked;
    private long start = -1;

    RunProgress(ExperimentPlan plan, Display display) {
        this(items(plan), display, () -> System.nanoTime() / 1_000_000);
    }

    /**
     * @param items of each cell, in the order of the run
     * @param clock milliseconds that never go back
     */
    RunProgress(Map<String, Long> items, Display display, LongSupplier clock) {
        this.display = display;
        this.clock = clock;
        long left = items.values().stream().mapToLong(Long::longValue).sum();
        for (Map.Entry<String, Long> cell : items.entrySet()) {
            left -= cell.getValue();
            positions.put(cell.getKey(), positions.size() + 1);
            itemsAfter.put(positions.size(), left);
        }
    }

    private static Map<String, Long> items(ExperimentPlan plan) {
        Map<String, Long> items = new LinkedHashMap<>();
        for (PlannedModel model : plan.models()) {
            for (PlannedVariant variant : model.variants()) {
                for (PlannedDimension dimension : model.dimensions(variant)) {
                    CellId cell = new CellId(model.spec().name(), variant.id(), dimension.label());
                    items.put(cell.toString(), (long) dimension.items());
                }
            }
        }
        return items;
    }

    @Override
    public synchronized void step(String what, long done, long total) {
        Integer position = positions.get(what);
        if (position == null) { // loading and compressing
            display.step(what, done, total);
            return;
        }
        long now = clock.getAsLong();
        if (start < 0) {
            start = now;
        }
        asked += done - doneOf.getOrDefault(what, 0L);
        doneOf.put(what, done);
        long left = total - done + itemsAfter.get(position);
        OptionalLong runLeft = asked <= 0 || now == start || positions.size() == 1
                ? OptionalLong.empty()
                : OptionalLong.of((now - start) * left / asked);
        display.step(position + "/" + positions.size(), what, done, total, runLeft);
    }
}
