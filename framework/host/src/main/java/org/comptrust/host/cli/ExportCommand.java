package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.comptrust.host.engine.EngineModels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a model that is compressed already in another format. */
@Command(
        name = "export",
        description = "Writes a compressed model, such as an artifact of the cache, in a format that others load.")
final class ExportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "DIR", description = "A model folder of any format: an artifact, GPTQ, AWQ, ...")
    Path source = Path.of("");

    @Mixin
    Exporting exporting = new Exporting();

    ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        exporting.check();
        try (Display display = session.display();
                EngineModels engine = Exporting.engine(session)) {
            exporting.write(session, engine, source, Map.of(), display);
            return ExitCode.DONE;
        }
    }
}
