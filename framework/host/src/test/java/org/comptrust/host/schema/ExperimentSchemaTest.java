package org.comptrust.host.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.comptrust.core.spec.Problems;
import org.comptrust.core.spec.SpecParser;
import org.comptrust.core.spec.SpecReader;
import org.comptrust.host.plugin.PluginCatalog;
import org.comptrust.host.plugin.PluginFolder;
import org.comptrust.host.plugin.PluginJarBuilder;
import org.comptrust.host.registry.Registry;
import org.comptrust.host.text.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema beside a validator that knows nothing of comptrust, and beside core's own reading. */
final class ExperimentSchemaTest {
    private static final String SPEC = """
            apiVersion: comptrust/v1
            name: tiny
            seed: 3
            models:
              tiny: { source: model, dtype: float32, chatTemplate: own.jinja, paperTemplate: llama-2 }
            calibration:
              own: { data: model, samples: 8, length: [16, 32], seed: [0, 1] }
              crops: { data: c4.json.gz, select: crops, field: text }
              talks: { data: alpaca.json, select: records, template: [default, llama-2, own.jinja], templates: texts.json }
            methods:
              small: { use: shrink, calibration: own, with: { bits: 4 } }
              plain: { use: squeeze }
              mixed: { use: shrink, with: { bits: 4 }, layers: [ { match: "*.q_proj", skip: true }, { match: [a, b], with: { bits: 8, skip: [q] } } ] }
              both: { chain: [ { use: squeeze }, { use: shrink, with: { bits: [2, 4] } } ] }
              theirs: { use: checkpoint, with: { source: folder, of: tiny } }
            dimensions:
              asked: { use: [answers], data: some, items: 5, partial: true }
              rest: { use: all, prompts: [corrected, paper], scenarios: [one, "two-*"], items: { perScenario: 20 } }
              third: { use: all, prompts: paper, scenarios: one }
            matrix: { maxCells: 10, include: [ { method: small } ], exclude: [ { model: tiny, dimension: "a*" } ] }
            decide: { against: base, margin: { default: 2, answers: 0.5 }, alpha: 0.1, correction: holm, noiseFloor: true, failIf: [degraded] }
            run: { onError: stop, devices: [cpu:0, cpu:1], memory: 12 GB }
            outputs: { store: runs, publish: [csv, html, json, markdown] }
            """;

    @TempDir
    Path plugins;

    private String text = "";

    @BeforeEach
    void theSchemaOfThreeInstalledPlugins() throws IOException {
        PluginJarBuilder.methodWithOptions("acme.shrink", "shrink").in(plugins, "a.jar");
        PluginJarBuilder.service("squeeze").in(plugins, "b-1.0.jar");
        PluginJarBuilder.dimension("acme.answers", "answers").in(plugins, "c.jar");
        try (PluginCatalog catalog = PluginFolder.open(plugins, new Registry("registry.yaml", List.of()), true)) {
            text = Json.text(ExperimentSchema.of(catalog));
        }
    }

