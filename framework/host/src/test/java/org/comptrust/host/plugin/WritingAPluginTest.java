package org.comptrust.host.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.api.compression.CompressionMethod;
import org.comptrust.host.registry.Registry;
import org.comptrust.testkit.CompressionMethodContract;
import org.comptrust.testkit.OptionsRecords;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of {@code docs/writing-a-plugin.md}: built from the page, loaded as a jar, held to the contract. */
final class WritingAPluginTest extends CompressionMethodContract<Record> {
    private static final Path PAGE = Path.of("../docs/writing-a-plugin.md");
    private static final Pattern FILE = Pattern.compile("\\*\\*`([^`]+)`\\*\\*\n\n```\\w+\n(.*?)```", Pattern.DOTALL);

    @TempDir
    static Path folder;

    private static Map<String, String> files = Map.of();
    private static PluginCatalog catalog;

    @BeforeAll
    static void buildTheJar() throws IOException {
        files = filesOf(Files.readString(PAGE));
        PluginJarBuilder jar = new PluginJarBuilder("com.acme.quiet");
        files.forEach((path, text) -> {
            if (path.startsWith("src/main/java/")) {
                String name = path.substring("src/main/java/".length(), path.length() - ".java".length());
                jar.source(name.replace('/', '.'), text);
            } else if (path.startsWith("src/main/resources/")) {
                jar.entry(path.substring("src/main/resources/".length()), PluginJarBuilder.bytes(text));
            }
        });
        jar.in(folder, "quiet-1.0.0.jar");
        catalog = PluginFolder.open(folder, new Registry("registry.yaml", List.of()), true);
    }

    @AfterAll
    static void closeTheJar() {
        catalog.close();
    }

    @Test
    void thePageHasAllFilesOfTheProject() {
        assertEquals(4, files.size(), files.keySet()::toString);
        assertEquals(List.of(), catalog.troubles());
        assertEquals(List.of("quiet"), catalog.methods());
    }

    @Test
    void thePagesPomAsksForThisVersion() {
        String pom = files.get("pom.xml");
        assertTrue(pom.contains("<version>" + Version.current() + "</version>"), pom);
        assertTrue(pom.contains("<Plugin-Requires>&gt;=" + Version.spi() + "</Plugin-Requires>"), pom);
    }

    @Override
    @SuppressWarnings("unchecked") // the options record is known to the jar's class loader only
    protected CompressionMethod<Record> method() {
        return (CompressionMethod<Record>) catalog.method("quiet").orElseThrow().value();
    }

    @Override
    protected Record options() {
        return OptionsRecords.of(method().options(), Map.of());
    }

    private static Map<String, String> filesOf(String page) {
        Map<String, String> found = new TreeMap<>();
        for (Matcher file = FILE.matcher(page); file.find(); ) {
            found.put(file.group(1), file.group(2));
        }
        return found;
    }
}
