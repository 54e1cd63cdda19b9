package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.comptrust.core.port.Models;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.text.Figures;
import org.comptrust.host.text.Json;
import org.comptrust.host.text.Sizes;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import org.comptrust.models.format.UnsuitableFormatException;
import picocli.CommandLine.Option;

/** What the commands share that write a model in a format of others: their options, and how they carry them out. */
final class Exporting {
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

    /** The engine itself, as these commands have to do with files of weights; the caller closes it. */
    static EngineModels engine(Session session) {
        Models models = session.engine();
        if (models instanceof EngineModels engine) {
            return engine;
        }
        models.close();
        throw new IllegalStateException("weights are written by the engine only");
    }

    /** @throws UsageException if there is no such format, or something is already where it would be written */
    void check() {
        format();
        try {
            Export.requireEmpty(out);
        } catch (CheckpointException e) {
            throw new UsageException("--out " + e.getMessage());
        }
    }

    private ExportFormat format() {
        return ExportFormat.named(format)
                .orElseThrow(() -> new UsageException("--format " + format + ": no such format. Known: "
                        + String.join(", ", ExportFormat.ids()) + "."));
    }

    /**
     * Writes, and says what was written.
     *
     * @param source folder of the model
     * @param more what else is known of it
     * @throws UsageException if the format does not fit the model
     */
    void write(Session session, EngineModels engine, Path source, Map<String, Object> more, Display display) {
        Export.Written written;
        try {
            written = engine.export(source, format(), out, display);
        } catch (UnsuitableFormatException e) {
            throw new UsageException("--format " + e.getMessage());
        }
        display.clear();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("out", out.toAbsolutePath().normalize().toString());
        facts.put("format", format);
        facts.put("bytes", written.bytes());
        facts.put("linearBytes", written.linearBytes());
        facts.put("bitsPerWeight", written.bitsPerWeight());
        facts.put("roundedNumbers", written.rounded());
        facts.putAll(more);
        session.terminal().print(json ? Json.text(facts) : text(facts));
    }

    private static String text(Map<String, Object> facts) {
        Map<String, Object> shown = new LinkedHashMap<>(facts);
        shown.replaceAll((name, value) -> name.endsWith("ytes") ? Sizes.text((long) value) : value);
        return new Figures("%.3f").lines(16, shown);
    }
}
