package org.comptrust.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.comptrust.core.published.PublishedReader;
import org.comptrust.core.published.PublishedRow;
import org.comptrust.core.published.PublishedScores;
import org.comptrust.core.published.RefusalUnit;
import org.comptrust.verify.StudyTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study's experiment file expands to the compressed rows of its published table: no more, no fewer. */
@Tag("oracle")
class StudyVariantsOracleTest {
    private static final Map<String, String> MODELS = Map.of(
            "llama-2-13b", "LLaMA2 13b",
            "llama-2-13b-chat", "LLaMA2 13b Chat",
            "vicuna-13b", "Vicuna 13b v1.3",
            "llama-2-7b", "LLaMA2 7b",
            "llama-2-7b-chat", "LLaMA2 7b Chat",
            "vicuna-7b", "Vicuna 7b v1.3",
            "llama-2-70b-chat", "LLaMA2 70b Chat");
    private static final Pattern SEED = Pattern.compile("calibration\\.seed=(\\d+)");

    @TempDir
    Path folder;

    @Test
    void theFilesVariantsAreTheCompressedRowsOfThePublishedTable() throws Exception {
        TreeSet<String> planned = new TreeSet<>();
        TreeSet<String> bases = new TreeSet<>();
        for (JsonNode model : StudyTest.plan(folder).get("models")) {
            String name = MODELS.get(model.get("name").textValue());
            for (JsonNode variant : model.get("variants")) {
                if (variant.get("id").textValue().equals("base")) {
                    bases.add(name);
                } else {
                    planned.add(name + ", " + planned(variant));
                }
            }
        }
        PublishedScores scores = PublishedReader.read(
                OracleFolder.path().resolve("data/paper/published-scores.csv"), "published", RefusalUnit.STUDY);
        TreeSet<String> published = new TreeSet<>();
        scores.rows().stream()
                .filter(row -> !row.isDense())
                .forEach(row -> published.add(row.model() + ", " + row.words()));
        TreeSet<String> both = new TreeSet<>(planned);
        both.retainAll(published);

        System.out.println("study variants: " + both.size() + " of " + published.size());
        assertEquals(published, planned);
        assertEquals(43, planned.size());
        assertEquals(
                new TreeSet<>(scores.rows().stream()
                        .filter(PublishedRow::isDense)
                        .map(PublishedRow::model)
                        .toList()),
                bases);
    }

    /** As the published row says it: method, bits or pattern, and the seed where the calibration data have several. */
    private static String planned(JsonNode variant) throws Exception {
        JsonNode link = variant.get("chain").get(0);
        JsonNode options = new ObjectMapper().readTree(link.get("options").textValue());
        String rate = options.hasNonNull("pattern")
                ? options.get("pattern").textValue()
                : options.get("bits").intValue() + " bits";
        Matcher seed = SEED.matcher(variant.get("id").textValue());
        return link.get("method").textValue() + " " + rate + (seed.find() ? ", seed " + seed.group(1) : "");
    }
}
