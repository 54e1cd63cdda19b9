package org.comptrust.core.spec;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Paths of a spec: relative to the folder of the file that says them, {@code ~} being the user's home and {@code ${NAME}} a variable
 * of the environment.
 */
final class Paths {
    private final Path base;
    private final Problems problems;
    private final Missing missing;
    private final Variables variables = new Variables(System::getenv);

    Paths(Path specFile, Problems problems) {
        this(specFile, problems, Missing.REFUSED);
    }

    Paths(Path specFile, Problems problems, Missing missing) {
        this.base = specFile.toAbsolutePath().getParent();
        this.problems = problems;
        this.missing = missing;
    }

    /** The path that a text means, or nothing after a problem. */
    Optional<Path> resolve(String written, Place place) {
        String home = System.getProperty("user.home");
        String text = variables.expand(written, place, problems);
        String full = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
        try {
            return Optional.of(folder(place).resolve(full).normalize());
        } catch (InvalidPathException impossible) {
            problems.add(place, "not a path: " + Suggestion.shorten(text), "Write the path of a file or folder.");
            return Optional.empty();
        }
    }

    private Path folder(Place place) {
        return place.file().isEmpty() ? base : base.resolve(place.file()).getParent();
    }

    /** A folder that exists. */
    Optional<Path> folder(String text, Place place) {
        return resolve(text, place).filter(path -> {
            boolean there = Files.isDirectory(path) || tolerated(path, place);
            if (!there) {
                problems.add(place, Files.exists(path) ? path + " is not a folder" : "no folder " + path, wayOut(text));
            }
            return there;
        });
    }

    /** A file that exists. */
    Optional<Path> file(String text, Place place) {
        return resolve(text, place).filter(path -> {
            boolean there = Files.isRegularFile(path) || tolerated(path, place);
            if (!there) {
                problems.add(place, Files.exists(path) ? path + " is not a file" : "no file " + path, wayOut(text));
            }
            return there;
        });
    }

    /** A file or folder that exists. */
    Optional<Path> existing(String text, Place place) {
        return resolve(text, place).filter(path -> {
            boolean there = Files.exists(path) || tolerated(path, place);
            if (!there) {
                problems.add(place, "no file or folder " + path, wayOut(text));
            }
            return there;
        });
    }

    private boolean tolerated(Path path, Place place) {
        return !Files.exists(path) && missing.tolerates(place, path);
    }

    private static String wayOut(String text) {
        return text.startsWith("/") || text.startsWith("~") || text.startsWith("$")
                ? "Correct the path."
                : "Correct the path; it is relative to the folder of the spec.";
    }
}
