package org.comptrust.core.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.comptrust.core.Comptrust;
import org.comptrust.core.fake.Experiment;
import org.comptrust.core.fake.FakeCatalog;
import org.comptrust.core.fake.FakeModels;
import org.comptrust.core.fake.Pieces;
import org.comptrust.core.fake.Quiz;
import org.comptrust.core.fake.Rounding;
import org.comptrust.core.port.Progress;
import org.comptrust.core.run.RunOutcome;
import org.comptrust.core.run.RunSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compress larger or train smaller? Variants of one model beside another uncompressed model. */
class AgainstAnotherModelTest {
    private static final String SPEC = """
            apiVersion: comptrust/v1
            name: trial
            models:
              large: { source: model }
              small: { source: model }
              foreign: { source: elsewhere }
            methods:
              r: { use: rounding, with: { bits: 2 } }
            dimensions:
              quiz: { use: quiz }
              cut: { use: pieces }
              fluency: { use: pieces, with: { ratio: true } }
            decide: { against: small }
            """;

    @TempDir
    private Path folder;

    private JsonNode results;
    private String page = "";

    @BeforeEach
    void run() throws IOException {
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.writeString(folder.resolve("elsewhere/config.json"), "{\"tokenizer\": \"another\"}");
        Comptrust comptrust = new Comptrust(FakeCatalog.of(new Rounding(), new Quiz(), new Pieces()), new FakeModels());
        RunOutcome outcome = comptrust.run(
                comptrust.plan(Experiment.write(folder, SPEC).spec()), RunSettings.defaults(), Progress.NONE);
        results = new ObjectMapper()
                .readTree(outcome.folder().resolve("results.json").toFile());
        page = Files.readString(outcome.report().orElseThrow());
    }

    @Test
    void itemsThatBothWereAskedArePaired() {
        for (String variant : new String[] {"base", "r"}) {
            JsonNode against = cell("large", variant, "quiz").get("againstBase");

            assertEquals(100, against.get("items").intValue(), variant);
            assertEquals(
                    cell("small", "base", "quiz").at("/score/value").doubleValue(),
                    against.get("baseValue").doubleValue(),
                    1e-9);
            assertTrue(against.has("verdict"), against.toString());
        }
        assertFalse(cell("small", "base", "quiz").has("againstBase"), "it is what the others are compared with");
        assertTrue(page.contains("Difference to small / base"), "the page says with what");
        assertTrue(page.contains("Differences are those to small / base over"));
    }

    @Test
    void modelsThatWereAskedOtherItemsAreComparedByTheirScoresAlone() {
        JsonNode against = cell("foreign", "r", "cut.pieces").get("againstBase");

        assertEquals(0, against.get("items").intValue());
        assertEquals(
                cell("foreign", "r", "cut.pieces").at("/score/value").doubleValue()
                        - cell("small", "base", "cut.pieces").at("/score/value").doubleValue(),
                against.get("difference").doubleValue(),
                1e-9);
        assertEquals(2, against.get("differenceInterval").size());
        assertFalse(against.has("verdict"));
        assertTrue(page.contains("unpaired: other items"));
        assertEquals(
                40, cell("large", "r", "cut.pieces").at("/againstBase/items").intValue());
    }

    @Test
    void figuresPerTokenOfDifferentTokenizersAreNotCompared() {
        JsonNode foreign = cell("foreign", "r", "fluency.pieces");

        assertFalse(foreign.has("againstBase"));
        assertTrue(
                foreign.get("remarks").toString().contains("Not compared with small: it has another tokenizer"),
                foreign.toString());
        assertTrue(cell("large", "r", "fluency.pieces").has("againstBase"), "the same tokenizer");
    }

    private JsonNode cell(String model, String variant, String dimension) {
        for (JsonNode cell : results.get("cells")) {
            if (cell.get("model").textValue().equals(model)
                    && cell.get("variant").textValue().equals(variant)
                    && cell.get("dimension").textValue().equals(dimension)) {
                return cell;
            }
        }
        throw new AssertionError(model + " / " + variant + " / " + dimension);
    }
}
