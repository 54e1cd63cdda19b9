package org.comptrust.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dependencies point down only: host to core and models, these to api, plugins to api. */
class ArchitectureTest {
    private static JavaClasses framework;
    private static JavaClasses plugins;

    @BeforeAll
    static void read() throws IOException {
        framework = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.comptrust");
        List<JarFile> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(Shipped.plugins())) {
            for (Path jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                jars.add(new JarFile(jar.toFile()));
            }
        }
        plugins = new ClassFileImporter().importJars(jars);
        assertTrue(framework.size() > 100, "found only " + framework.size() + " classes");
        assertTrue(plugins.size() > 20, "found only " + plugins.size() + " classes of plugins");
    }

    @Test
    void apiKnowsNothingOfTheFramework() {
        noClasses()
                .that()
                .resideInAPackage("org.comptrust.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.comptrust.core..",
                        "org.comptrust.models..",
                        "org.comptrust.host..",
                        "org.comptrust.testkit..")
                .check(framework);
    }

    @Test
    void apiNeedsArraysExtensionPointsAndNullMarksOnly() {
        classes()
                .that()
                .resideInAPackage("org.comptrust.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.comptrust.api..", "java..", "ai.djl.ndarray..", "org.pf4j", "org.jspecify.annotations")
                .check(framework);
    }

    @Test
    void coreKnowsNeitherEngineNorPluginManagerNorHost() {
        noClasses()
                .that()
                .resideInAPackage("org.comptrust.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.comptrust.models..", "org.comptrust.host..", "ai.djl..", "org.pf4j..")
                .check(framework);
    }

    @Test
    void modelsKnowNeitherCoreNorHostNorPluginManager() {
        noClasses()
                .that()
                .resideInAPackage("org.comptrust.models..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.comptrust.core..", "org.comptrust.host..", "org.pf4j..")
                .check(framework);
    }

    @Test
    void pluginsSeeApiAndTheirOwnSupportOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.comptrust.core..",
                        "org.comptrust.models..",
                        "org.comptrust.host..",
                        "org.comptrust.testkit..")
                .check(plugins);
    }

    @Test
    void packagesOfAModuleHaveNoCycles() {
        for (String module : List.of("api", "core", "models", "host")) {
            slices().matching("org.comptrust." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .check(framework);
        }
    }

    @Test
    void onlyTheHostWritesToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.comptrust.host..", "org.comptrust.testkit..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(framework);
    }

    @Test
    void noCodeOutsideAPluginKnowsItsId() throws IOException {
        Path sources = Shipped.root().resolve("framework");
        List<String> ids = List.of(
                "\"wanda\"",
                "\"magnitude\"",
                "\"rtn\"",
                "\"awq\"",
                "\"gptq\"",
                "\"sparsegpt\"",
                "\"machine-ethics\"",
                "\"stereotype\"",
                "\"toxicity\"",
                "\"toxicity-linear\"",
                "\"perspective\"",
                "\"perplexity\"",
                "\"adversarial-robustness\"",
                "\"ood-robustness\"",
                "\"adversarial-demonstrations\"",
                "\"privacy\"",
                "\"fairness\"",
                "\"mmlu\"");
        List<String> found = new ArrayList<>();
        int files = 0;
        for (String module : List.of("api", "core", "models", "host")) {
            try (Stream<Path> all = Files.walk(sources.resolve(module).resolve("src/main/java"))) {
                for (Path file : all.filter(f -> f.toString().endsWith(".java")).toList()) {
                    files++;
                    String text = Files.readString(file);
                    ids.stream().filter(text::contains).forEach(id -> found.add(file.getFileName() + " names " + id));
                }
            }
        }
        // The command `model perplexity` is a measurement of its own, not the plugin.
        found.remove("ModelCommands.java names \"perplexity\"");
        // File formats are called after the methods that they were made for, and hold what any method made.
        Set<String> formats =
                Set.of("ExportFormat.java", "QuantizationConfig.java", "Quantization.java", "QuantizationReader.java");
        found.removeIf(naming -> formats.contains(naming.substring(0, naming.indexOf(' ')))
                && (naming.endsWith("\"gptq\"") || naming.endsWith("\"awq\"")));
        assertTrue(files > 100, "found only " + files + " sources");
        assertTrue(found.isEmpty(), found.toString());
    }
}
