package org.comptrust.models.compress;

import ai.djl.pytorch.engine.PtNDManager;
import java.util.List;
import org.comptrust.api.CancelledException;
import org.comptrust.api.model.LinearShape;
import org.comptrust.models.compress.CalibrationInput.Batch;
import org.comptrust.models.decoder.BlockParts;
import org.comptrust.models.engine.TorchEngine;

/**
 * The calibration data at one block: a pass visits the batches in turn, each with scratch memory of its own.
 *
 * @param linears of the block
 * @param activations what is held; stays the caller's
 */
record BlockData(
        TorchEngine engine,
        BlockParts parts,
        List<LinearShape> linears,
        ActivationChecks checks,
        Activations activations) {
    BlockData {
        linears = List.copyOf(linears);
    }

    /** What is done with one batch. */
    @FunctionalInterface
    interface Visit {
        /** @param scratch closed after the visit */
        void batch(int index, BatchRun run, PtNDManager scratch);
    }

    /** @throws CancelledException between batches, if the user stopped the run */
    void forEach(Visit visit) {
        for (int batch = 0; batch < batches().size(); batch++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException();
            }
            visit(batch, visit);
        }
    }

    void visit(int batch, Visit visit) {
        try (PtNDManager scratch = engine.newScope()) {
            visit.batch(batch, new BatchRun(parts, linears, checks, activations, batch, scratch), scratch);
        }
    }

    List<Batch> batches() {
        return activations.batches();
    }
}
