package org.comptrust.host.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.schema.ExperimentSchema;
import org.comptrust.host.text.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the schema of experiment files, for editors. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of experiment files, with the options of all installed plugins.")
final class SchemaCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--write", paramLabel = "FILE", description = "Write it to a file instead.")
    @Nullable
    Path file;

    SchemaCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (PluginCatalog catalog = session.plugins()) {
            String schema = Json.text(ExperimentSchema.of(catalog));
            if (file == null) {
                session.terminal().print(schema);
            } else {
                write(file, schema + "\n");
                session.terminal()
                        .print("# yaml-language-server: $schema="
                                + file.toString().replace('\\', '/'));
                session.terminal()
                        .say("written: " + file + ". Begin an experiment file with the line above, its path relative to"
                                + " that file, and an editor with a YAML language server completes and checks it.");
            }
            catalog.troubles().forEach(trouble -> session.terminal().say("warning: left out: " + trouble));
            return ExitCode.DONE;
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UsageException("cannot write " + file + ": " + e + ". Name a file in a folder that is there.");
        }
    }
}
