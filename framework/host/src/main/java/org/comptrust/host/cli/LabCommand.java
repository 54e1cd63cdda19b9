package org.comptrust.host.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where authors of plugins try ideas. */
@Command(name = "lab", description = "Tries a plugin on something small.")
final class LabCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    private LabCommand() {}

    /** With its subcommands. */
    static CommandLine create(Session session) {
        return new CommandLine(new LabCommand()).addSubcommand(new LabLayerCommand(session));
    }

    @Override
    public Integer call() {
        throw new ParameterException(Cli.commandLine(spec), "Missing command");
    }
}
