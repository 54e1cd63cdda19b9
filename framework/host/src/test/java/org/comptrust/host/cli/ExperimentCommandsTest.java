package org.comptrust.host.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.plugin.PluginJarBuilder;
import org.comptrust.testkit.model.TinyModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments on a tiny model, with the real engine and plugin jars that the test compiles. */
final class ExperimentCommandsTest {
    private static final String SPEC = """
            apiVersion: comptrust/v1
            name: tiny
            models:
              tiny: { source: model }
            methods:
              small: { use: shrink }
            dimensions:
              asked: { use: answers }
            outputs: { store: runs, publish: [csv, html] }
            """;

    @TempDir
    Path folder;

    private Path plugins = Path.of("");

    @BeforeEach
    void aModelAMethodAndADimension() throws IOException {
        TinyModel.small().write(Files.createDirectory(folder.resolve("model")));
        plugins = Files.createDirectory(folder.resolve("plugins"));
        PluginJarBuilder.method("acme.method", "shrink").in(plugins, "method.jar");
        PluginJarBuilder.dimension("acme.dimension", "answers").in(plugins, "dimension.jar");
    }

    @Test
    void runsAnExperimentAndShowsWhereItsReportLies() throws IOException {
        CommandLineRun run = comptrust("run", SPEC);

        assertEquals(0, run.exitCode(), run.err());
        assertEquals(
                """
                model  variant  dimension   score  difference  items  too long  refused  unreadable  status
                tiny   base     answers    100.00           -      3              0.0 %       0.0 %
                tiny   small    answers    100.00       +0.00      3              0.0 %       0.0 %
                """, run.out().substring(0, run.out().indexOf("\nresults: ")).replaceAll(" +\n", "\n"));
        assertTrue(Files.exists(folder.resolve("runs/tiny/report.html")));
    }

    @Test
    void anExperimentIsPlannedWithoutItsModelsWhereShapesAreAssumed() throws IOException {
        String far = SPEC.replace("source: model", "source: /models/Llama-2-7b-hf")
                .replace("use: answers", "use: answers, data: /data/benchmark");

        CommandLineRun guessed = comptrust("plan", far, "--json", "--assume-shape");
        CommandLineRun named = comptrust("plan", far, "--json", "--assume-shape", "tiny=llama-2-13b");
        CommandLineRun validated = comptrust("validate", far, "--assume-shape=llama-2-70b");

        assertEquals(0, guessed.exitCode(), guessed.err());
        JsonNode plan = new ObjectMapper().readTree(guessed.out());
        assertEquals("llama-2-7b", plan.at("/models/0/assumedShape").textValue());
        assertEquals(
                4 * 6_738_415_616L,
                plan.at("/models/0/variants/0/forecast/weightBytes").longValue());
        assertTrue(plan.get("notes").toString().contains("dimensions.asked.data is not there: /data/benchmark"));
        assertEquals(
                "llama-2-13b",
                new ObjectMapper()
                        .readTree(named.out())
                        .at("/models/0/assumedShape")
                        .textValue());
        assertEquals(0, validated.exitCode(), validated.err());
        assertTrue(validated.err().contains("shape llama-2-70b is assumed, as the command line says"), validated.err());
        assertEquals(2, comptrust("plan", far).exitCode());
    }

    @Test
    void aWordThatIsNoFileNamesAnExperimentOfTheDistribution() throws IOException {
        Files.writeString(folder.resolve("example.yaml"), SPEC);
        Files.writeString(folder.resolve("registry.yaml"), "apiVersion: comptrust/registry/v1\nplugins: []\n");

        CommandLineRun plan = CommandLineRun.with(
                Optional.of(folder),
                () -> EngineModels.start(folder.resolve("cache")),
                "plan",
                "example",
                "--allow-unregistered");

        assertEquals(0, plan.exitCode(), plan.err());
        assertTrue(plan.out().contains("shrink") || plan.out().contains("small"), plan.out());
        assertTrue(plan.out().strip().endsWith("results: " + Path.of("runs", "tiny")), plan.out());
    }

