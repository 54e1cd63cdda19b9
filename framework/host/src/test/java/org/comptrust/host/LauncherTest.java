package org.comptrust.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The start script with a Java that only says what it was given. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    @TempDir
    Path folder;

    private Path script = Path.of("");

    @BeforeEach
    void aDistributionInAFolderWithBlanks() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("my programs/comptrust/bin"));
        script = Files.copy(Path.of("src/main/dist/bin/comptrust"), bin.resolve("comptrust"));
        assertTrue(script.toFile().setExecutable(true));
    }

    @Test
    void startsTheJavaOfJavaHomeWithTheDistributionAndTheArguments() throws IOException, InterruptedException {
        Run run = run(java("17.0.9"), Map.of(), "run", "my spec.yaml", "$HOME *");

        Path home = script.toRealPath().getParent().getParent();
        assertEquals(0, run.exitCode(), run.err());
        List<String> given = run.out().lines().toList();
        assertTrue(given.contains("[-Dcomptrust.home=" + home + "]"), run.out());
        assertTrue(given.contains("[" + home + "/lib/*]"), run.out());
        assertTrue(given.contains("[-Dai.djl.offline=true]"), run.out());
        assertTrue(given.contains("[-Dcomptrust.terminal=false]"), run.out());
        assertEquals(List.of("[run]", "[my spec.yaml]", "[$HOME *]"), given.subList(given.size() - 3, given.size()));
    }

    @Test
    void findsTheDistributionThroughLinks() throws IOException, InterruptedException {
        Path home = script.toRealPath().getParent().getParent();
        Path link = Files.createSymbolicLink(folder.resolve("ct"), script);
        script = Files.createSymbolicLink(
                folder.resolve("ct2"), Path.of(link.getFileName().toString()));

        Run run = run(java("17.0.9"), Map.of(), "--version");

        assertTrue(run.out().contains("[-Dcomptrust.home=" + home + "]"), run.out());
    }

    @Test
    void leavesThreadsAndOptionsToTheUser() throws IOException, InterruptedException {
        Run run = run(
                java("17.0.9"),
                Map.of("OMP_NUM_THREADS", "3", "COMPTRUST_JAVA_OPTS", "-Xmx8g -Dai.djl.pytorch.num_threads=1"),
                "--version");

        List<String> given = run.out().lines().toList();
        assertTrue(given.contains("[-Xmx8g]"), run.out());
        assertTrue(
                given.indexOf("[-Dai.djl.pytorch.num_threads=1]") > given.indexOf("[-Dai.djl.pytorch.num_threads=3]"),
                "the user's option comes last and wins: " + run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_292", "11.0.2", "16"})
    void refusesAnOldJava(String version) throws IOException, InterruptedException {
        Run run = run(java(version), Map.of(), "--version");

        assertEquals(4, run.exitCode());
        assertTrue(run.err().contains("is version " + version + "; comptrust needs Java 17 or newer"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "21.0.1", "25-ea"})
    void takesANewJava(String version) throws IOException, InterruptedException {
        assertEquals(0, run(java(version), Map.of(), "--version").exitCode());
    }

    @Test
    void saysWhatIsWrongWithJavaHome() throws IOException, InterruptedException {
        Run run = run(folder.resolve("gone"), Map.of(), "--version");

        assertEquals(4, run.exitCode());
        assertTrue(run.err().contains("which has no bin/java. Correct or unset it."), run.err());
    }

    /** A JAVA_HOME whose java prints its version where java does, or else each argument on its line. */
    private Path java(String version) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("java home/bin"));
        Path java = Files.writeString(bin.resolve("java"), """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=y' >&2
                    echo 'openjdk version "%s" 2025-01-01' >&2
                    exit 0
                fi
                for argument in "$@"; do printf '[%%s]\\n' "$argument"; done
                """.formatted(version));
        assertTrue(java.toFile().setExecutable(true));
        return bin.getParent();
    }

    private Run run(Path javaHome, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeAll(List.of("OMP_NUM_THREADS", "COMPTRUST_JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.environment().putAll(environment);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the script hangs");
        return new Run(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private record Run(int exitCode, String out, String err) {}
}
