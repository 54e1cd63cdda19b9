package org.comptrust.host.plugin;

import java.util.List;
import org.comptrust.core.port.Origin;

/**
 * A plugin that was started.
 *
 * @param origin id, version, jar and hash
 * @param trust how the registry knows it: {@code first-party}, {@code registered} or {@code unregistered}
 * @param about one sentence
 * @param methods ids of its compression methods, sorted
 * @param dimensions ids of its dimensions, sorted
 */
public record LoadedPlugin(Origin origin, String trust, String about, List<String> methods, List<String> dimensions) {
    public LoadedPlugin {
        methods = List.copyOf(methods);
        dimensions = List.copyOf(dimensions);
    }
}
