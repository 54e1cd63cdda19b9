package org.comptrust.core.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.comptrust.core.port.ModelSource;
import org.comptrust.core.shape.NamedShape;
import org.comptrust.core.spec.ExperimentSpec.ModelEntry;
import org.comptrust.core.spec.Problem;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecException;
import org.comptrust.core.spec.Suggestion;

/**
 * Planning on a machine that lacks the experiment's models and data: shapes of models are taken from a table of well-known ones.
 * For each model the first of these counts: what is said of it, its folder if there is one, what is said of all, the shape that the
 * spec names, the one that its folder's or its own name holds.
 *
 * @param all the shape of all models whose folders are missing, if one is said
 * @param models shapes by key of the model; their folders are not looked at
 * @param notes takes what was assumed and what is missing, a sentence each
 */
public record Assumption(Optional<NamedShape> all, Map<String, NamedShape> models, Consumer<String> notes) {
    public Assumption {
        models = Map.copyOf(models);
    }

    /**
     * The assumption of command-line values.
     *
     * @param values each a shape's name, {@code MODEL=NAME}, or {@code ""} for what the spec and the folders' names say
     * @throws SpecException if a shape is not known
     */
    public static Assumption of(List<String> values, Consumer<String> notes) {
        Optional<NamedShape> all = Optional.empty();
        Map<String, NamedShape> models = new HashMap<>();
        List<Problem> unknown = new ArrayList<>();
        for (String value : values) {
            if (value.isEmpty()) {
                continue;
            }
            int equals = value.indexOf('=');
            String name = value.substring(equals + 1);
            Optional<NamedShape> shape = NamedShape.of(name);
            if (shape.isEmpty()) {
                unknown.add(new Problem(
                        "command line",
                        1,
                        1,
                        "assume-shape",
                        "no shape \"" + Suggestion.shorten(name) + '"',
                        Suggestion.of(name, NamedShape.names())));
            } else if (equals < 0) {
                all = shape;
            } else {
                models.put(value.substring(0, equals), shape.get());
            }
        }
        if (!unknown.isEmpty()) {
            throw new SpecException(unknown);
        }
        return new Assumption(all, models, notes);
    }

    /** Notes problems of models that the spec does not have. */
    void check(List<ModelEntry> entries) {
        Set<String> known = entries.stream().map(entry -> entry.spec().name()).collect(Collectors.toSet());
        List<Problem> unknown = models.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .map(name -> new Problem(
                        "command line",
                        1,
                        1,
                        "assume-shape",
                        "no model \"" + Suggestion.shorten(name) + '"',
                        Suggestion.of(name, known)))
                .toList();
        if (!unknown.isEmpty()) {
            throw new SpecException(unknown);
        }
    }

    /** The assumed model; empty if the model's folder is to be read, and after a problem. */
    Optional<AssumedModel> model(ModelEntry entry, Problems problems) {
        String name = entry.spec().name();
        if (!(entry.spec().source() instanceof ModelSource.Folder source)) {
            return Optional.empty(); // has no shape
        }
        Path folder = source.path();
        if (models.containsKey(name)) {
            return Optional.of(assumed(entry, models.get(name), "as the command line says"));
        }
        if (Files.isDirectory(folder)) {
            return Optional.empty();
        }
        if (all.isPresent()) {
            return Optional.of(assumed(entry, all.get(), "as the command line says"));
        }
        if (entry.shape().isPresent()) {
            return NamedShape.of(entry.shape().get().id()).map(shape -> assumed(entry, shape, "as the spec says"));
        }
        Optional<NamedShape> guess =
                NamedShape.guess(String.valueOf(folder.getFileName())).or(() -> NamedShape.guess(name));
        if (guess.isEmpty()) {
            problems.add(
                    entry.place(),
                    "no folder " + folder + ", and no known shape in its name",
                    "Add shape: to the model, or say --assume-shape " + name + "=NAME, with one of "
                            + String.join(", ", NamedShape.names()) + ".");
        }
        return guess.map(shape -> assumed(entry, shape, "guessed from a name"));
    }

    private AssumedModel assumed(ModelEntry entry, NamedShape shape, String why) {
        notes.accept("model " + entry.spec().name() + ": shape " + shape.name() + " is assumed, " + why
                + "; what needs its tokenizer is not counted");
        return new AssumedModel(shape);
    }
}
