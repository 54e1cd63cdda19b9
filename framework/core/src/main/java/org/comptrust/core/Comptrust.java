package org.comptrust.core;

import java.nio.file.Path;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;

/** Plans and runs experiments: what the command line calls. */
public final class Comptrust {
    private final Catalog catalog;
    private final Models models;

    /**
     * @param catalog all extensions
     * @param models ways to models; closed by whoever made it
     */
    public Comptrust(Catalog catalog, Models models) {
        this.catalog = catalog;
        this.models = models;
    }

    /**
     * Reads a spec, binds it, expands its sweeps and finds every mistake, before any weight is loaded.
     *
     * @throws org.comptrust.core.spec.SpecException with all problems of the spec, in file order
     * @throws org.comptrust.core.port.ModelException if a model's folder is not a usable checkpoint
     */
    public ExperimentPlan plan(Path specFile) {
        throw new UnsupportedOperationException(catalog + " " + models + " " + specFile);
    }

    /**
     * Runs a plan, going on from what its journal holds, and writes what it publishes.
     *
     * @throws org.comptrust.core.journal.JournalException if the store cannot be used
     * @throws org.comptrust.api.CancelledException if the user stopped the run; what was answered stays in the journal
     */
    public RunOutcome run(ExperimentPlan plan, RunSettings settings, Progress progress) {
        throw new UnsupportedOperationException(plan + " " + settings + " " + progress);
    }
}
