package org.comptrust.host.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.api.trust.Scorer;
import org.comptrust.api.trust.TrustDimension;

/**
 * A jar that offers extensions as {@link java.util.ServiceLoader} expects it, without a word of PF4J's. Its id is the manifest's
 * {@code Automatic-Module-Name}, else {@code Implementation-Title}, else the file's name without version; in lower case, other
 * characters than letters, digits, dots and dashes made dashes. Its version is {@code Implementation-Version}, else that of the
 * file's name.
 */
final class ServiceJar {
    private static final List<String> TYPES =
            List.of(CompressionMethod.class.getName(), TrustDimension.class.getName(), Scorer.class.getName());

    /** {@code rotquant-1.2.0-rc1.jar}: the version begins at the first dash that a digit follows. */
    private static final Pattern FILE = Pattern.compile("(.+?)(?:[-_](v?\\d.*))?\\.jar");

    private final Attributes attributes;
    private final Matcher file;

    /** @param fileName such as {@code rotquant-1.2.0.jar} */
    ServiceJar(Attributes attributes, String fileName) {
        this.attributes = attributes;
        this.file = FILE.matcher(fileName);
        if (!file.matches()) {
            throw new IllegalArgumentException(fileName + " does not end in .jar");
        }
    }

    /** The classes that a jar offers; none if it is no such jar. */
    static Set<String> services(JarFile jar) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (String type : TYPES) {
            ZipEntry entry = jar.getEntry("META-INF/services/" + type);
            if (entry != null) {
                String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                text.lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** @throws RefusedException if nothing in manifest and file name can be an id */
    String id() throws RefusedException {
        String said = attribute("Automatic-Module-Name")
                .or(() -> attribute("Implementation-Title"))
                .orElse(file.group(1));
        String id = said.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-");
        Ids.checkForm("the id made from \"" + said + "\",", id);
        return id;
    }

    /** @throws RefusedException if neither manifest nor file name has one */
    String version() throws RefusedException {
        return attribute("Implementation-Version")
                .or(() -> Optional.ofNullable(file.group(2)))
                .orElseThrow(
                        () -> new RefusedException("it says no version. Add Implementation-Version to its manifest,"
                                + " or put the version into its name: " + file.group(1) + "-1.0.0.jar."));
    }

    private Optional<String> attribute(String name) {
        return JarCheck.optional(attributes, name);
    }
}
