package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake gets one message with its place and a way out, the exit code of who must act, and no stack trace. */
class MistakesTest {
    private static final String RTN = "rtn: { use: rtn, with: { bits: 4, groupSize: 16 } }";

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void setUp() throws IOException {
        bench = Workbench.in(folder);
    }

    @Test
    void aMissingExperimentFile() {
        tells(bench.run("run", folder.resolve("absent.yaml").toString()), 2, "absent.yaml");
    }

    @Test
    void brokenYaml() throws IOException {
        tells(bench.run("run", bench.spec("name: [a, b\nmodels: {").toString()), 2, "experiment.yaml:2:");
    }

    @Test
    void severalMistakesAtOnce() throws IOException {
        Path spec = bench.specWithMethods("""
                a: { use: wandaa, calibration: own }
                b: { use: rtn, with: { bits: 5 } }
                c: { use: rtn, with: { bits: 4, groupsize: 16 } }
                """);

        Shipped.Result result = bench.run("validate", spec.toString());

        tells(result, 2, "experiment.yaml:9:", "wandaa", "Did you mean \"wanda\"?");
        tells(result, 2, "experiment.yaml:10:", "bits");
        tells(result, 2, "experiment.yaml:11:", "groupsize", "groupSize");
    }

    @Test
    void anOptionThatDoesNotFitTheModel() throws IOException {
        Path spec = bench.specWithMethods("rtn: { use: rtn, with: { bits: 4, groupSize: 100 } }");

        tells(bench.run("run", spec.toString()), 2, "experiment.yaml:9:", "groupSize", "100");
    }

    @Test
    void aModelFolderThatIsNotThere() throws IOException {
        Path spec = Files.writeString(
                folder.resolve("experiment.yaml"),
                Files.readString(bench.specWithMethods(RTN)).replace("source: tiny", "source: tinny"));

        Shipped.Result result = bench.run("run", spec.toString());

        tells(result, result.exitCode(), "experiment.yaml:5:", "tinny");
        assertTrue(result.exitCode() == 2 || result.exitCode() == 4, "exit code " + result.exitCode());
    }

    @Test
    void truncatedWeights() throws IOException {
        Path weights = folder.resolve("tiny/model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));

        tells(bench.run("run", bench.specWithMethods(RTN).toString()), 4, "model.safetensors", "truncated");
        tells(bench.run("model", "show", folder.resolve("tiny").toString()), 4, "model.safetensors", "truncated");
    }

    @Test
    void aCorruptJarIsNamedAndTheOthersRun() throws IOException {
        Files.write(bench.plugins().resolve("broken.jar"), new byte[] {'P', 'K', 3, 4, 9, 9});

        Shipped.Result result = bench.run("run", bench.specWithMethods(RTN).toString());

        tells(result, 0, "broken.jar");
    }

    @Test
    void aPluginThatThrowsFailsItsCellsOnly() throws IOException {
        ThrowingPlugin.build(bench.plugins().resolve("throwing.jar"));
        Path spec = bench.specWithMethods("bad: { use: throwing }\n" + RTN);

        Shipped.Result result = bench.run("run", spec.toString(), "--allow-unregistered");

        tells(result, 3, "com.example.throwing", "the dog ate my kernel");
        String results = bench.results();
        assertTrue(results.lines().anyMatch(line -> line.contains(",rtn,") && line.contains("scored")), results);
        assertTrue(results.lines().anyMatch(line -> line.contains(",bad,") && line.contains("failed")), results);
    }

    @Test
    void calibrationThatIsMissing() throws IOException {
        Path spec = bench.specWithMethods("wanda: { use: wanda }");

        Shipped.Result result = bench.run("run", spec.toString());

        tells(result, 2, "experiment.yaml:9:", "calibration");
    }

    @Test
    void anUnknownCommand() {
        tells(bench.run("rum"), 2, "rum");
    }

    private static void tells(Shipped.Result result, int exitCode, String... parts) {
        String all = result.out() + result.err();
        assertEquals(exitCode, result.exitCode(), all);
        for (String part : parts) {
            assertTrue(all.contains(part), "no " + part + " in:\n" + all);
        }
        assertFalse(all.contains("\tat "), "a stack trace:\n" + all);
        assertFalse(all.contains("internal error"), all);
    }
}
