package org.comptrust.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.comptrust.core.port.Models;
import org.comptrust.core.port.Progress;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.plugin.PluginFolder;
import org.comptrust.host.registry.Registry;
import org.comptrust.host.registry.RegistryReader;

/** What the commands share: the global options and what is opened by them. */
public final class Session {
    private final Cli options;
    private final Terminal terminal;
    private final Optional<Path> home;
    private final Supplier<Models> engine;

    /**
     * @param home folder of the distribution, if the program runs from one
     * @param engine opens the engine, which takes a moment; whoever calls it closes the result
     */
    Session(Cli options, Terminal terminal, Optional<Path> home, Supplier<Models> engine) {
        this.options = options;
        this.terminal = terminal;
        this.home = home;
        this.engine = engine;
    }

    public Terminal terminal() {
        return form() == Display.Form.JSON ? terminal.withEvents() : terminal;
    }

    /** How progress is shown; the caller closes it. */
    Display display() {
        return Display.of(form(), terminal());
    }

    /** Does work while a person sees how far it came. */
    <T> T watching(Function<Progress, T> work) {
        try (Display display = display()) {
            T result = work.apply(display);
            display.clear();
            return result;
        }
    }

    private Display.Form form() {
        return options.quiet ? Display.Form.NONE : options.progress;
    }

    Models engine() {
        return engine.get();
    }

    /**
     * Loads the drop-in folder; the caller closes the catalogue.
     *
     * @throws UsageException if there is no such folder
     */
    PluginCatalog plugins() {
        Path folder = pluginsFolder();
        if (!Files.isDirectory(folder)) {
            throw new UsageException("no plugins folder " + folder + ". Name one with --plugins DIR.");
        }
        try {
            return PluginFolder.open(folder, registry(), options.allowUnregistered);
        } catch (IOException e) {
            throw new UsageException(
                    "cannot list the plugins folder " + folder + ": " + e + ". Check its permissions.");
        }
    }

    Path pluginsFolder() {
        return Optional.ofNullable(options.plugins)
                .or(() -> home.map(folder -> folder.resolve("plugins")))
                .orElseThrow(() -> new UsageException(
                        "no plugins folder is known. Start bin/comptrust, or name a folder with --plugins DIR."));
    }

    /** The file that a SPEC argument means: that file, or, if there is none, the distribution's experiment of this name. */
    Path experiment(Path named) {
        return shipped(named).orElse(named);
    }

    /** Where results go if nothing else is said: those of the distribution's experiments go to where the user is. */
    Optional<Path> resultsOf(Path named) {
        return shipped(named).map(file -> Path.of("runs"));
    }

    private Optional<Path> shipped(Path named) {
        return Files.exists(named) || named.getNameCount() != 1
                ? Optional.empty()
                : home.map(folder -> folder.resolve(named + ".yaml")).filter(Files::isRegularFile);
    }

    private Registry registry() {
        return Optional.ofNullable(options.registry)
                .or(() -> home.map(folder -> folder.resolve("registry.yaml")))
                .map(RegistryReader::read)
                .orElseGet(() -> new Registry("registry.yaml", List.of()));
    }
}
