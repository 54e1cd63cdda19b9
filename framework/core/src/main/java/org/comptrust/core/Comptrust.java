package org.comptrust.core;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.comptrust.core.analysis.Analysis;
import org.comptrust.core.analysis.Results;
import org.comptrust.core.files.WholeFile;
import org.comptrust.core.journal.Journal;
import org.comptrust.core.journal.RunStatus;
import org.comptrust.core.plan.Assumption;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.plan.Planner;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.core.report.EfficiencyCsv;
import org.comptrust.core.report.HtmlReport;
import org.comptrust.core.report.MarkdownReport;
import org.comptrust.core.report.ResultsCsv;
import org.comptrust.core.report.ResultsJson;
import org.comptrust.core.report.ScenariosCsv;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;
import org.comptrust.core.run.Runner;
import org.comptrust.core.spec.Publication;

/** Plans and runs experiments: what the command line calls. */
public final class Comptrust {
    private final Catalog catalog;
    private final Models models;
    private final Optional<Path> cache;

    /**
     * @param catalog all extensions
     * @param models ways to models; closed by whoever made it
     */
    public Comptrust(Catalog catalog, Models models) {
        this(catalog, models, Optional.empty());
    }

    /**
     * @param catalog all extensions
     * @param models ways to models; closed by whoever made it
     * @param cache folder in which scorers keep what is dear to find; empty: they keep nothing
     */
    public Comptrust(Catalog catalog, Models models, Optional<Path> cache) {
        this.catalog = catalog;
        this.models = models;
        this.cache = cache;
    }

    /**
     * Reads a spec, binds it, expands its sweeps and finds every mistake, before any weight is loaded.
     *
     * @throws org.comptrust.core.spec.SpecException with all problems of the spec, in file order
     * @throws ModelException if a model's folder is not a usable checkpoint
     */
    public ExperimentPlan plan(Path specFile) {
        return new Planner(catalog, models, cache).plan(specFile);
    }

    /**
     * The same where models and data need not be there: what is assumed of them is said. Such a plan is to be looked at, not to be run.
     *
     * @throws org.comptrust.core.spec.SpecException with all problems of the spec, in file order
     * @throws ModelException if a model's folder is there and is not a usable checkpoint
     */
    public ExperimentPlan plan(Path specFile, Assumption assumption) {
        return new Planner(catalog, models, cache).plan(specFile, Optional.of(assumption));
    }

    /**
     * Runs a plan, going on from what its journal holds, and writes what it publishes.
     *
     * @throws org.comptrust.core.journal.JournalException if the store cannot be used
     * @throws ModelException if a device of the plan is not there
     * @throws org.comptrust.api.CancelledException if the user stopped the run; what was answered stays in the journal
     */
    public RunOutcome run(ExperimentPlan plan, RunSettings settings, Progress progress) {
        Path folder = settings.store().orElse(plan.store()).resolve(plan.name()).toAbsolutePath();
        try (Journal journal = Journal.open(folder, settings.fresh())) {
            new Runner(plan, journal, progress, settings.cancelled(), Version.current(), devices(plan)).run();
            return publish(plan, journal, folder);
        }
    }

    private List<String> devices(ExperimentPlan plan) {
        try {
            return models.devices(plan.devices());
        } catch (ModelException notThere) {
            throw plan.devices().where().map(notThere::at).orElse(notThere);
        }
    }

    /**
     * Analyses what the journal of a plan holds and writes what the plan publishes again; asks no model.
     *
     * @throws org.comptrust.core.journal.JournalException if there is no journal, or a run is at it
     */
    public RunOutcome report(ExperimentPlan plan, RunSettings settings) {
        Path folder = settings.store().orElse(plan.store()).resolve(plan.name()).toAbsolutePath();
        RunStatus.read(folder); // a missing journal is an error here, and not made
        try (Journal journal = Journal.open(folder, false)) {
            return publish(plan, journal, folder);
        }
    }

    private static RunOutcome publish(ExperimentPlan plan, Journal journal, Path folder) {
        Results results = Analysis.of(plan, journal);
        Optional<Path> csv = Optional.empty();
        if (plan.publish().contains(Publication.CSV)) {
            csv = Optional.of(folder.resolve("results.csv"));
            WholeFile.write(csv.get(), ResultsCsv.of(plan, results));
            WholeFile.write(folder.resolve("scenarios.csv"), ScenariosCsv.of(plan, results));
            WholeFile.write(folder.resolve("efficiency.csv"), EfficiencyCsv.of(plan, results));
        }
        if (plan.publish().contains(Publication.JSON)) {
            WholeFile.write(folder.resolve("results.json"), ResultsJson.of(plan, results));
        }
        if (plan.publish().contains(Publication.MARKDOWN)) {
            WholeFile.write(folder.resolve("report.md"), MarkdownReport.of(plan, results));
        }
        Optional<Path> html = Optional.empty();
        if (plan.publish().contains(Publication.HTML)) {
            html = Optional.of(folder.resolve("report.html"));
            WholeFile.write(html.get(), HtmlReport.of(plan, results));
        }
        return new RunOutcome(folder, results.cells(), csv, html);
    }
}
