package org.comptrust.host.plugin;

import java.util.Optional;
import org.comptrust.host.registry.Registry;
import org.comptrust.host.registry.RegistryEntry;
import org.pf4j.DefaultVersionManager;

/** Compares a jar with the registry: only known code is run, unless the user allows more. */
final class RegistryCheck {
    private final Registry registry;
    private final boolean allowUnregistered;

    RegistryCheck(Registry registry, boolean allowUnregistered) {
        this.registry = registry;
        this.allowUnregistered = allowUnregistered;
    }

    /**
     * The jar's entry; empty if it has none and need not have one.
     *
     * @throws RefusedException if the jar is not the registered one
     */
    Optional<RegistryEntry> check(PluginJar jar) throws RefusedException {
        Optional<RegistryEntry> found = registry.find(jar.id());
        if (found.isEmpty()) {
            if (!allowUnregistered) {
                throw new RefusedException(
                        "plugin " + jar.id() + " is not in " + registry.file() + ". If you trust it, add "
                                + entryFor(jar) + " to its plugins (kind: trust if it is a dimension), or run with"
                                + " --allow-unregistered.");
            }
            return found;
        }
        RegistryEntry entry = found.get();
        String where = registry.file() + ":" + entry.place().line();
        checkHash(jar, entry, where);
        if (!new DefaultVersionManager().checkVersionConstraint(Version.spi(), entry.api())) {
            throw new RefusedException("by " + where + ", plugin " + jar.id() + " works with comptrust " + entry.api()
                    + "; this is " + Version.current() + ". Install a matching release of the plugin and register it.");
        }
        return found;
    }

    private void checkHash(PluginJar jar, RegistryEntry entry, String where) throws RefusedException {
        if (entry.sha256().isPresent()) {
            String expected = entry.sha256().get();
            if (!expected.equals(jar.sha256())) {
                throw new RefusedException("it is not the jar that " + where + " names: expected sha256 " + expected
                        + ", found " + jar.sha256() + ". Fetch it again; if you changed it yourself and trust it,"
                        + " put the new sha256 there.");
            }
        } else if (!entry.firstParty() && !allowUnregistered) {
            throw new RefusedException("its entry at " + where
                    + " has no sha256, which a third-party jar must have. If you" + " trust the jar, add `sha256: "
                    + jar.sha256() + "` there, or run with --allow-unregistered.");
        }
    }

    /** On one line, so that a message stays one. */
    private static String entryFor(PluginJar jar) {
        return "- { id: " + jar.id() + ", kind: compression, jar: " + quoted(jar.name()) + ", api: "
                + quoted(jar.range().orElse(">=" + Version.spi())) + ", about: "
                + quoted(jar.about().isEmpty() ? "What it does, in one sentence." : jar.about()) + ", sha256: \""
                + jar.sha256() + "\" }";
    }

    /** As a YAML string in double quotes. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
