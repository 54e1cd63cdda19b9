package org.comptrust.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.comptrust.host.cli.Cli;
import org.comptrust.host.engine.EngineModels;

/** The distribution that packaging built, and two ways to run it: in this process, and as a process of its own. */
public final class Shipped {
    /** Processes that live for seconds: half of their processor time is otherwise spent on making code quick that is hardly used. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private Shipped() {}

    static Path home() {
        return existing("comptrust.distribution");
    }

    public static Path plugins() {
        return home().resolve("plugins");
    }

    public static Path registry() {
        return home().resolve("registry.yaml");
    }

    static Path root() {
        return existing("comptrust.root");
    }

    static Path thirdPartyJar() {
        return existing("comptrust.thirdparty");
    }

    private static Path existing(String property) {
        String value = System.getProperty(property);
        if (value == null || !Files.exists(Path.of(value))) {
            throw new IllegalStateException(
                    property + " = " + value + " does not exist; run the tests by `mvn verify`, not before package");
        }
        return Path.of(value).toAbsolutePath().normalize();
    }

    /** What a command said and returned. */
    public record Result(int exitCode, String out, String err) {}

    /** Runs a command in this process, as {@code bin/comptrust} would. */
    public static Result run(Path cache, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Cli.create(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        false,
                        Optional.of(home()),
                        () -> EngineModels.start(cache))
                .execute(arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }

    /** Starts {@code bin/comptrust} as a process; standard output and error go to a file. */
    static Process start(Path cache, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home().resolve("bin/comptrust").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("COMPTRUST_CACHE", cache.toString());
        environment.put("COMPTRUST_JAVA_OPTS", QUICK_START);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    /** Starts a process. */
    interface Start {
        Process now() throws IOException;
    }

    /**
     * Starts a run, waits until it works on its journal and some time more, and kills it.
     *
     * @return whether it was still running
     */
    static boolean killAtWork(Workbench bench, Start run, int millis) throws IOException, InterruptedException {
        Path log = bench.folder().resolve("runs/bench/journal.db-wal");
        Optional<FileTime> before = written(log);
        Process process = run.now();
        while (process.isAlive() && written(log).equals(before)) {
            Thread.sleep(5);
        }
        Thread.sleep(millis);
        boolean running = process.isAlive();
        process.destroyForcibly().waitFor();
        return running;
    }

    private static Optional<FileTime> written(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.getLastModifiedTime(file)) : Optional.empty();
    }

    /** Waits for a process, at most ten minutes. */
    static int await(Process process) throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the process did not end within ten minutes");
        }
        return process.exitValue();
    }
}
