package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.comptrust.core.Comptrust;
import org.comptrust.core.plan.Assumption;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.port.Models;
import org.comptrust.core.spec.SpecException;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.plugin.PluginCatalog;

/** A planned experiment with the plugins and the engine that it needs. Closing it ends both. */
final class Experiment implements AutoCloseable {
    private final PluginCatalog catalog;
    private final Models models;
    private final Comptrust comptrust;
    private final ExperimentPlan plan;

    private Experiment(PluginCatalog catalog, Models models, Path file, Optional<Assumption> assumption) {
        this.catalog = catalog;
        this.models = models;
        this.comptrust = new Comptrust(catalog, models, Optional.of(EngineModels.defaultCache()));
        this.plan = plan(comptrust, catalog, file, assumption);
    }

    /**
     * Loads plugins and engine and plans the experiment. To a person who waits it says so; what is then shown begins on an empty
     * line.
     *
     * @param file the experiment file, or the name of one that the distribution holds
     * @throws SpecException if the file is not a valid experiment
     * @throws MissingPluginException if it is, but for extensions that are missing while jars were refused
     */
    static Experiment open(Session session, Path file) {
        return open(session, file, Optional.empty());
    }

    /**
     * The same where models and data may be missing.
     *
     * @param assumption what is assumed of them; empty: they must be there
     */
    static Experiment open(Session session, Path file, Optional<Assumption> assumption) {
        PluginCatalog catalog = session.plugins();
        try (Display display = session.display()) {
            display.hint("planning " + file + " ...");
            Models models = session.engine();
            try {
                Experiment experiment = new Experiment(catalog, models, session.experiment(file), assumption);
                display.clear();
                catalog.troubles().forEach(trouble -> session.terminal().say("warning: not loaded: " + trouble));
                return experiment;
            } catch (RuntimeException | Error e) {
                models.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            catalog.close();
            throw e;
        }
    }

    private static ExperimentPlan plan(
            Comptrust comptrust, PluginCatalog catalog, Path file, Optional<Assumption> assumption) {
        try {
            return assumption.isPresent() ? comptrust.plan(file, assumption.get()) : comptrust.plan(file);
        } catch (SpecException e) {
            throw !catalog.leftOut().isEmpty() && MissingPluginException.explains(e)
                    ? new MissingPluginException(e)
                    : e;
        }
    }

    Comptrust comptrust() {
        return comptrust;
    }

    ExperimentPlan plan() {
        return plan;
    }

    /** The models first: what they hold may come from plugins. */
    @Override
    public void close() {
        try {
            models.close();
        } finally {
            catalog.close();
        }
    }
}