    @Test
    void theStatusOfAnExperimentOfTheDistributionIsThatOfTheUsersOwnFolder() throws IOException {
        Files.writeString(folder.resolve("example.yaml"), SPEC);

        CommandLineRun status = CommandLineRun.with(Optional.of(folder), CommandLineRun::noEngine, "status", "example");

        assertEquals(4, status.exitCode(), status.out());
        assertTrue(status.err().startsWith("no journal in " + Path.of("runs", "tiny")), status.err());
    }

    @Test
    void aWordThatNamesNothingIsAnError() throws IOException {
        Files.writeString(folder.resolve("registry.yaml"), "apiVersion: comptrust/registry/v1\nplugins: []\n");

        CommandLineRun run = CommandLineRun.with(
                Optional.of(folder), () -> EngineModels.start(folder.resolve("cache")), "plan", "exampel");

        assertEquals(2, run.exitCode(), run.out());
        assertTrue(run.err().contains("exampel"), run.err());
    }

    @Test
    void givesTheSameTableWhenItIsRunAgain() throws IOException {
        comptrust("run", SPEC);
        String first = Files.readString(folder.resolve("runs/tiny/results.csv"));

        CommandLineRun again = comptrust("run", SPEC, "--fresh", "--quiet");

        assertEquals("", again.err());
        assertEquals(first, Files.readString(folder.resolve("runs/tiny/results.csv")));
    }

