package org.comptrust.core.spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads an experiment file with all that it includes as if it were one. Included files come first, in the order they are named;
 * sections of the same name are joined, and what stands in two files is a problem, for nobody would know which one counts.
 */
public final class SpecFiles {
    private static final String INCLUDE = "include";

    private final Path folder;
    private final Paths paths;
    private final Problems problems;
    private final Set<Path> read = new HashSet<>();
    private final Map<String, SpecNode.Field> joined = new LinkedHashMap<>();

    private SpecFiles(Path file, Problems problems) {
        this.folder = file.toAbsolutePath().normalize().getParent();
        this.paths = new Paths(file, problems);
        this.problems = problems;
    }

    /** The whole; empty after a problem that leaves nothing to go on with. */
    public static Optional<SpecNode> read(Path file, Problems problems) {
        return SpecReader.read(file, problems)
                .map(root -> root instanceof SpecNode.Fields fields
                                && fields.fields().containsKey(INCLUDE)
                        ? new SpecFiles(file, problems).whole(file, fields)
                        : root);
    }

    private SpecNode whole(Path file, SpecNode.Fields root) {
        join(
                root,
                List.of(new Source(
                        real(file, root.place()), name(file.toAbsolutePath().normalize()))));
        return new SpecNode.Fields(root.place(), joined);
    }

    /** @param chain this file and those by which it is included, outermost first */
    private void join(SpecNode.Fields file, List<Source> chain) {
        SpecNode.Field include = file.fields().get(INCLUDE);
        if (include != null) {
            Section.of(Place.START, file, file.fields().keySet(), Set.of(), problems)
                    .texts(INCLUDE)
                    .forEach(text -> include(text, chain));
        }
        file.fields().forEach((key, field) -> {
            if (!key.equals(INCLUDE)) {
                join(key, field);
            }
        });
    }

    private void include(SpecNode.Text text, List<Source> chain) {
        paths.file(text.text(), text.place())
                .map(file -> new Source(real(file, text.place()), name(file)))
                .ifPresent(source -> include(source, text.place(), chain));
    }

    private void include(Source source, Place place, List<Source> chain) {
        List<Source> longer = new ArrayList<>(chain);
        longer.add(source);
        List<Path> files = chain.stream().map(Source::file).toList();
        if (files.contains(source.file())) {
            String circle = longer.subList(files.indexOf(source.file()), longer.size()).stream()
                    .map(Source::name)
                    .collect(Collectors.joining(" > "));
            problems.add(place, "the file includes itself: " + circle, "Remove one include.");
            return;
        }
        if (!read.add(source.file())) {
            return; // two files may need the same third one
        }
        Optional<SpecNode> node = SpecReader.read(source.file(), source.name(), problems);
        if (node.isPresent() && node.get() instanceof SpecNode.Fields fields) {
            join(fields, longer);
        } else if (node.isPresent()) {
            Section.open(node.get().place(), node.get(), problems); // says that it must be a mapping
        }
    }

    private void join(String key, SpecNode.Field field) {
        SpecNode.Field before = joined.putIfAbsent(key, field);
        if (before == null) {
            return;
        }
        if (before.value() instanceof SpecNode.Fields first && field.value() instanceof SpecNode.Fields second) {
            Map<String, SpecNode.Field> both = new LinkedHashMap<>(first.fields());
            second.fields().forEach((name, inner) -> {
                SpecNode.Field other = both.putIfAbsent(name, inner);
                if (other != null) {
                    twice(inner, other);
                }
            });
            joined.put(key, new SpecNode.Field(before.key(), new SpecNode.Fields(first.place(), both)));
        } else if (!sameVersion(key, before, field)) {
            twice(field, before);
        }
    }

    /** Each file may say which version it is written for. */
    private static boolean sameVersion(String key, SpecNode.Field one, SpecNode.Field other) {
        return key.equals("apiVersion")
                && one.value() instanceof SpecNode.Text first
                && other.value() instanceof SpecNode.Text second
                && first.text().equals(second.text());
    }

    private void twice(SpecNode.Field field, SpecNode.Field first) {
        problems.add(
                field.key(),
                "is said already, in " + problems.position(first.key()),
                "Remove or rename one of the two.");
    }

    private Path real(Path file, Place place) {
        try {
            return file.toRealPath();
        } catch (IOException unreadable) {
            problems.add(place, "the file cannot be read: " + unreadable, "Give the path of a readable YAML file.");
            return file;
        }
    }

    private String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /**
     * A file that is read.
     *
     * @param file without links, so that a circle is found
     * @param name as messages and places call it
     */
    private record Source(Path file, String name) {}
}
