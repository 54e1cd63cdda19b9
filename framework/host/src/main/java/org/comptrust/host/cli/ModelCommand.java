package org.comptrust.host.cli;

import java.util.concurrent.Callable;
import org.comptrust.host.engine.ModelCommands;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands on one checkpoint folder, without an experiment. */
@Command(name = "model", description = "Looks into a checkpoint folder and lets its model answer.")
final class ModelCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    private ModelCommand() {}

    /** With its subcommands. */
    static CommandLine create() {
        CommandLine model = new CommandLine(new ModelCommand());
        ModelCommands.all().forEach(model::addSubcommand);
        return model;
    }

    @Override
    public Integer call() {
        throw new ParameterException(Cli.commandLine(spec), "Missing command");
    }
}