    @Test
    void runsTheOtherCellsWhenAPluginThrows() throws IOException {
        new PluginJarBuilder("acme.broken")
                .source(
                        "acme.Method",
                        PluginJarBuilder.methodSource("return \"broken\";")
                                .replace(
                                        "return List.of();",
                                        "throw new IllegalStateException(\"no table for\\u001b[2J it\");"))
                .in(plugins, "broken.jar");

        CommandLineRun run = comptrust("run", SPEC.replace("use: shrink", "use: [broken, shrink]"));

        assertEquals(3, run.exitCode(), run.err());
        assertEquals(
                2, run.out().lines().filter(line -> line.contains("100.00")).count(), run.out());
        assertTrue(run.err().contains("plugin acme.broken 1.0.0 failed in"), run.err());
        assertTrue(run.err().contains("no table for\\u001b[2J it"), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void returnsFourForATruncatedCheckpoint() throws IOException {
        Path weights = only("model", ".safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length - 100));

        CommandLineRun run = comptrust("run", SPEC);

        assertEquals(4, run.exitCode(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(weights.getFileName().toString()), run.err());
    }

    @Test
    void returnsTwoAndAllProblemsForAWrongSpec() throws IOException {
        CommandLineRun run =
                comptrust("validate", SPEC.replace("name: tiny", "nam: tiny").replace("shrink", "shrunk"));

        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("experiment.yaml:2:1: "), run.err());
        assertTrue(run.err().contains("no method \"shrunk\". Did you mean \"shrink\"?"), run.err());
        assertTrue(run.err().strip().endsWith("problems"), run.err());
    }

    @Test
    void returnsTwoForWhatIsNotYaml() throws IOException {
        CommandLineRun run = comptrust("plan", "models: [ {");

        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("experiment.yaml:1:"), run.err());
    }

    @Test
    void returnsTwoForAFileThatIsNotThere() {
        CommandLineRun run = CommandLineRun.of("run", "gone.yaml", "--plugins", plugins.toString());

        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("gone.yaml"), run.err());
    }

    @Test
    void returnsThreeWhenOnlyARefusedJarIsMissing() throws IOException {
        Files.writeString(plugins.resolve("method.jar"), "torn");

        CommandLineRun run = comptrust("run", SPEC);

        assertEquals(3, run.exitCode());
        assertTrue(run.err().contains("no method \"shrink\""), run.err());
        assertTrue(run.err().contains("method.jar: it cannot be read as a jar"), run.err());
    }

    @Test
    void warnsOfARefusedJarThatIsNotNeeded() throws IOException {
        Files.writeString(plugins.resolve("other.jar"), "torn");

        CommandLineRun run = comptrust("validate", SPEC);

        assertEquals(0, run.exitCode());
        assertEquals("valid: tiny: 1 model, 2 variants, 1 dimension, 2 cells, 6 items to ask\n", run.out());
        assertTrue(run.err().startsWith("warning: not loaded: other.jar: "), run.err());
    }

    @Test
    void forecastsMemoryDiskAndTimeBeforeAnythingRuns() throws IOException {
        CommandLineRun text = comptrust("plan", SPEC);
        JsonNode json =
                new ObjectMapper().readTree(comptrust("plan", SPEC, "--json").out());

        assertTrue(text.out().contains("all of it, about: "), text.out());
        assertTrue(text.out().contains("from the speed of matrix products here"), text.out());
        long weights = json.at("/models/0/variants/0/forecast/weightBytes").asLong();
        long stored = Files.size(only("model", ".safetensors"));
        assertTrue(weights > stored / 2 && weights < 4 * stored, weights + " bytes in memory, " + stored + " stored");
        assertEquals(0, json.at("/models/0/variants/0/forecast/artifactBytes").asLong());
        assertTrue(json.at("/models/0/variants/1/forecast/artifactBytes").asLong() >= stored);
        assertEquals(weights, json.at("/forecast/memoryBytes").asLong(), "the method of this test changes no linear");
        assertTrue(json.at("/forecast/seconds").asDouble() > 0);
        assertTrue(json.at("/forecast/seconds").asDouble() < 60);
    }

    @Test
    void forecastsTimeFromTheRunBefore() throws IOException {
        comptrust("run", SPEC);

        CommandLineRun text = comptrust("plan", SPEC);

        assertTrue(text.out().contains("(from the pace of the run before)"), text.out());
    }

    @Test
    void showsHowFarARunCame() throws IOException {
        comptrust("run", SPEC);

        CommandLineRun bySpec = comptrust("status", SPEC);
        JsonNode byFolder = new ObjectMapper()
                .readTree(CommandLineRun.of(
                                "status", "--json", folder.resolve("runs/tiny").toString())
                        .out());

        assertEquals(0, bySpec.exitCode(), bySpec.err());
        assertTrue(bySpec.out().contains("not running, 2 cells: 2 done; "), bySpec.out());
        assertEquals(2, byFolder.at("/done").asInt());
        assertEquals("small", byFolder.at("/cells/1/variant").asText());
        assertEquals(3, byFolder.at("/cells/1/items").asInt());
        assertEquals(3, byFolder.at("/cells/1/graded").asInt());
    }

    @Test
    void returnsFourForTheStatusOfWhatWasNeverRun() throws IOException {
        CommandLineRun run = comptrust("status", SPEC);

        assertEquals(4, run.exitCode());
        assertTrue(run.err().startsWith("no journal in "), run.err());
    }

    @Test
    void writesTheReportAgainFromTheFolderOfARun() throws IOException {
        comptrust("run", SPEC);
        String first = Files.readString(folder.resolve("runs/tiny/results.csv"));
        Files.delete(folder.resolve("runs/tiny/results.csv"));

        CommandLineRun run = CommandLineRun.with(
                Optional.empty(),
                () -> EngineModels.start(folder.resolve("cache")),
                "report",
                folder.resolve("runs/tiny").toString(),
                "--plugins",
                plugins.toString(),
                "--allow-unregistered");

        assertEquals(0, run.exitCode(), run.err());
        assertEquals("", run.err());
        assertEquals(first, Files.readString(folder.resolve("runs/tiny/results.csv")));
        assertTrue(run.out().contains("small    answers    100.00"), run.out());
    }

    @Test
    void warnsThatTheExperimentIsNoLongerWhatWasRun() throws IOException {
        comptrust("run", SPEC);

        CommandLineRun run = comptrust("report", SPEC.replace("small:", "other:"));

        assertTrue(run.err().startsWith("warning: what "), run.err());
        assertTrue(run.out().contains("skipped"), run.out());
    }

    @Test
    void comparesTwoRunsFigureByFigure() throws IOException {
        comptrust("run", SPEC);
        comptrust("run", SPEC.replace("small:", "other:").replace("store: runs", "store: second"));
        String[] folders = {
            folder.resolve("runs/tiny").toString(),
            folder.resolve("second/tiny").toString()
        };

        CommandLineRun text = CommandLineRun.of("compare", folders[0], folders[1]);
        JsonNode json = new ObjectMapper()
                .readTree(CommandLineRun.of("compare", "--all", "--json", folders[0], folders[1])
                        .out());

        assertEquals(0, text.exitCode(), text.err());
        assertTrue(text.out().contains("in both, 0 of them differ; only in the first: "), text.out());
        assertTrue(text.out().matches("(?s).*tiny +small +answers +answered +100\\.0000 +- +-.*"), text.out());
        assertTrue(text.out().matches("(?s).*tiny +other +answers +answered +- +100\\.0000 +-.*"), text.out());
        assertEquals(0.0, json.at("/figures/0/difference").asDouble(1));
        assertEquals(100.0, json.at("/figures/0/first/value").asDouble());
    }

    @Test
    void returnsTwoForAComparisonWithoutResults() {
        CommandLineRun run = CommandLineRun.of("compare", folder.toString(), folder.toString());

        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("no results.csv in "), run.err());
    }

