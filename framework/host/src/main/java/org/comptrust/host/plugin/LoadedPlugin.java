package org.comptrust.host.plugin;

import java.util.List;
import java.util.Optional;
import org.comptrust.core.port.Origin;
import org.comptrust.host.registry.RegistryEntry;

/**
 * A plugin that was started.
 *
 * @param origin id, version, jar and hash
 * @param trust how the registry knows it: {@code first-party}, {@code registered} or {@code unregistered}
 * @param about one sentence
 * @param methods ids of its compression methods, sorted
 * @param dimensions ids of its dimensions, sorted
 * @param scorers ids of its scorers, sorted
 * @param requires versions of comptrust that the jar asks for, if it does
 * @param entry the registry's, if it has one
 * @param form {@code pf4j} (Plugin-Id and extensions.idx) or {@code services} (META-INF/services)
 */
public record LoadedPlugin(
        Origin origin,
        String trust,
        String about,
        List<String> methods,
        List<String> dimensions,
        List<String> scorers,
        Optional<String> requires,
        Optional<RegistryEntry> entry,
        String form) {
    public LoadedPlugin {
        methods = List.copyOf(methods);
        dimensions = List.copyOf(dimensions);
        scorers = List.copyOf(scorers);
    }
}
