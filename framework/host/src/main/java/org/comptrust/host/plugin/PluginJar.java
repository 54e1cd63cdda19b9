package org.comptrust.host.plugin;

import java.nio.file.Path;

/**
 * What a plugin jar says about itself.
 *
 * @param path the file
 * @param id {@code Plugin-Id} of the manifest
 * @param version {@code Plugin-Version} of the manifest
 * @param requires {@code Plugin-Requires} of the manifest; {@code *} where it has none
 * @param about {@code Plugin-Description} of the manifest, or {@code ""}
 * @param sha256 of the file
 */
record PluginJar(Path path, String id, String version, String requires, String about, String sha256) {
    String name() {
        return path.getFileName().toString();
    }
}
