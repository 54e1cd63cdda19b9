package org.comptrust.host.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.comptrust.core.port.Models;
import org.comptrust.core.spec.Suggestion;
import org.comptrust.host.engine.CompressionBenchCommand;
import org.comptrust.host.engine.EngineBenchCommand;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.engine.ModelCommands;
import org.comptrust.host.engine.NoiseBenchCommand;
import org.comptrust.host.engine.OverlaysBenchCommand;
import org.comptrust.host.engine.PackedBenchCommand;
import org.comptrust.host.engine.PipelineBenchCommand;
import org.comptrust.host.engine.SharingBenchCommand;
import org.comptrust.host.engine.SoakBenchCommand;
import org.comptrust.host.plugin.Version;
import org.comptrust.host.text.Escaped;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code comptrust} with the options that all its subcommands know. */
@Command(
        name = "comptrust",
        description = "Is my compressed model still trustworthy?",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        versionProvider = Cli.VersionText.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:the experiment file or the command line is wrong",
            "3:a plugin is missing, refused or broken",
            "4:a checkpoint, data, the store or the machine"
        })
public final class Cli implements Callable<Integer> {
    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder of plugin jars; the distribution's own if not given.")
    @Nullable
    Path plugins;

    @Option(
            names = "--registry",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "List of known plugins; the distribution's own if not given.")
    @Nullable
    Path registry;

    @Option(
            names = "--allow-unregistered",
            scope = ScopeType.INHERIT,
            description = "Also run jars that the registry does not know.")
    boolean allowUnregistered;

    @Option(
            names = "--progress",
            paramLabel = "FORM",
            scope = ScopeType.INHERIT,
            description = "How progress is shown: auto, bar, plain, json (events and messages, a line each) or none.")
    Display.Form progress = Display.Form.AUTO;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "Show no progress: --progress none.")
    boolean quiet;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Log more, and print stack traces.")
    boolean debug;

    @Spec
    @Nullable
    CommandSpec spec;

    Cli() {}

    /**
     * The whole command line, ready to execute.
     *
     * @param home folder of the distribution, if the program runs from one
     * @param engine opens the engine; called by the commands that need models
     */
    public static CommandLine create(
            PrintWriter out, PrintWriter err, boolean interactive, Optional<Path> home, Supplier<Models> engine) {
        Cli cli = new Cli();
        Session session = new Session(cli, new Terminal(out, err, interactive), home, engine);
        List<Object> commands = List.of(
                new RunCommand(session),
                new ValidateCommand(session),
                new PlanCommand(session),
                new StatusCommand(session),
                new ReportCommand(session),
                new CompareCommand(session),
                CommandGroup.of("results", "Results that others measured.", List.of(new ResultsImportCommand(session))),
                new ScoreCommand(session),
                new CompressCommand(session),
                new ExportCommand(session),
                CommandGroup.of(
                        "model", "Looks into a checkpoint folder and lets its model answer.", ModelCommands.all()),
                CommandGroup.of(
                        "plugin",
                        "Shows the plugins in the drop-in folder.",
                        List.of(new PluginListCommand(session), new PluginShowCommand(session))),
                CommandGroup.of(
                        "data", "Makes packs of benchmark data, shows and checks them.", DataCommands.all(session)),
                CommandGroup.of("lab", "Tries a plugin on something small.", List.of(new LabLayerCommand(session))),
                new SchemaCommand(session),
                new DoctorCommand(session, EngineModels::startEngine),
                new CompletionCommand(session),
                CommandGroup.of(
                        "bench",
                        "Measures speed.",
                        List.of(
                                new EngineBenchCommand(),
                                new CompressionBenchCommand(session::plugins),
                                new PipelineBenchCommand(session::plugins),
                                new PackedBenchCommand(),
                                new SoakBenchCommand(),
                                new NoiseBenchCommand(session::watching),
                                new OverlaysBenchCommand(),
                                new SharingBenchCommand(session::plugins))));
        CommandLine line = new CommandLine(cli);
        commands.forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(parsed -> cli.execute(parsed, session.terminal()))
                .setParameterExceptionHandler((e, arguments) -> misuse(e))
                .setExecutionExceptionHandler((e, command, parsed) -> cli.failed(e, session.terminal()));
    }

    /** Picocli catches exceptions, but not an error such as exhausted memory. */
    private int execute(ParseResult parsed, Terminal terminal) {
        Logging.set(debug);
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (Error e) {
            return failed(e, terminal);
        }
    }

    /** Reports what ended a command and returns its exit code. */
    int failed(Throwable thrown, Terminal terminal) {
        Failure failure = Failure.of(thrown);
        terminal.say(failure.message());
        if (debug) {
            thrown.printStackTrace(terminal.err());
            terminal.err().flush();
        }
        return failure.exitCode();
    }

    @Override
    public Integer call() {
        throw new ParameterException(commandLine(spec), "Missing command");
    }

    /** The command line of a command that picocli has set up. */
    static CommandLine commandLine(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return spec.commandLine();
    }

    private static int misuse(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(Escaped.lines(name + ": " + wrong(e) + " `" + name + " --help` shows what it takes."));
        err.flush();
        return ExitCode.SPEC;
    }

    /** What is wrong, with the command or option that was perhaps meant. */
    private static String wrong(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String typed = unmatched.getUnmatched().get(0);
            CommandSpec command = e.getCommandLine().getCommandSpec();
            if (typed.startsWith("-")) {
                String option = typed.split("=", 2)[0];
                return "no option \"" + Suggestion.shorten(option) + "\". "
                        + Suggestion.of(option, command.optionsMap().keySet());
            }
            if (!command.subcommands().isEmpty()) {
                return "no command \"" + Suggestion.shorten(typed) + "\". "
                        + Suggestion.of(typed, command.subcommands().keySet());
            }
        }
        return e.getMessage().lines().findFirst().orElse("") + (e.getMessage().endsWith(".") ? "" : ".");
    }

    /** {@code comptrust 0.1.0}. */
    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"comptrust " + Version.current()};
        }
    }
}