    @Test
    void showsThePlanToOtherPrograms() throws IOException {
        CommandLineRun run = comptrust("plan", SPEC, "--json");

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals(0, run.exitCode(), run.err());
        assertEquals("small", json.at("/models/0/variants/1/id").asText());
        assertEquals("shrink", json.at("/models/0/variants/1/chain/0/method").asText());
        assertEquals(3, json.at("/models/0/dimensions/0/items").asInt());
    }

    @Test
    void showsProblemsToOtherPrograms() throws IOException {
        CommandLineRun run = comptrust("validate", SPEC.replace("shrink", "shrunk"), "--json");

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals(2, run.exitCode(), run.err());
        assertFalse(json.at("/valid").asBoolean());
        assertEquals(6, json.at("/problems/0/line").asInt());
        assertEquals("methods.small.use", json.at("/problems/0/path").asText());
    }

    @Test
    void scoresTheAnswersOfARunAgainWithTheirIntervals() throws IOException {
        comptrust("run", SPEC);

        JsonNode json = new ObjectMapper().readTree(score("--json").out());
        String text = score().out();

        assertEquals(100, json.at("/score").asDouble());
        assertEquals(
                "all 3 items count alike, so nothing can be drawn that differs",
                json.at("/scoreIntervalMissing").asText());
        assertEquals(0, json.at("/refusalInterval/0").asDouble());
        assertEquals(100, json.at("/scenarios/0/score").asDouble());
        assertEquals(
                List.of(43.85, 100.0),
                List.of(
                        Math.round(json.at("/scenarios/0/scoreInterval/0").asDouble() * 100) / 100.0,
                        json.at("/scenarios/0/scoreInterval/1").asDouble()),
                "Wilson's interval of 3 right answers of 3");
        assertTrue(text.startsWith("""
                scenario   answered  of   score  95 % interval
                questions         3   3  100.00  43.85 to 100.00
                """), text);
        assertTrue(text.contains("100.00, no interval: all 3 items count alike"), text);
    }

    private CommandLineRun score(String... options) {
        List<String> arguments = new ArrayList<>(List.of("score", "--dimension", "answers", "--of", "tiny/base"));
        arguments.addAll(List.of("--journal", folder.resolve("runs/tiny").toString()));
        arguments.addAll(List.of("--plugins", plugins.toString(), "--allow-unregistered"));
        arguments.addAll(List.of(options));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertEquals(0, run.exitCode(), run.err());
        return run;
    }

    private CommandLineRun comptrust(String command, String spec, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("experiment.yaml"), spec);
        String[] common = {command, file.toString(), "--plugins", plugins.toString(), "--allow-unregistered"};
        String[] arguments =
                Stream.concat(Arrays.stream(common), Arrays.stream(options)).toArray(String[]::new);
        return CommandLineRun.with(Optional.empty(), () -> EngineModels.start(folder.resolve("cache")), arguments);
    }

    private Path only(String subfolder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(subfolder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
