package org.comptrust.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    void optionsOutOfRangeAreToldAtTheirPlaces() throws IOException {
        List<Mistake> mistakes = List.of(
                new Mistake("{ use: gptq, calibration: own, with: { bits: 5 } }", "bits: ", "5", "2, 3, 4"),
                new Mistake("{ use: gptq, calibration: own, with: { groupSize: 0 } }", "groupSize: ", "0"),
                new Mistake("{ use: gptq, calibration: own, with: { groupSize: -2 } }", "groupSize: ", "-2"),
                new Mistake(
                        "{ use: gptq, calibration: own, with: { groupSize: 4096 } }", "groupSize: ", "4096", "larger"),
                new Mistake("{ use: gptq, calibration: own, with: { dampening: 1.5 } }", "dampening: ", "1.5"),
                new Mistake("{ use: gptq, calibration: own, with: { dampening: -0.1 } }", "dampening: ", "-0.1"),
                new Mistake("{ use: gptq, calibration: own, with: { blockSize: 0 } }", "blockSize: ", "0"),
                new Mistake("{ use: gptq, calibration: own, with: { fallback: guess } }", "fallback: ", "guess"),
                new Mistake("{ use: gptq, calibration: own, with: { hessian: float16 } }", "hessian: ", "float16"),
                new Mistake("{ use: gptq, calibration: own, with: { symmetric: maybe } }", "symmetric: ", "maybe"),
                new Mistake("{ use: sparsegpt, calibration: own, with: { sparsity: 1.0 } }", "sparsity: ", "1.0"),
                new Mistake("{ use: sparsegpt, calibration: own, with: { sparsity: -0.5 } }", "sparsity: ", "-0.5"),
                new Mistake("{ use: sparsegpt, calibration: own, with: { bits: 16 } }", "bits: ", "16"),
                new Mistake("{ use: sparsegpt, calibration: own, with: { pattern: '3:4:5' } }", "pattern: ", "3:4:5"),
                new Mistake("{ use: sparsegpt, calibration: own, with: { pattern: '4:4' } }", "pattern: ", "4:4"),
                new Mistake("{ use: sparsegpt, calibration: own, with: { dampening: 2 } }", "dampening: ", "2"),
                new Mistake("{ use: wanda, calibration: own, with: { pattern: 2 in 4 } }", "pattern: ", "2 in 4"),
                new Mistake(
                        "{ use: wanda, calibration: own, with: { pattern: '3:7' } }", "pattern: ", "does not divide"),
                new Mistake("{ use: wanda, calibration: own, with: { sparsity: 1 } }", "sparsity: ", "[0, 1)"),
                new Mistake("{ use: wanda, calibration: own, with: { alphaSearch: 3 } }", "alphaSearch: ", "3"),
                new Mistake("{ use: awq, calibration: own, with: { bits: 4, groupSize: 0 } }", "groupSize: ", "0"),
                new Mistake("{ use: awq, calibration: own, with: { bits: 4, groupSize: 7 } }", "groupSize: ", "7"),
                new Mistake("{ use: awq, calibration: own, with: { bits: 9 } }", "bits: ", "9"));
        StringBuilder methods = new StringBuilder();
        for (int i = 0; i < mistakes.size(); i++) {
            methods.append("m%02d: %s%n".formatted(i, mistakes.get(i).method()));
        }
        Path spec = bench.specWithMethods(methods.toString());

        Shipped.Result result = bench.run("validate", spec.toString());

        for (int i = 0; i < mistakes.size(); i++) {
            Mistake mistake = mistakes.get(i);
            int line = 9 + i;
            int column = Files.readAllLines(spec).get(line - 1).indexOf(mistake.option())
                    + mistake.option().length()
                    + 1;
            String place = "experiment.yaml:" + line + ":" + column + ": ";
            String said = (result.out() + result.err())
                    .lines()
                    .filter(text -> text.contains(place))
                    .findFirst()
                    .orElseThrow(
                            () -> new AssertionError("nothing at " + place + " in:\n" + result.out() + result.err()));
            for (String part : mistake.parts()) {
                assertTrue(said.contains(part), "no \"" + part + "\" in: " + said);
            }
        }
        tells(result, 2);
    }

    @Test
    void optionsThatNoMethodHasAreNamedWithTheNearest() throws IOException {
        Path spec = bench.specWithMethods("""
                a: { use: gptq, calibration: own, with: { damping: 0.01 } }
                b: { use: sparsegpt, calibration: own, with: { patern: "2:4" } }
                c: { use: awq, calibration: own, with: { groupsize: 32 } }
                d: { use: wanda, calibration: own, with: { alphasearch: true } }
                """);

        Shipped.Result result = bench.run("validate", spec.toString());

        tells(result, 2, "experiment.yaml:9:", "\"dampening\"");
        tells(result, 2, "experiment.yaml:10:", "\"pattern\"");
        tells(result, 2, "experiment.yaml:11:", "\"groupSize\"");
        tells(result, 2, "experiment.yaml:12:", "\"alphaSearch\"");
    }

    @Test
    void calibrationFilesThatDoNotHoldWhatIsTakenOfThemAreToldBeforeAnythingRuns() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("empty.txt", new byte[0]);
        files.put("short.txt", "Two words.\n".getBytes(StandardCharsets.UTF_8));
        files.put("latin.txt", "one line\ncaf\u00e9 with milk\n".getBytes(StandardCharsets.ISO_8859_1));
        files.put("cut.jsonl", "{\"text\": \"whole\"}\n{\"text\": \"cut\n".getBytes(StandardCharsets.UTF_8));
        files.put("other.jsonl", "{\"text\": \"whole\"}\n{\"body\": \"x\"}\n".getBytes(StandardCharsets.UTF_8));
        StringBuilder calibration = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
            String name = file.getKey().replaceAll("\\..*", "");
            calibration.append("  %s: { data: %s, samples: 2, length: 16 }%n".formatted(name, file.getKey()));
            methods.append("%s: { use: gptq, calibration: %s, with: { groupSize: 16 } }%n".formatted(name, name));
        }
        Path spec = bench.specWithMethods(methods.toString());
        Files.writeString(spec, Files.readString(spec).replace("calibration:\n", "calibration:\n" + calibration));

        Shipped.Result result = bench.run("validate", spec.toString());

        tells(result, 2, "experiment.yaml:7:", "empty.txt", "experiment.yaml:8:", "short.txt");
        tells(result, 2, "experiment.yaml:9:", "latin.txt:2", "UTF-8");
        tells(result, 2, "experiment.yaml:10:", "cut.jsonl:2", "JSON");
        tells(result, 2, "experiment.yaml:11:", "other.jsonl:2", "text");
    }

    /** A method of which one option is wrong, what stands before its value, and what has to be said. */
    private record Mistake(String method, String option, String... parts) {}

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
