package org.comptrust.host.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.comptrust.api.trust.DataException;
import org.comptrust.core.data.Pack;
import org.comptrust.host.importing.ImportReport.Finding;

/**
 * Makes a pack of a copy of DecodingTrust, or of several that complete one another: the benchmark's own clone, that of the fork, a folder
 * with AdvGLUE++. A file is taken from the first copy that has it; texts from the fork's sources first, since published numbers are
 * theirs.
 */
final class DecodingTrustImport {
    private static final String ADVERSARIAL = "data/adv-glue-plus-plus/data/";
    private static final String CONFIGS = "src/dt/configs";
    private static final String LICENCE_FILE = "LICENSE";
    private static final String LICENCE =
            "CC BY-SA 4.0; parts under the terms of the data sets that they come from, see the benchmark's README";
    private static final String CITATION =
            "Wang et al. 2023, DecodingTrust: A Comprehensive Assessment of Trustworthiness in GPT Models, arXiv:2306.11698";
    private static final String SOURCE = "https://github.com/AI-secure/DecodingTrust";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Copy> copies;
    private final List<Finding> findings = new ArrayList<>();

    /** @param from the copies, in the user's order */
    DecodingTrustImport(List<Path> from) {
        this.copies = from.stream().map(Copy::new).toList();
    }

    /** All that plugins read. */
    ImportReport whole(Path target) {
        return write(target, "DecodingTrust", path -> true, key -> true);
    }

    /** The adversarial texts and what is asked about them. */
    ImportReport adversarial(Path target) {
        return write(
                target,
                "AdvGLUE++",
                path -> path.startsWith(ADVERSARIAL),
                key -> key.equals("advglue") || key.equals("templates"));
    }

    private ImportReport write(Path target, String name, Predicate<String> files, Predicate<String> keys) {
        try (PackWriter writer = new PackWriter(target)) {
            Expected.all().stream().filter(file -> files.test(file.path())).forEach(file -> copy(file, writer));
            if (writer.size() == 0) {
                throw new DataException(
                        copies.stream()
                                .map(copy -> copy.root().toString())
                                .reduce((a, b) -> a + ", " + b)
                                .orElse(""),
                        "holds no file of " + name + ". Name the folder that has data/ and src/ in it");
            }
            texts(writer, keys);
            if (files.test(CONFIGS)) {
                copies.get(0)
                        .below(CONFIGS, ".yaml")
                        .forEach(path -> copies.get(0).file(path).ifPresent(file -> writer.copy(path, file, false)));
            }
            copies.get(0).file(LICENCE_FILE).ifPresent(file -> writer.copy(LICENCE_FILE, file, false));
            Optional<String> commit = copies.get(0).commit();
            PackWriter.Head head = new PackWriter.Head(
                    name,
                    commit.map(id -> id.substring(0, 7)).orElse("of no known commit"),
                    LICENCE,
                    CITATION,
                    SOURCE,
                    commit.orElse(""));
            writer.finish(head);
            return new ImportReport(target, head.name() + " " + head.version(), writer.size(), findings);
        }
    }

    private void copy(Expected expected, PackWriter writer) {
        Optional<Path> found = copies.stream()
                .flatMap(copy -> copy.file(expected.path()).or(() -> besides(copy, expected.path())).stream())
                .findFirst();
        if (found.isEmpty()) {
            if (!expected.needs().isEmpty()) {
                findings.add(new Finding("missing", expected.path(), "no copy has it", expected.needs()));
            }
            return;
        }
        Pack.Entry entry = writer.copy(expected.path(), found.get(), true);
        expected.difference(entry, found.get())
                .ifPresent(why -> findings.add(new Finding("differs", expected.path(), why, expected.needs())));
    }

    /** AdvGLUE++ is handed around without the benchmark's folders. */
    private static Optional<Path> besides(Copy copy, String path) {
        return path.startsWith(ADVERSARIAL) ? copy.file(path.substring(ADVERSARIAL.length())) : Optional.empty();
    }

    private void texts(PackWriter writer, Predicate<String> keys) {
        List<SourceTexts> sources = copies.stream()
                .map(copy -> new SourceTexts(copy::text))
                .filter(texts -> texts.variant().isPresent())
                .sorted(Comparator.comparing(texts -> texts.variant().orElseThrow()))
                .toList();
        for (String file : SourceTexts.FILES) {
            ObjectNode merged = JSON.createObjectNode();
            merged.put("licence", "Strings taken as data from the DecodingTrust benchmark (CC BY-SA 4.0).");
            sources.forEach(texts -> complete(merged, texts.texts(file)));
            copies.forEach(copy -> copy.text(file).ifPresent(text -> complete(merged, parsed(copy, file, text))));
            merged.retain(merged.properties().stream()
                    .map(field -> field.getKey())
                    .filter(key -> key.equals("licence") || keys.test(key))
                    .toList());
            writer.write(file, merged.toPrettyString() + "\n");
            for (String key : SourceTexts.keys(file)) {
                if (keys.test(key.split("\\.")[0]) && !has(merged, key)) {
                    String needs = key.split("\\.")[0].replace('_', '-');
                    findings.add(new Finding("text", file + " " + key, why(sources, key), needs));
                }
            }
        }
    }

    private static String why(List<SourceTexts> sources, String key) {
        return sources.stream()
                .flatMap(texts -> texts.missing().stream())
                .filter(reason -> reason.startsWith(key + ": "))
                .map(reason -> reason.substring(key.length() + 2))
                .findFirst()
                .orElse(
                        sources.isEmpty()
                                ? "there are no sources, and " + String.join(" or ", SourceTexts.FILES)
                                        + " does not hold it." + " Name a clone of the benchmark as --from too"
                                : "it stands in the sources of the other variant. Name a clone of that as --from too");
    }

    /** Adds what is not there yet, level by level. */
    private static void complete(ObjectNode into, JsonNode more) {
        more.properties().forEach(field -> {
            JsonNode there = into.get(field.getKey());
            if (there == null) {
                into.set(field.getKey(), field.getValue());
            } else if (there instanceof ObjectNode deeper && field.getValue().isObject()) {
                complete(deeper, field.getValue());
            }
        });
    }

    private static boolean has(JsonNode texts, String key) {
        JsonNode at = texts;
        for (String step : SourceTexts.steps(key)) {
            at = at.path(step);
        }
        return !at.isMissingNode();
    }

    private static JsonNode parsed(Copy copy, String file, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new DataException(copy.root() + "/" + file + ":" + line, "is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
