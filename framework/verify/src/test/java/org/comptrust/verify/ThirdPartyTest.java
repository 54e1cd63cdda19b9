package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A method that needs input norms and brings its own kernels, built outside the reactor against the installed api. */
class ThirdPartyTest {
    @TempDir
    Path folder;

    private Workbench bench;
    private Path jar;
    private Path spec;

    @BeforeEach
    void dropIn() throws IOException {
        bench = Workbench.in(folder);
        jar = Files.copy(Shipped.thirdPartyJar(), bench.plugins().resolve("salient-columns-1.0.jar"));
        spec = bench.specWithMethods(
                "ours: { use: com.example.salient-columns, calibration: own, with: { keep: [0.1, 0.5] } }");
    }

    @Test
    void itsProjectIsShort() throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.walk(Shipped.root().resolve("framework/verify/src/it/third-party"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        assertTrue(lines > 50 && lines < 120, lines + " lines");
    }

    @Test
    void itRunsWhenTheUserAllowsIt() throws IOException {
        Shipped.Result result = bench.run("run", spec.toString(), "--allow-unregistered");

        assertEquals(0, result.exitCode(), result.err());
        assertTrue(scored("ours[keep=0.1]") && scored("ours[keep=0.5]"), bench.results());
    }

    private boolean scored(String variant) throws IOException {
        return bench.results().lines().anyMatch(line -> line.contains("," + variant + ",") && line.contains("scored"));
    }

    @Test
    void withoutLeaveItIsRefusedWithTheEntryThatWouldAdmitIt() throws Exception {
        Shipped.Result result = bench.run("run", spec.toString());

        assertEquals(3, result.exitCode(), result.err());
        assertTrue(result.err().contains("salient-columns-1.0.jar"), result.err());
        assertTrue(result.err().contains(sha256(jar)), result.err());
        assertTrue(result.err().contains("experiment.yaml:9:16"), result.err());
    }

    @Test
    void itRunsOnceTheRegistryHasItsHash() throws Exception {
        Files.writeString(folder.resolve("registry.yaml"), """
                  - id: com.example.salient-columns
                    kind: compression
                    jar: salient-columns-1.0.jar
                    api: ">=0.1.0"
                    about: Keeps salient columns and binarizes the others.
                    sha256: %s
                """.formatted(sha256(jar)), StandardOpenOption.APPEND);

        Shipped.Result result = bench.run("run", spec.toString());

        assertEquals(0, result.exitCode(), result.err());
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
