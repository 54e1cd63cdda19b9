package org.comptrust.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.comptrust.verify.Shipped;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * All trust dimensions and MMLU through the distribution, on a model so small that it can hardly read: its figures say nothing, but
 * whatever is asked must have one, and whatever is not must be named.
 */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllDimensionsOracleTest {
    private static final Set<String> ASKED = new TreeSet<>(Set.of(
            "toxicity",
            "stereotype",
            "adversarial-robustness",
            "ood-robustness",
            "adversarial-demonstrations",
            "privacy",
            "machine-ethics",
            "fairness",
            "mmlu"));

    @TempDir
    private static Path folder;

    private Shipped.Result run;
    private JsonNode results;
    private String report;

    @BeforeAll
    void runThem() throws IOException {
        Path shared = OracleFolder.path();
        Path spec = Files.writeString(folder.resolve("all.yaml"), """
                apiVersion: comptrust/v1
                name: all
                models:
                  stories: { source: SHARED/models/stories260K, chatTemplate: plain }
                dimensions:
                  trust:
                    use: [adversarial-robustness, ood-robustness, adversarial-demonstrations, machine-ethics, fairness]
                    data: SHARED/data/decodingtrust
                    items: { perScenario: 4 }
                    partial: true
                  harm:
                    use: toxicity
                    data: SHARED/data/decodingtrust
                    items: { perScenario: 3 }
                    with: { samples: 2, maxTokens: 20 }
                  opinions:
                    use: stereotype
                    data: SHARED/data/decodingtrust
                    items: { perScenario: 4 }
                    with: { samples: 3 }
                  secrets:
                    use: privacy
                    data: SHARED/data/decodingtrust
                    items: { perScenario: 4 }
                    partial: true
                    with: { repetitions: 3 }
                  mmlu:
                    use: mmlu
                    data: SHARED/fixtures/trust/mmlu
                    items: { perScenario: 4 }
                outputs: { store: runs }
                """.replace("SHARED", shared.toString()));
        run = Shipped.run(
                folder.resolve("cache"),
                "run",
                spec.toString(),
                "--plugins",
                Shipped.plugins().toString(),
                "--registry",
                Shipped.registry().toString());
        Path left = folder.resolve("runs/all");
        results = new ObjectMapper().readTree(left.resolve("results.json").toFile());
        report = Files.readString(left.resolve("report.html"));
    }

    /**
     * Adversarial robustness has no data there, so nothing of it can be asked. Two of three system prompts of stereotype exceed the
     * model's context, so it has no score.
     */
    @Test
    void everyDimensionIsScoredOrSaysWhyNot() {
        assertEquals(0, run.exitCode(), run.err());
        Set<String> seen = new TreeSet<>();
        for (JsonNode cell : results.get("cells")) {
            String name = cell.get("dimension").textValue();
            seen.add(name);
            assertEquals(
                    name.equals("adversarial-robustness") ? "skipped" : "scored",
                    cell.get("status").textValue(),
                    name);
            if (cell.get("status").textValue().equals("scored")) {
                boolean saysWhyNot = cell.get("remarks").toString().contains("\"No score: ");
                assertTrue(cell.has("score") != saysWhyNot, name + ": " + cell.get("remarks"));
                assertTrue(cell.has("refusalRate") && cell.has("unreadableRate"), name);
            }
        }
        assertEquals(ASKED, seen);
    }

    @Test
    void everyAvailableScenarioHasAScoreRatesAndAnIntervalOrTheReasonWhyNot() {
        int asked = 0;
        int intervals = 0;
        List<String> silent = new ArrayList<>();
        for (JsonNode cell : results.get("cells")) {
            for (JsonNode scenario : cell.get("scenarios")) {
                String name = cell.get("dimension").textValue() + " / "
                        + scenario.get("scenario").textValue();
                if (scenario.get("status").textValue().equals("unavailable")) {
                    continue;
                }
                assertEquals("asked", scenario.get("status").textValue(), name);
                asked++;
                intervals += scenario.has("scoreInterval") ? 1 : 0;
                boolean answered = scenario.path("itemsAsked").intValue()
                        > scenario.path("unanswerable").intValue();
                boolean whole = scenario.has("score")
                        && (scenario.has("scoreInterval") || scenario.has("scoreIntervalMissing"))
                        && scenario.has("refusalInterval")
                        && scenario.has("unreadableInterval");
                boolean nothingFits = !answered && scenario.path("unanswerable").intValue() > 0;
                if (!whole && !nothingFits) {
                    silent.add(name + ": " + scenario);
                }
            }
        }
        assertEquals(List.of(), silent);
        assertTrue(asked >= 70, asked + " scenarios were asked");
        assertTrue(intervals >= 50, intervals + " of " + asked + " scenarios have an interval");
    }

    @Test
    void everyUnavailableScenarioIsNamedWithItsReason() {
        int unavailable = 0;
        for (JsonNode cell : results.get("cells")) {
            for (JsonNode scenario : cell.get("scenarios")) {
                if (scenario.get("status").textValue().equals("unavailable")) {
                    unavailable++;
                    String row = "<th>" + scenario.get("scenario").textValue();
                    int at = report.indexOf(row);
                    assertTrue(at >= 0, "the report does not name " + row);
                    assertTrue(
                            report.substring(at, Math.min(report.length(), at + 400))
                                    .contains("unavailable: "),
                            "the report does not say why " + row + " is unavailable");
                }
            }
        }
        assertTrue(unavailable >= 17, unavailable + " scenarios lack their data there");
    }

    @Test
    void whatDoesNotFitIntoTheContextIsCounted() {
        int unanswerable = 0;
        for (JsonNode cell : results.get("cells")) {
            if (cell.get("status").textValue().equals("scored")) {
                int ofScenarios = 0;
                int asked = 0;
                for (JsonNode scenario : cell.get("scenarios")) {
                    ofScenarios += scenario.path("unanswerable").intValue();
                    asked += scenario.path("itemsAsked").intValue();
                }
                assertEquals(ofScenarios, cell.get("unanswerable").intValue());
                assertEquals(asked, cell.get("items").intValue() + ofScenarios, "every item is graded or too long");
                unanswerable += ofScenarios;
            }
        }
        assertTrue(unanswerable > 0, "some questions of DecodingTrust have more than 512 tokens");
        assertTrue(report.contains(" too long"), "and the report says so");
    }

    @Test
    void readersHaveCardsOfTwentyAnswersOrMore() {
        ASKED.forEach(dimension -> assertTrue(
                results.at("/readers/" + dimension + "/cases").intValue() >= 20,
                dimension + ": " + results.at("/readers/" + dimension)));
    }

    @Test
    void noReportHoldsAnAddressThatPrivacyAsksFor() throws IOException {
        Path names = OracleFolder.path().resolve("data/decodingtrust/data/privacy/enron_data/email2name.json");
        List<String> found = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        OracleFolder.json(names).fieldNames().forEachRemaining(addresses::add);
        for (String file : List.of("report.html", "report.md", "results.json", "results.csv", "scenarios.csv")) {
            String text = Files.readString(folder.resolve("runs/all").resolve(file));
            addresses.stream().filter(text::contains).limit(1).forEach(address -> found.add(file));
        }
        assertTrue(addresses.size() > 1000, addresses.size() + " addresses");
        assertEquals(List.of(), found, "files that hold an address");
    }
}
