package org.comptrust.host.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.port.Models;

/** One execution of the command line: what it printed and what it returned. */
record CommandLineRun(int exitCode, String out, String err) {
    /** Without a distribution, and without an engine. */
    static CommandLineRun of(String... arguments) {
        return with(Optional.empty(), NoEngine::new, arguments);
    }

    static CommandLineRun with(Optional<Path> home, Supplier<Models> engine, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Cli.create(new PrintWriter(out), new PrintWriter(err), false, home, engine)
                .execute(arguments);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }

    static Models noEngine() {
        return new NoEngine();
    }

    /** A machine on which no model can be opened. */
    private static final class NoEngine implements Models {
        @Override
        public Model open(ModelSpec spec) {
            throw new ModelException(
                    spec.source().describe() + ": no such folder. Correct models." + spec.name() + ".source.", null);
        }

        @Override
        public void close() {}
    }
}
