package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model that is compressed already in another format. */
@Command(
        name = "export",
        description = "Writes a compressed model, such as an artifact of the cache, in a format that others load.")
final class ExportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DIR", description = "A model folder of any format: an artifact, GPTQ, AWQ, ...")
    Path source = Path.of("");

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "dense, gptq, gptq-v2, awq or compressed-tensors (3 bits: -2026 or -0.14).")
    String format = "";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to write; new or empty.")
    Path out = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ExportFormat chosen = Exporting.format(format);
        Exporting.requireEmpty(out);
        try (Display display = session.display();
                EngineModels engine = Exporting.engine(session)) {
            Export.Written written = Exporting.written(() -> engine.export(source, chosen, out, display));
            display.clear();
            session.terminal().print(Exporting.text(Map.of(), chosen, out, written, json));
            return ExitCode.DONE;
        }
    }
}
