package org.comptrust.host.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a plugin jar says about itself.
 *
 * @param path the file
 * @param id {@code Plugin-Id} of the manifest; of a {@link Form#SERVICES service jar} the id that {@link ServiceJar} finds
 * @param version {@code Plugin-Version} of the manifest; of a service jar the version that {@link ServiceJar} finds
 * @param requires {@code Plugin-Requires} of the manifest; {@code *} where it has none
 * @param about {@code Plugin-Description} of the manifest, or {@code ""}
 * @param sha256 of the file
 * @param form how it offers its extensions
 * @param services classes that a service jar offers, in the order of its files
 */
record PluginJar(
        Path path,
        String id,
        String version,
        String requires,
        String about,
        String sha256,
        Form form,
        List<String> services) {
    /** How a jar offers its extensions. */
    enum Form {
        /** {@code Plugin-Id} in the manifest, classes in {@code META-INF/extensions.idx}. */
        PF4J,
        /** Classes in {@code META-INF/services}, as for {@link java.util.ServiceLoader}. */
        SERVICES
    }

    PluginJar {
        services = List.copyOf(services);
    }

    String name() {
        return path.getFileName().toString();
    }

    /** The version range of comptrust, if the jar names one. */
    Optional<String> range() {
        return requires.equals("*") ? Optional.empty() : Optional.of(requires);
    }
}
