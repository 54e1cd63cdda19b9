package org.comptrust.host;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.comptrust.core.port.Models;
import org.comptrust.host.cli.Cli;
import org.comptrust.host.cli.Ending;
import org.comptrust.host.cli.Terminal;
import org.comptrust.host.engine.EngineModels;

/** Where the program begins. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = writer(System.out);
        PrintWriter err = writer(System.err);
        Ending ending = new Ending();
        int exitCode =
                Cli.create(out, err, Terminal.isWatched(), home(), Main::engine).execute(arguments);
        ending.commandIsOver();
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    private static Models engine() {
        return EngineModels.start(EngineModels.defaultCache());
    }

    /** The start script names the folder of the distribution. */
    private static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty("comptrust.home")).map(Path::of);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
