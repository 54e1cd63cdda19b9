package org.comptrust.host.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.TrustDimension;
import org.comptrust.core.hash.Sha256;
import org.pf4j.ManifestPluginDescriptorFinder;

/** Looks into a jar before any of its classes is loaded. */
final class JarCheck {
    /** Types that host and plugins share: a second copy of one is a second, incompatible class. */
    static final List<String> SHARED =
            List.of("org.comptrust.api.", "ai.djl.", "org.pf4j.", "org.slf4j.", "org.jspecify.");

    private static final Pattern RELEASE_FOLDER = Pattern.compile("META-INF/versions/\\d+/");
    private static final Pattern OUTSIDE = Pattern.compile("^([/\\\\]|[A-Za-z]:).*|(^|.*[/\\\\])\\.\\.([/\\\\].*|$)");

    private JarCheck() {}

    /**
     * Reads the manifest and the names of all entries.
     *
     * @throws RefusedException if the jar is no plugin or brings what it must not bring
     */
    static PluginJar check(Path path) throws RefusedException {
        try (JarFile jar = new JarFile(path.toFile())) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw new RefusedException(
                        "it has no manifest. A plugin's manifest has Plugin-Id and Plugin-Version; build it with an ordinary tool.");
            }
            checkEntries(jar);
            Attributes attributes = manifest.getMainAttributes();
            checkStandsAlone(attributes);
            return describe(path, jar, attributes);
        } catch (IOException
                | UncheckedIOException
                | IllegalArgumentException e) { // the last for names that are not UTF-8
            throw new RefusedException("it cannot be read as a jar (" + e.getMessage() + "). Copy or build it again.");
        }
    }

    private static PluginJar describe(Path path, JarFile jar, Attributes attributes)
            throws IOException, RefusedException {
        Optional<String> pluginId = optional(attributes, ManifestPluginDescriptorFinder.PLUGIN_ID);
        Set<String> services = pluginId.isPresent() ? Set.of() : ServiceJar.services(jar);
        String id;
        String version;
        if (services.isEmpty()) {
            id = required(attributes, ManifestPluginDescriptorFinder.PLUGIN_ID);
            Ids.checkForm("Plugin-Id", id);
            version = required(attributes, ManifestPluginDescriptorFinder.PLUGIN_VERSION);
        } else {
            ServiceJar plain = new ServiceJar(attributes, path.getFileName().toString());
            id = plain.id();
            version = plain.version();
        }
        return new PluginJar(
                path,
                id,
                version,
                optional(attributes, ManifestPluginDescriptorFinder.PLUGIN_REQUIRES)
                        .orElse("*"),
                optional(attributes, ManifestPluginDescriptorFinder.PLUGIN_DESCRIPTION)
                        .orElse(""),
                Sha256.ofFile(path),
                services.isEmpty() ? PluginJar.Form.PF4J : PluginJar.Form.SERVICES,
                List.copyOf(services));
    }

    private static void checkEntries(JarFile jar) throws RefusedException {
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (OUTSIDE.matcher(name).matches()) {
                throw new RefusedException(
                        "its entry " + name + " points outside of the jar. Build it with an ordinary tool.");
            }
            if (name.equals("META-INF/INDEX.LIST")) {
                throw new RefusedException("it has an index of other jars, " + name + ". Build it without one.");
            }
            String className = RELEASE_FOLDER.matcher(name).replaceFirst("").replace('/', '.');
            if (name.endsWith(".class") && SHARED.stream().anyMatch(className::startsWith)) {
                throw new RefusedException("it contains " + name
                        + ", which the host provides; two copies of a class do not fit together."
                        + " Give that dependency the scope `provided` and build the jar again.");
            }
        }
    }

    private static void checkStandsAlone(Attributes attributes) throws RefusedException {
        if (optional(attributes, Attributes.Name.CLASS_PATH.toString()).isPresent()) {
            throw new RefusedException("its manifest has a Class-Path, but a plugin stands alone."
                    + " Bundle what it needs into the jar.");
        }
        Optional<String> others = optional(attributes, ManifestPluginDescriptorFinder.PLUGIN_DEPENDENCIES);
        if (others.isPresent()) {
            throw new RefusedException("it depends on other plugins (" + others.get() + "), but a plugin stands alone."
                    + " Bundle what it needs into the jar.");
        }
    }

    private static String required(Attributes attributes, String name) throws RefusedException {
        return optional(attributes, name)
                .orElseThrow(() -> new RefusedException("its manifest has no " + name
                        + (name.equals(ManifestPluginDescriptorFinder.PLUGIN_ID)
                                ? ", and it has no META-INF/services/" + CompressionMethod.class.getName() + ", "
                                        + TrustDimension.class.getSimpleName() + " or " + Scorer.class.getSimpleName()
                                        + " either, so it is no comptrust plugin."
                                : ", which a plugin must have.")
                        + " Add the entry, or move the jar out of the folder."));
    }

    static Optional<String> optional(Attributes attributes, String name) {
        return Optional.ofNullable(attributes.getValue(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
