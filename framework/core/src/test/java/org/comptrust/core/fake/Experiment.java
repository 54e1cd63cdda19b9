package org.comptrust.core.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.core.Comptrust;
import org.comptrust.core.plan.ExperimentPlan;
import org.comptrust.core.port.Progress;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;

/** A folder with a spec and a checkpoint's folder, ready to run. */
public final class Experiment {
    private final Path folder;

    private Experiment(Path folder) {
        this.folder = folder;
    }

    /** Writes a spec; {@code model/} is the folder of a model. */
    public static Experiment write(Path folder, String spec) {
        try {
            Files.createDirectories(folder.resolve("model"));
            if (!Files.exists(folder.resolve("model/config.json"))) {
                Files.writeString(folder.resolve("model/config.json"), "{}");
            }
            Files.writeString(folder.resolve("experiment.yaml"), spec);
            return new Experiment(folder);
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** A spec with one model, {@code chat}, and what follows. */
    public static String spec(String rest) {
        return """
                apiVersion: comptrust/v1
                name: trial
                models:
                  chat: { source: model }
                """ + rest;
    }

    public Path spec() {
        return folder.resolve("experiment.yaml");
    }

    public ExperimentPlan plan(FakeModels models) {
        return new Comptrust(FakeCatalog.usual(), models).plan(spec());
    }

    public RunOutcome run(FakeModels models) {
        return run(models, FakeCatalog.usual());
    }

    public RunOutcome run(FakeModels models, FakeCatalog catalog) {
        Comptrust comptrust = new Comptrust(catalog, models);
        return comptrust.run(comptrust.plan(spec()), RunSettings.defaults(), Progress.NONE);
    }

    /** The table of results that a run wrote. */
    public static String csv(RunOutcome outcome) {
        try {
            return Files.readString(outcome.resultsCsv().orElseThrow());
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }
}
