package org.comptrust.host.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands on plugins. */
@Command(name = "plugin", description = "Shows the plugins in the drop-in folder.")
final class PluginCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    private PluginCommand() {}

    /** With its subcommands. */
    static CommandLine create(Session session) {
        return new CommandLine(new PluginCommand())
                .addSubcommand(new PluginListCommand(session))
                .addSubcommand(new PluginShowCommand(session));
    }

    @Override
    public Integer call() {
        throw new ParameterException(Cli.commandLine(spec), "Missing command");
    }
}
