package org.comptrust.core.spec;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with one spec, each problem once. Not thread-safe. */
public final class Problems {
    private final String file;
    private final Set<Problem> found = new LinkedHashSet<>();

    /** @param file how messages call the spec */
    public Problems(String file) {
        this.file = file;
    }

    /**
     * Notes a problem.
     *
     * @param whatIsWrong without a final period
     * @param wayOut one sentence, or {@code ""}
     */
    public void add(Place place, String whatIsWrong, String wayOut) {
        add(place, whatIsWrong, wayOut, false);
    }

    /** Notes that a spec names an extension that the catalogue does not have. */
    public void addMissingExtension(Place place, String whatIsWrong, String wayOut) {
        add(place, whatIsWrong, wayOut, true);
    }

    private void add(Place place, String whatIsWrong, String wayOut, boolean missingExtension) {
        found.add(new Problem(
                file(place), place.line(), place.column(), place.path(), whatIsWrong, wayOut, missingExtension));
    }

    private String file(Place place) {
        return place.file().isEmpty() ? file : place.file();
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** Number of problems so far. */
    public int size() {
        return found.size();
    }

    /** All problems, in file order: those of the experiment file first, then those of each included file. */
    public List<Problem> list() {
        return found.stream()
                .sorted(Comparator.comparing(
                                (Problem problem) -> !problem.file().equals(file))
                        .thenComparing(Problem::file)
                        .thenComparingInt(Problem::line)
                        .thenComparingInt(Problem::column))
                .toList();
    }

    /** How messages name a place: {@code experiment.yaml:4:7: models.chat.source}. */
    public String name(Place place) {
        return position(place) + ": " + place.path();
    }

    /** File, line and column of a place. */
    String position(Place place) {
        return file(place) + ":" + place.line() + ":" + place.column();
    }

    /** @throws SpecException if there is a problem */
    public void throwIfAny() {
        if (!isEmpty()) {
            throw new SpecException(list());
        }
    }
}
