package org.comptrust.host.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands and options in a shell. */
@Command(
        name = "completion",
        description = {
            "Prints a completion script for bash and zsh.",
            "bash: source <(comptrust completion)",
            "zsh: the same, after: autoload -U +X bashcompinit && bashcompinit"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    @Nullable
    CommandSpec spec;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        PrintWriter out = session.terminal().out();
        out.println(AutoComplete.bash("comptrust", Cli.commandLine(spec).getParent()));
        out.flush();
        return ExitCode.DONE;
    }
}
