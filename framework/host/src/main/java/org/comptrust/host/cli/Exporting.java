package org.comptrust.host.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.comptrust.core.port.ModelException;
import org.comptrust.core.port.Models;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.host.text.Json;
import org.comptrust.host.text.Sizes;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.format.Export;
import org.comptrust.models.format.ExportFormat;
import org.comptrust.models.format.UnsuitableFormatException;

/** What the commands share that write a model in a format of others. */
final class Exporting {
    private Exporting() {}

    /** The engine itself, as these commands have to do with files of weights; the caller closes it. */
    static EngineModels engine(Session session) {
        Models models = session.engine();
        if (models instanceof EngineModels engine) {
            return engine;
        }
        models.close();
        throw new IllegalStateException("weights are written by the engine only");
    }

    /** @throws UsageException if there is no such format */
    static ExportFormat format(String id) {
        return ExportFormat.named(id)
                .orElseThrow(() -> new UsageException(
                        "--format " + id + ": no such format. Known: " + String.join(", ", ExportFormat.ids()) + "."));
    }

    /** @throws UsageException if something is there already */
    static void requireEmpty(Path folder) {
        try {
            Export.requireEmpty(folder);
        } catch (CheckpointException e) {
            throw new UsageException("--out " + e.getMessage());
        }
    }

    /** Writes, and turns a format that does not fit into a mistake of the command line. */
    static Export.Written written(Supplier<Export.Written> writing) {
        try {
            return writing.get();
        } catch (UnsuitableFormatException e) {
            throw new UsageException("--format " + e.getMessage());
        } catch (CheckpointException e) {
            throw new ModelException(e.getMessage(), e);
        }
    }

    /** What was written, for people or programs. */
    static String text(Map<String, Object> more, ExportFormat format, Path out, Export.Written written, boolean json) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("out", out.toAbsolutePath().normalize().toString());
        facts.put("format", format.id());
        facts.put("bytes", written.bytes());
        facts.put("linearBytes", written.linearBytes());
        facts.put("bitsPerWeight", written.bitsPerWeight());
        facts.put("roundedNumbers", written.rounded());
        facts.putAll(more);
        if (json) {
            return Json.text(facts);
        }
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> {
            Object shown = name.endsWith("ytes") ? Sizes.text((long) value) : value;
            shown = shown instanceof Double number ? String.format(Locale.ROOT, "%.3f", number) : shown;
            text.append(String.format(Locale.ROOT, "%-16s %s%n", name, shown));
        });
        return text.toString().stripTrailing();
    }
}