    @Test
    void admitsASpecThatUsesEveryKey() throws IOException {
        assertEquals(List.of(), problems(SPEC));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bits: [2, 4, 8]",
                "bits: 4, damp: 1e-3",
                "bits: 4, damp: [0, 0.5, 1]",
                "bits: 4, skip: [q, k]",
                "bits: 4, skip: [[q], [k, v]]",
                "bits: 4, order: by-diagonal",
                "bits: 4, order: [as-stored, by-diagonal]",
                "bits: 4, limit: 3",
                "bits: 4, fast: [true, false]"
            })
    void admitsOptionsAndTheirSweeps(String options) throws IOException {
        assertEquals(List.of(), problems(SPEC.replace("bits: 4", options)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bits: 3",
                "bits: []",
                "bits: [4, 5]",
                "damp: 0.5",
                "bits: 4, damp: 1.5",
                "bits: 4, damp: much",
                "bits: 4, skip: q",
                "bits: 4, order: by-size",
                "bits: 4, limit: 0",
                "bits: 4, limit: 1.5",
                "bits: 4, fast: 1",
                "bits: 4, bit: 4"
            })
    void refusesOptionsThatThePluginWouldRefuse(String options) throws IOException {
        assertFalse(problems(SPEC.replace("bits: 4", options)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "comptrust/v1 -> comptrust/v2",
                "name: tiny -> nam: tiny",
                "name: tiny -> name: a/b",
                "seed: 3 -> seed: -1",
                "tiny: { source: model -> tiny: { sourc: model",
                "dtype: float32 -> dtype: int4",
                "chatTemplate: own.jinja -> chatTemplate: fancy",
                "samples: 8 -> samples: 0",
                "select: crops -> select: crop",
                "own.jinja], templates -> own.txt], templates",
                "match: \"*.q_proj\", skip: true -> match: \"*.q_proj\"",
                "match: \"*.q_proj\", skip -> skip",
                "with: { bits: 8, skip -> with: { bits: [2, 8], skip",
                "with: { bits: 8, skip -> with: { bits: 5, skip",
                "with: { bits: 8, skip -> with: { bit: 8, skip",
                "data: model -> text: model",
                "use: shrink -> use: shrunk",
                "use: shrink -> use: [shrink, squeeze]",
                "{ use: squeeze } -> { use: squeeze, with: { bits: 4 } }",
                "{ use: shrink, calibration: own, with: { bits: 4 } } -> { use: shrink }",
                "use: [answers] -> use: []",
                "items: 5 -> items: five",
                "partial: true -> partial: maybe",
                "prompts: paper -> prompts: fixed",
                "prompts: [corrected, -> prompts: [correct,",
                "scenarios: [one -> scenarios: [[one]",
                "perScenario: 20 -> perScenario: 0",
                "perScenario: 20 -> each: 20",
                "maxCells: 10 -> maxCells: 0",
                "onError: stop -> onError: halt",
                "publish: [csv, html, -> publish: [pdf, html,",
                "tiny: { -> 'ti ny': {",
                "outputs: -> output:",
                "chain: [ { use: squeeze }, -> chain: [ { use: squeezed },",
                "both: { chain -> both: { use: squeeze, chain",
                "bits: [2, 4] } } ] -> bits: [2, 5] } } ]",
                "source: folder, of -> from: folder, of",
                "theirs: { use: checkpoint -> theirs: { use: [checkpoint]",
                "{ method: small } -> { methods: small }",
                "margin: { default: 2 -> margin: { default: much",
                "failIf: [degraded] -> failIf: [worse]"
            })
    void refusesWhatValidateWouldRefuse(String change) throws IOException {
        String[] sides = change.split(" -> ");
        assertTrue(SPEC.contains(sides[0]), sides[0]);

        assertFalse(problems(SPEC.replace(sides[0], sides[1])).isEmpty(), change);
    }

    @Test
    void requiresLessOfAFileThatIncludesOthers() throws IOException {
        assertEquals(List.of(), problems("include: [models.yaml, dimensions.yaml]\nname: tiny\n"));
        assertFalse(problems("name: tiny\n").isEmpty());
    }

    @Test
    void describesOptionsAsThePluginDoesWithRangesAndDefaults() throws IOException {
        JsonNode options = json().at("/$defs/method.shrink/properties");

        assertEquals("dampening (0 to 1)", options.at("/damp/description").asText());
        assertEquals(0.01, options.at("/damp/default").asDouble());
        assertEquals("[]", options.at("/skip/default").toString());
        assertTrue(options.at("/fast/default").asBoolean());
        assertEquals("[2,4,8]", options.at("/bits/anyOf/0/enum").toString());
    }

    /** Core says which keys it knows when it finds another: the schema knows the same. */
    @Test
    void knowsTheKeysThatCoreKnows() throws IOException {
        Map<String, String> places = Map.of(
                "",
                "/properties",
                "models.x",
                "/properties/models/additionalProperties/properties",
                "calibration.x",
                "/properties/calibration/additionalProperties/properties",
                "methods.x",
                "/properties/methods/additionalProperties/properties",
                "dimensions.x",
                "/properties/dimensions/additionalProperties/properties",
                "matrix",
                "/properties/matrix/properties",
                "decide",
                "/properties/decide/properties",
                "run",
                "/properties/run/properties",
                "outputs",
                "/properties/outputs/properties");
        for (Map.Entry<String, String> place : places.entrySet()) {
            JsonNode properties = json().at(place.getValue());
            Set<String> known = new TreeSet<>();
            properties.fieldNames().forEachRemaining(known::add);

            assertEquals(knownToCore(place.getKey()), known, "keys of " + place.getKey());
        }
    }

    @Test
    void isTheSameTextEachTime() throws IOException {
        String first = text;

        theSchemaOfThreeInstalledPlugins();

        assertEquals(first, text);
    }

    private static Set<String> knownToCore(String path) {
        String yaml = Arrays.stream(path.split("\\."))
                .filter(key -> !key.isEmpty())
                .map(key -> key + ": {")
                .collect(Collectors.joining(" ", "{", " qqqqqqqqqqqq: 1"));
        yaml += "}".repeat((int) yaml.chars().filter(c -> c == '{').count());
        Problems problems = new Problems("spec.yaml");
        SpecParser.parse(Path.of("spec.yaml"), SpecReader.parse(yaml, problems).orElseThrow(), problems);
        String wayOut = problems.list().stream()
                .filter(problem -> problem.path().endsWith("qqqqqqqqqqqq"))
                .findFirst()
                .orElseThrow()
                .wayOut();
        Matcher known = Pattern.compile("Known: (.*)\\.").matcher(wayOut);
        assertTrue(known.find(), wayOut);
        return new TreeSet<>(Arrays.asList(known.group(1).split(", ")));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private List<String> problems(String spec) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(json());
        return schema.validate(new YAMLMapper().readTree(spec)).stream()
                .map(Object::toString)
                .toList();
    }
}
