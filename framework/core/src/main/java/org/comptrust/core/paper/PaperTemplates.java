package org.comptrust.core.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DataSource;

/** The study's templates, from {@value #FILE} in the user's copy of the benchmark. */
public final class PaperTemplates {
    /** The file that holds them, below the key {@code templates}. */
    public static final String FILE = "prompt-texts.json";

    /** The names that a spec can use; the file has their texts. */
    public static final List<String> NAMES = List.of("llama-2", "vicuna_v1.1", "redpajama-incite-instruct");

    private PaperTemplates() {}

    /**
     * One template.
     *
     * @throws DataException if the data have no such file, or it has no such template, or one of another kind
     */
    public static PaperTemplate read(DataSource data, String name) {
        DataFile file = data.file(FILE)
                .orElseThrow(() -> new DataException(
                        data.describe(),
                        FILE
                                + " with the study's templates is missing, which `prompts: paper` needs. Name the folder that"
                                + " holds it as data, or write `prompts: corrected`"));
        Map<String, PaperTemplate> all = all(file.json());
        PaperTemplate template = all.get(name);
        if (template == null) {
            throw new DataException(
                    data.describe(),
                    FILE + " has no template \"" + name + "\"; it has " + String.join(", ", all.keySet()));
        }
        return template;
    }

    private static Map<String, PaperTemplate> all(DataRow file) {
        DataRow templates = file.at("templates");
        Map<String, PaperTemplate> all = new LinkedHashMap<>();
        for (String name : templates.keys()) {
            all.put(name, template(name, templates.at(name)));
        }
        return all;
    }

    private static PaperTemplate template(String name, DataRow row) {
        List<DataRow> roles = row.list("roles");
        if (roles.size() != 2) {
            throw new DataException(row.where(), "roles must name the user and the assistant");
        }
        String even = row.text("sep");
        return new PaperTemplate(
                name,
                style(row),
                row.text("system"),
                roles.get(0).text(""),
                roles.get(1).text(""),
                even,
                row.has("sep2") ? row.text("sep2") : even,
                row.has("stop_str") ? Optional.of(row.text("stop_str")) : Optional.empty());
    }

    private static PaperTemplate.Style style(DataRow row) {
        String style = row.text("sep_style");
        return Stream.of(PaperTemplate.Style.values())
                .filter(known -> known.name().equals(style))
                .findFirst()
                .orElseThrow(() -> new DataException(
                        row.where(),
                        "sep_style \"" + style + "\" is not known; known: " + List.of(PaperTemplate.Style.values())));
    }
}
