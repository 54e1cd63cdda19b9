package org.comptrust.host.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.Progress;

/**
 * Progress of a whole run: which of its cells is at hand, and about how long all will take. Cells of a variant take turns; a device
 * tells of its variants from a thread of its own, and when it begins another one, the one before is over, however it ended. The estimate
 * takes the pace of the items so far; cells whose answers were in the journal make it too hopeful, and compression in between too slow.
 */
final class RunProgress implements Progress {
    private final Display display;
    private final LongSupplier clock;
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Map<Thread, Integer> variantsAtHand = new HashMap<>();
    private int lastBegun = -1;
    private long asked;
    private long start = -1;

    RunProgress(ExperimentPlan plan, Display display) {
        this(variants(plan), display, () -> System.nanoTime() / 1_000_000);
    }

    /**
     * @param variants in the order of the run; of each the items of its cells
     * @param clock milliseconds that never go back
     */
    RunProgress(List<Map<String, Long>> variants, Display display, LongSupplier clock) {
        this.display = display;
        this.clock = clock;
        for (int variant = 0; variant < variants.size(); variant++) {
            for (Map.Entry<String, Long> cell : variants.get(variant).entrySet()) {
                cells.put(cell.getKey(), new Cell(cells.size() + 1, variant, cell.getValue()));
            }
        }
    }

    private static List<Map<String, Long>> variants(ExperimentPlan plan) {
        List<Map<String, Long>> variants = new ArrayList<>();
        for (PlannedModel model : plan.models()) {
            for (PlannedVariant variant : model.variants()) {
                Map<String, Long> items = new LinkedHashMap<>();
                for (PlannedDimension dimension : model.dimensions(variant)) {
                    items.put(model.cell(variant, dimension).toString(), (long) dimension.items());
                }
                variants.add(items);
            }
        }
        return variants;
    }

    /** Only compression tells how far it is within a unit. */
    @Override
    public void within(String what, long done, long total, double fraction, String note) {
        display.within(what, done, total, fraction, note);
    }

    @Override
    public void expect(String what, double seconds) {
        display.expect(what, seconds);
    }

    @Override
    public synchronized void step(String what, long done, long total) {
        Cell cell = cells.get(what);
        if (cell == null) { // loading and compressing
            display.step(what, done, total);
            return;
        }
        long now = clock.getAsLong();
        if (start < 0) {
            start = now;
        }
        asked += done - cell.done;
        cell.done = done;
        variantsAtHand.keySet().removeIf(device -> !device.isAlive());
        variantsAtHand.put(Thread.currentThread(), cell.variant);
        lastBegun = Math.max(lastBegun, cell.variant);
        long left = cells.values().stream()
                .filter(other -> other.variant > lastBegun || variantsAtHand.containsValue(other.variant))
                .mapToLong(other -> other.items - other.done)
                .sum();
        OptionalLong runLeft = asked <= 0 || now == start || cells.size() == 1
                ? OptionalLong.empty()
                : OptionalLong.of((now - start) * left / asked);
        display.step(cell.position + "/" + cells.size(), what, done, total, runLeft);
    }

    private static final class Cell {
        private final int position;
        private final int variant;
        private final long items;
        private long done;

        Cell(int position, int variant, long items) {
            this.position = position;
            this.variant = variant;
            this.items = items;
        }
    }
}
