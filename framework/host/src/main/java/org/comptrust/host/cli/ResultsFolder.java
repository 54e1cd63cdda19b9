package org.comptrust.host.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.comptrust.core.spec.ExperimentSpec;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecException;
import org.comptrust.core.spec.SpecFiles;
import org.comptrust.core.spec.SpecParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that say where the results of an experiment are. */
final class ResultsFolder {
    @Parameters(paramLabel = "SPEC|DIR", description = "The experiment file, quickstart, or the folder of results.")
    Path place = Path.of("");

    @Option(names = "--store", paramLabel = "DIR", description = "Folder for results instead of the experiment's own.")
    @Nullable
    Path store;

    /**
     * The folder itself, or that of the experiment file, which is read without plugins and models.
     *
     * @throws SpecException if the file says no name
     */
    Path of(Session session) {
        if (Files.isDirectory(place)) {
            return place;
        }
        return of(session.experiment(place), Optional.ofNullable(store).or(() -> session.resultsOf(place)));
    }

    private static Path of(Path place, Optional<Path> store) {
        Problems problems = new Problems(String.valueOf(place.getFileName()));
        ExperimentSpec spec = SpecFiles.read(place, problems)
                .map(root -> SpecParser.parse(place, root, problems))
                .orElseThrow(() -> new SpecException(problems.list()));
        if (spec.name().isEmpty()) {
            throw new SpecException(problems.list());
        }
        return store.orElse(spec.store()).resolve(spec.name());
    }
}
