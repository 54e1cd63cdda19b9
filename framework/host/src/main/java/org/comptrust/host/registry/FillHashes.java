package org.comptrust.host.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.core.hash.Sha256;

/**
 * Writes the distribution's copy of the registry: each first-party entry gets the hash of its jar. Run by the build. The
 * repository's copy has no hashes, because another JDK builds other bytes.
 */
public final class FillHashes {
    private FillHashes() {}

    /**
     * Fills hashes in. Comments and layout of the file stay.
     *
     * @param arguments the registry, the folder of the jars, the copy to write
     * @throws IllegalStateException if a first-party jar is missing, has a hash already, or a jar is not in the registry
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("usage: FillHashes REGISTRY JARS COPY");
        }
        fill(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    }

    static void fill(Path registryFile, Path jars, Path copy) throws IOException {
        Registry registry = RegistryReader.read(registryFile);
        List<RegistryEntry> ours = registry.entries().stream()
                .filter(RegistryEntry::firstParty)
                .sorted(Comparator.comparing(
                                (RegistryEntry entry) -> entry.place().jarLine())
                        .reversed())
                .toList();
        checkJars(registry, ours, jars);
        List<String> lines = new ArrayList<>(Files.readAllLines(registryFile));
        for (RegistryEntry entry : ours) { // from the last to the first, so that line numbers stay right
            String indent = " ".repeat(entry.place().jarColumn() - 1);
            lines.add(entry.place().jarLine(), indent + "sha256: " + Sha256.ofFile(jars.resolve(entry.jar())));
        }
        Files.createDirectories(copy.toAbsolutePath().getParent());
        Files.write(copy, lines);
        checkCopy(copy, jars, ours.size());
    }

    private static void checkJars(Registry registry, List<RegistryEntry> ours, Path jars) throws IOException {
        for (RegistryEntry entry : ours) {
            if (entry.sha256().isPresent()) {
                throw new IllegalStateException(
                        registry.file() + ":" + entry.place().line() + ": " + entry.id()
                                + " is first-party and must have no sha256: packaging fills it in");
            }
            if (!Files.isRegularFile(jars.resolve(entry.jar()))) {
                throw new IllegalStateException(
                        registry.file() + ":" + entry.place().jarLine() + ": no " + entry.jar() + " in " + jars
                                + "; add its module to the build or take the entry out");
            }
        }
        Set<String> known = ours.stream().map(RegistryEntry::jar).collect(Collectors.toSet());
        try (Stream<Path> found = Files.list(jars)) {
            Set<String> strangers = found.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.endsWith(".jar") && !known.contains(name))
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!strangers.isEmpty()) {
                throw new IllegalStateException(
                        "not first-party in " + registry.file() + ": " + strangers + "; add an entry for each");
            }
        }
    }

    private static void checkCopy(Path copy, Path jars, int expected) throws IOException {
        int filled = 0;
        for (RegistryEntry entry : RegistryReader.read(copy).entries()) {
            if (entry.firstParty()) {
                String hash = Sha256.ofFile(jars.resolve(entry.jar()));
                if (!entry.sha256().equals(Optional.of(hash))) {
                    throw new IllegalStateException(copy + " did not take the hash of " + entry.jar());
                }
                filled++;
            }
        }
        if (filled != expected) {
            throw new IllegalStateException(copy + " has " + filled + " first-party entries instead of " + expected);
        }
    }
}
