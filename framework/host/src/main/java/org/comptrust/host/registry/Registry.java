package org.comptrust.host.registry;

import java.util.List;
import java.util.Optional;

/**
 * The plugins that are known, in the file's order.
 *
 * @param file how messages call the file
 * @param entries ids are distinct
 */
public record Registry(String file, List<RegistryEntry> entries) {
    public Registry {
        entries = List.copyOf(entries);
    }

    /** The entry of a plugin. */
    public Optional<RegistryEntry> find(String pluginId) {
        return entries.stream().filter(entry -> entry.id().equals(pluginId)).findFirst();
    }
}
