package org.comptrust.host.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing but hold others. */
@Command
final class CommandGroup implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    private CommandGroup() {}

    /** @param commands annotated as picocli's commands are */
    static CommandLine of(String name, String description, List<?> commands) {
        CommandLine group = new CommandLine(new CommandGroup());
        group.getCommandSpec().name(name).usageMessage().description(description);
        commands.forEach(group::addSubcommand);
        return group;
    }

    @Override
    public Integer call() {
        throw new ParameterException(Cli.commandLine(spec), "Missing command");
    }
}
