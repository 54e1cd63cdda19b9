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

/** The folder of an experiment's results. */
final class ResultsFolder {
    private ResultsFolder() {}

    /**
     * The folder itself, or that of an experiment file, which is read without plugins and models.
     *
     * @param place the folder, the experiment file, or the name of one that the distribution holds
     * @param store folder for results instead of the experiment's own
     * @throws SpecException if the file says no name
     */
    static Path of(Session session, Path place, @Nullable Path store) {
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
