package org.comptrust.host.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.host.registry.Registry;
import org.comptrust.host.registry.RegistryEntry;
import org.pf4j.PluginState;
import org.pf4j.PluginWrapper;

/** The drop-in folder: loads and starts its jars and says of each that is left out why. */
public final class PluginFolder {
    private final Path folder;
    private final RegistryCheck registry;
    private final List<PluginJarClassLoader> services = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();

    private PluginFolder(Path folder, RegistryCheck registry) {
        this.folder = folder;
        this.registry = registry;
    }

    /**
     * Opens the jars of a folder. A jar that cannot be used becomes a trouble of the catalogue; the others load.
     *
     * @param allowUnregistered whether jars run whose hash the registry does not know
     * @throws IOException if the folder cannot be listed
     */
    public static PluginCatalog open(Path folder, Registry registry, boolean allowUnregistered) throws IOException {
        return new PluginFolder(folder, new RegistryCheck(registry, allowUnregistered)).open();
    }

    private PluginCatalog open() throws IOException {
        List<PluginJar> distinct = distinct(readable(jars()));
        JarPluginManager manager = new JarPluginManager(folder);
        List<StartedPlugin> started = new ArrayList<>();
        for (PluginJar jar : distinct) {
            try {
                Optional<RegistryEntry> entry = registry.check(jar);
                started.add(
                        jar.form() == PluginJar.Form.PF4J
                                ? startPf4j(manager, jar, entry)
                                : startServices(manager, jar, entry));
            } catch (RefusedException e) {
                troubles.add(new Trouble(jar.name(), e.getMessage()));
            }
        }
        return PluginCatalog.of(manager, services, started, troubles);
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private List<PluginJar> readable(List<Path> paths) {
        List<PluginJar> jars = new ArrayList<>();
        for (Path path : paths) {
            try {
                jars.add(JarCheck.check(path));
            } catch (RefusedException e) {
                troubles.add(new Trouble(path.getFileName().toString(), e.getMessage()));
            }
        }
        return jars;
    }

    /** Neither of two jars with one id is loaded: which of them was meant is the user's to say. */
    private List<PluginJar> distinct(List<PluginJar> jars) {
        Map<String, List<PluginJar>> byId =
                jars.stream().collect(Collectors.groupingBy(PluginJar::id, LinkedHashMap::new, Collectors.toList()));
        List<PluginJar> distinct = new ArrayList<>();
        byId.forEach((id, same) -> {
            if (same.size() == 1) {
                distinct.addAll(same);
                return;
            }
            String names = same.stream().map(PluginJar::name).collect(Collectors.joining(" and "));
            same.forEach(jar -> troubles.add(new Trouble(
                    jar.name(),
                    "plugin id " + id + " is claimed by " + names + "; none is loaded. Take out all but one.")));
        });
        return distinct;
    }

    private static StartedPlugin startPf4j(JarPluginManager manager, PluginJar jar, Optional<RegistryEntry> entry)
            throws RefusedException {
        PluginWrapper wrapper = start(manager, jar);
        return new StartedPlugin(jar, entry, wrapper.getPluginClassLoader(), manager.getExtensionClassNames(jar.id()));
    }

    /** There is nothing to start: its classes are in a class loader of the same kind as PF4J plugins have. */
    private StartedPlugin startServices(JarPluginManager manager, PluginJar jar, Optional<RegistryEntry> entry)
            throws RefusedException {
        boolean fits;
        try {
            fits = jar.range().isEmpty()
                    || manager.getVersionManager()
                            .checkVersionConstraint(Version.spi(), jar.range().get());
        } catch (RuntimeException e) { // the version library's, for a Plugin-Requires that is no range
            throw new RefusedException("it cannot be loaded: " + reason(e) + ". Ask its maintainer.");
        }
        if (!fits) {
            throw misfit(jar);
        }
        PluginJarClassLoader loader = manager.classLoader(jar);
        services.add(loader);
        return new StartedPlugin(jar, entry, loader, Set.copyOf(jar.services()));
    }

    private static RefusedException misfit(PluginJar jar) {
        return new RefusedException("plugin " + jar.id() + " " + jar.version() + " requires comptrust " + jar.requires()
                + "; this is " + Version.current() + ". Install a matching release of either.");
    }

    private static PluginWrapper start(JarPluginManager manager, PluginJar jar) throws RefusedException {
        try {
            manager.loadPlugin(jar.path());
        } catch (RuntimeException
                | LinkageError e) { // also the version library's, for a Plugin-Requires that is no range
            throw new RefusedException("it cannot be loaded: " + reason(e) + ". Ask its maintainer.");
        }
        PluginWrapper wrapper = manager.getPlugin(jar.id());
        if (wrapper.getPluginState() == PluginState.DISABLED) {
            manager.unloadPlugin(jar.id());
            throw misfit(jar);
        }
        Throwable failure;
        try {
            if (manager.startPlugin(jar.id()) == PluginState.STARTED) {
                return wrapper;
            }
            failure = wrapper.getFailedException();
        } catch (Error e) { // PF4J lets errors pass; a plugin's broken assertion must not end the run of the others
            if (e instanceof VirtualMachineError) {
                throw e;
            }
            failure = e;
        }
        manager.unloadPlugin(jar.id());
        throw new RefusedException("plugin " + jar.id() + " " + jar.version() + " failed to start: " + reason(failure)
                + ". Ask its maintainer.");
    }

    /** The message of the innermost cause that has one. */
    static String reason(Throwable failure) {
        String reason = failure.toString();
        int depth = 0;
        for (Throwable at = failure; at != null && depth < 20; at = at.getCause(), depth++) {
            reason = at.getMessage() == null
                    ? at.getClass().getName()
                    : at.getClass().getSimpleName() + ": " + at.getMessage();
        }
        return reason;
    }

    /**
     * A jar whose plugin runs.
     *
     * @param entry of the registry, if it has one
     * @param loader of its classes
     * @param classNames its extensions
     */
    record StartedPlugin(PluginJar jar, Optional<RegistryEntry> entry, ClassLoader loader, Set<String> classNames) {}
}
