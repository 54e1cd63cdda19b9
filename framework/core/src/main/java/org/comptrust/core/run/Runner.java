package org.comptrust.core.run;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.comptrust.api.CancelledException;
import org.comptrust.core.failure.Failures;
import org.comptrust.core.journal.CellState;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.JournalException;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.PlannedDimension;
import org.comptrust.core.plan.PlannedModel;
import org.comptrust.core.plan.PlannedVariant;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.port.Progress;
import org.comptrust.core.result.CellId;
import org.comptrust.core.result.CellResult;
import org.comptrust.core.result.NoiseFloor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks the cells of a plan: model by model and variant by variant, so that weights come into memory once; an {@link InferenceLoop}
 * asks the questions of a variant's cells together. Several devices run a variant each at a time. A cell that fails is noted and the
 * others run, unless the spec says otherwise.
 */
public final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final ExperimentPlan plan;
    private final Journal journal;
    private final Progress progress;
    private final BooleanSupplier cancelled;
    private final String version;
    private final List<String> devices;
    private final HostTurn turn = new HostTurn();

    private Optional<String> stopped = Optional.empty();

    /**
     * @param cancelled asked between groups of questions
     * @param version of this program
     */
    public Runner(ExperimentPlan plan, Journal journal, Progress progress, BooleanSupplier cancelled, String version) {
        this(plan, journal, progress, cancelled, version, List.of(""));
    }

    /**
     * @param cancelled asked between groups of questions
     * @param version of this program
     * @param devices on which variants run side by side, at least one
     */
    public Runner(
            ExperimentPlan plan,
            Journal journal,
            Progress progress,
            BooleanSupplier cancelled,
            String version,
            List<String> devices) {
        this.plan = plan;
        this.journal = journal;
        this.progress = progress;
        this.cancelled = cancelled;
        this.version = version;
        this.devices = List.copyOf(devices);
    }

    /**
     * Runs what the journal does not hold yet.
     *
     * @throws CancelledException if the user stopped the run; what was answered stays in the journal
     * @throws JournalException if the store cannot be used
     */
    public void run() {
        journal.begin(Map.of(
                "plan", PlanJson.of(plan),
                "cells", PlanJson.cells(plan),
                "spec", plan.file().toString(),
                "version", version));
        WorkQueue queue = new WorkQueue(plan);
        new DeviceWorkers(devices, cancelled)
                .run((device, end) -> turn.take(() -> {
                    for (Optional<WorkQueue.Unit> unit = queue.next(device);
                            unit.isPresent();
                            unit = queue.next(device)) {
                        run(unit.get(), new Place(device, turn, end));
                    }
                }));
    }

    /**
     * Where a variant runs.
     *
     * @param turn of the host's work
     * @param cancelled whether it should end early
     */
    record Place(String device, HostTurn turn, BooleanSupplier cancelled) {}

    private void run(WorkQueue.Unit unit, Place place) {
        PlannedModel model = unit.model();
        PlannedVariant variant = unit.variant();
        if (model.dimensions(variant).isEmpty()) {
            return;
        }
        if (variant.failure().isPresent() || stopped.isPresent()) {
            model.dimensions(variant)
                    .forEach(dimension -> note(
                            model.cell(variant, dimension),
                            new CellState("", "", Optional.of(notRun(variant.failure())))));
            return;
        }
        try (VariantSession session = new VariantSession(model, variant, journal, progress, place, version)) {
            try {
                cells(model, variant, session, unit.items());
            } catch (VariantSession.StaleVariantException other) {
                LOG.info(
                        "{} / {} has changed since it was last run",
                        model.spec().name(),
                        variant.id());
                cells(model, variant, session, unit.items());
            }
        } catch (CancelledException | JournalException end) {
            throw end;
        } catch (RuntimeException failure) { // the session itself: the folder of the checkpoint is gone, closing failed
            LOG.debug("{} / {}", model.spec().name(), variant.id(), failure);
            model.dimensions(variant)
                    .forEach(dimension -> note(
                            model.cell(variant, dimension), new CellState("", "", Optional.of(Failures.of(failure)))));
        }
    }

    private void cells(PlannedModel model, PlannedVariant variant, VariantSession session, SelectedItems items) {
        Map<PlannedDimension, CellRun> runs = new LinkedHashMap<>();
        for (PlannedDimension dimension : model.dimensions(variant)) {
            String key = RecipeKeys.cell(session.key(), dimension, plan.seed());
            runs.put(dimension, run(model.cell(variant, dimension), key, dimension, items, session));
        }
        ask(runs, GroupBudget.USUAL, session);
        boolean varies =
                !(model.spec().source() instanceof ModelSource.Recorded); // what is recorded says the same again
        if (plan.decision().noiseFloor() && variant.isBase() && varies) {
            runs.forEach((dimension, first) -> {
                CellId again = new CellId(model.spec().name(), NoiseFloor.AGAIN, dimension.label());
                CellRun second = run(again, RecipeKeys.again(first.key()), dimension, items, session);
                ask(Map.of(dimension, second), GroupBudget.again(dimension.items()), session);
            });
        }
    }

    private CellRun run(
            CellId cell, String key, PlannedDimension dimension, SelectedItems items, VariantSession session) {
        return new CellRun(cell, key, dimension, items, plan.seed(), session, journal, progress);
    }

    private void ask(Map<PlannedDimension, CellRun> runs, GroupBudget budget, VariantSession session) {
        Set<CellRun> open = new LinkedHashSet<>(runs.values());
        Consumer<CellRun> over = run -> {
            if (open.remove(run)) {
                journal.put(Map.of(run.key(), run.takeItems()));
                note(run.cell(), new CellState(run.key(), session.key(), run.result()));
            }
        };
        InferenceLoop loop = new InferenceLoop(session, journal, budget, over);
        runs.forEach((dimension, run) -> {
            if (dimension.failure().isPresent() || stopped.isPresent()) {
                run.end(notRun(dimension.failure()));
                over.accept(run);
            } else {
                loop.read(run);
            }
        });
        loop.finish(List.copyOf(open));
        List.copyOf(open).forEach(over); // those that had fewer items than were planned
    }

    private CellResult notRun(Optional<CellResult.Failed> failure) {
        return failure.map(CellResult.class::cast)
                .orElseGet(() -> new CellResult.Skipped("run.onError is stop, and " + stopped.orElse("") + " failed"));
    }

    private void note(CellId cell, CellState state) {
        if (plan.stopOnError()
                && stopped.isEmpty()
                && state.ended().filter(CellResult.Failed.class::isInstance).isPresent()) {
            stopped = Optional.of(cell.toString());
        }
        journal.put(cell, state);
    }
}
