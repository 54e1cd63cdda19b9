package org.comptrust.host.schema;

import static org.comptrust.host.schema.Fragments.described;
import static org.comptrust.host.schema.Fragments.flag;
import static org.comptrust.host.schema.Fragments.map;
import static org.comptrust.host.schema.Fragments.named;
import static org.comptrust.host.schema.Fragments.object;
import static org.comptrust.host.schema.Fragments.orListOf;
import static org.comptrust.host.schema.Fragments.text;
import static org.comptrust.host.schema.Fragments.whole;
import static org.comptrust.host.schema.Fragments.word;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.comptrust.core.average.AverageDefinition;
import org.comptrust.core.failure.PluginBorder;
import org.comptrust.core.option.OptionInfo;
import org.comptrust.core.paper.PaperTemplates;
import org.comptrust.core.port.CalibrationSpec;
import org.comptrust.core.port.Catalog;
import org.comptrust.core.port.Extension;
import org.comptrust.core.port.ModelSpec;
import org.comptrust.core.result.Verdict;
import org.comptrust.core.shape.NamedShape;
import org.comptrust.core.spec.Correction;
import org.comptrust.core.spec.Publication;
import org.comptrust.models.decoder.Precision;

/**
 * The schema (JSON Schema 2020-12) of experiment files. It knows the methods and dimensions of a catalogue and their options, and
 * says less than {@code comptrust validate}: whether a path, a calibration key or a combination of options is right is known only
 * where the file is read.
 */
public final class ExperimentSchema {
    private static final String METHOD = "method";

    private final Catalog catalog;
    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private ExperimentSchema(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The schema as maps, lists, text and numbers.
     *
     * @throws org.comptrust.core.port.PluginException if a plugin's options record is faulty
     */
    public static Map<String, Object> of(Catalog catalog) {
        return new ExperimentSchema(catalog).schema();
    }

    private Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("apiVersion", described("The version of this format.", map("const", "comptrust/v1")));
        properties.put(
                "name",
                described(
                        "Name of the experiment: the folder of its results below outputs.store.",
                        map("type", List.of("string", "integer"), "pattern", "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")));
        properties.put("include", described("Files whose sections are joined with these.", orListOf(text("A path."))));
        properties.put("seed", seed("Chooses items, draws samples, seeds methods."));
        properties.put("models", named("The models, by names of your own.", model(), 1));
        properties.put(
                "calibration", named("What methods measure layer inputs on. Lists are sweeps.", calibration(), 0));
        properties.put("methods", named("Compression methods, by names of your own.", method(), 0));
        properties.put("dimensions", named("What is asked, by names of your own.", dimension(), 1));
        properties.put(
                "scorers", named("Who rates texts, by the roles that dimensions name, such as toxicity.", scorer(), 0));
        properties.put("matrix", matrix());
        properties.put("decide", decide());
        properties.put(
                "run",
                object(
                        "How the experiment runs.",
                        map(
                                "onError",
                                word("Whether other cells run when one fails.", List.of("continue", "stop")),
                                "devices",
                                devices(),
                                "memory",
                                text("What models may take on each device: auto, or such as 12 GB.")),
                        List.of()));
        properties.put(
                "outputs",
                object(
                        "Where results go and in which forms.",
                        map(
                                "store",
                                text("Folder for results; runs if not said."),
                                "publish",
                                described(
                                        "Files that are written at the end; all if not said.",
                                        orListOf(map("enum", words(Publication.values()))))),
                        List.of()));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "comptrust experiment");
        schema.putAll(object("An experiment: models x variants x dimensions.", properties, List.of()));
        schema.put("if", map("required", List.of("include")));
        schema.put("else", map("required", List.of("apiVersion", "name", "models", "dimensions")));
        schema.put("$defs", definitions);
        return schema;
    }

    private static Map<String, Object> devices() {
        Map<String, Object> one = map("type", "string", "pattern", "^(auto|cpu|(cpu|cuda):(0|[1-9]\\d{0,2}))$");
        return described(
                "Where models run: auto, or one device or several; a variant at a time on each.", orListOf(one));
    }

    private static Map<String, Object> seed(String description) {
        Map<String, Object> schema = whole(description, 0, Long.MAX_VALUE);
        schema.put("default", 0);
        return schema;
    }

    private static Map<String, Object> model() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("source", text("Hugging Face folder: config.json, safetensors, tokenizer.json."));
        List<String> dtypes = new ArrayList<>(Precision.names());
        dtypes.add(ModelSpec.AUTO);
        properties.put("dtype", word("What the model computes in; auto: what is quicker here.", dtypes));
        properties.put(
                "chatTemplate",
                described(
                        "auto: the model's own template, plain text where it has none; plain; or a .jinja file.",
                        map(
                                "anyOf",
                                List.of(
                                        map("enum", List.of("auto", "plain")),
                                        map("type", "string", "pattern", "\\.jinja$")),
                                "default",
                                "auto")));
        properties.put(
                "paperTemplate",
                described(
                        "The study's template for this model, for dimensions with prompts: paper.",
                        map("enum", PaperTemplates.NAMES)));
        properties.put(
                "shape",
                described(
                        "The shape of the model, for plans on a machine that does not have it.",
                        map("enum", NamedShape.names())));
        properties.put("endpoint", endpoint(Map.of()));
        properties.put("recorded", recorded(Map.of()));
        Map<String, Object> model =
                object("A model: in a folder, on a server, or known by its answers.", properties, List.of());
        model.put(
                "oneOf",
                List.of(
                        map("required", List.of("source")),
                        map("required", List.of("endpoint")),
                        map("required", List.of("recorded"))));
        return model;
    }

    private static Map<String, Object> endpoint(Map<String, Object> more) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("url", text("The server's address up to the version, such as http://localhost:8000/v1."));
        properties.put("model", text("The model as the server calls it."));
        properties.put(
                "keyFrom",
                described(
                        "Name of the environment variable that holds the key; not the key.",
                        map("type", "string", "pattern", "^[A-Za-z_][A-Za-z0-9_]{0,99}$")));
        properties.put("concurrency", whole("Most requests in flight; 8 if not said.", 1, 1024));
        properties.put("timeout", whole("Seconds that one request may take; 300 if not said.", 1, 86_400));
        properties.put("retries", whole("Repeats where the server is busy or fails; 5 if not said.", 0, 100));
        properties.put(
                "contextLength",
                whole("Tokens that the server gives the model; needs tokenizer.", 1, Integer.MAX_VALUE));
        properties.put(
                "chat",
                described(
                        "Whether the server makes text of dialogues; else it is made here.",
                        map("type", "boolean", "default", true)));
        properties.put(
                "logProbabilities",
                flag("Whether the server's completions echo a prompt with log-probabilities, as vLLM's do."));
        properties.put("tokenizer", text("Folder with the model's config.json and tokenizer files."));
        properties.putAll(more);
        return object("A model on a server of OpenAI's kind.", properties, List.of("url", "model"));
    }

    private static Map<String, Object> recorded(Map<String, Object> more) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("responses", text("A file of answers in JSON Lines, or a folder of such files."));
        properties.putAll(more);
        return object("Answers that were recorded elsewhere.", properties, List.of("responses"));
    }

    private static Map<String, Object> calibration() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "data",
                described(
                        "A file of text, JSON Lines or a JSON list, .gz or not; or model: text that the model itself samples.",
                        orListOf(text("A path."))));
        properties.put(
                "select",
                described(
                        "windows (of a text): pieces drawn once; crops (JSON Lines): pieces of long documents, as for C4;"
                                + " packed: short documents put together, as for the Pile; records (a JSON list): instructions"
                                + " with answers, as for Alpaca.",
                        orListOf(map("enum", words(CalibrationSpec.Select.values())))));
        properties.put("field", described("Key of a document's text; text if not said.", orListOf(text("A key."))));
        properties.put(
                "template",
                described(
                        "How records become text: default (headings), chat (the model's own chat template), a .jinja file, or one"
                                + " of the study's templates.",
                        orListOf(map(
                                "anyOf",
                                List.of(
                                        map("enum", recordTemplates()),
                                        map("type", "string", "pattern", "\\.jinja$"))))));
        properties.put(
                "templates",
                described("The file with the study's templates.", orListOf(text("The path of prompt-texts.json."))));
        properties.put(
                "samples",
                described(
                        "Number of sequences, of documents (packed) or of records; 128 if not said.",
                        orListOf(whole("Sequences.", 1, 1_000_000))));
        properties.put(
                "length",
                described(
                        "Tokens of a sequence, of records the most, or context: as many as the model takes; 2048 if not said.",
                        orListOf(map("anyOf", List.of(whole("Tokens.", 1, 1_000_000), map("const", "context"))))));
        properties.put("seed", described("Of the selection or the sampling.", orListOf(seed("A seed."))));
        return object("Calibration data.", properties, List.of("data"));
    }

    private static List<String> recordTemplates() {
        List<String> names = new ArrayList<>(List.of("default", "chat"));
        names.addAll(PaperTemplates.NAMES);
        return names;
    }

    private static Map<String, Object> matrix() {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("model", orListOf(text("A key of models; * stands for any text.")));
        names.put("method", orListOf(text("A key of methods, or a method's id; * stands for any text.")));
        names.put("variant", orListOf(text("A variant; * stands for any text.")));
        names.put("dimension", orListOf(text("A dimension, by its label or id; * stands for any text.")));
        Map<String, Object> cells = object("Cells by what they have in common.", names, List.of());
        cells.put("minProperties", 1);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("include", described("The only cells that run.", map("type", "array", "items", cells)));
        properties.put("exclude", described("Cells that do not run.", map("type", "array", "items", cells)));
        properties.put("maxCells", whole("The most cells that you mean; 400 if not said.", 1, 1_000_000));
        return object("Which cells (model, variant, dimension) run.", properties, List.of());
    }

    private static Map<String, Object> decide() {
        Map<String, Object> margin = map("type", "number", "minimum", 0, "maximum", 100);
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "against",
                text("What variants are compared with: base, the key of a model, a variant, or model/variant."));
        properties.put(
                "margin",
                described(
                        "The loss that does not matter: a number, or one for each dimension and default.",
                        map("anyOf", List.of(margin, map("type", "object", "additionalProperties", margin)))));
        properties.put(
                "alpha",
                described(
                        "Error rate of verdicts; 0.05 if not said.",
                        map("type", "number", "exclusiveMinimum", 0, "maximum", 0.5)));
        properties.put("correction", word("For many verdicts at once.", words(Correction.values())));
        properties.put("noiseFloor", flag("Whether each base is answered again, under other batching."));
        properties.put(
                "failIf", described("Verdicts by which a run fails.", orListOf(map("enum", words(Verdict.values())))));
        properties.put(
                "averages",
                described(
                        "Averages over dimensions that are reported, by name.",
                        orListOf(map("enum", AverageDefinition.names()))));
        return object("What variants are compared with, and how verdicts are found.", properties, List.of());
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private Map<String, Object> method() {
        Map<String, List<OptionInfo>> options = new LinkedHashMap<>();
        for (String id : catalog.methods()) {
            catalog.method(id)
                    .ifPresent(
                            found -> options.put(id, infos(found, found.value().options())));
        }
        definitions.put("methods", withOptions(new LinkedHashMap<>(), METHOD, options));
        Map<String, Object> rules = map("$ref", "#/$defs/methods");
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "use", use("Id of a compression method, or several that get the same options.", options, List.of()));
        properties.put("calibration", text("A key of calibration; needed by methods that measure layer inputs."));
        properties.put("with", described("Options of the method. Lists are sweeps.", map("type", "object")));
        properties.put("layers", layers());
        Map<String, Object> step = object("A method of a chain.", new LinkedHashMap<>(properties), List.of("use"));
        step.put("allOf", List.of(rules));

        List<Object> uses = new ArrayList<>();
        uses.add(map("enum", List.of("checkpoint", "endpoint", "recorded")));
        uses.add(properties.get("use"));
        properties.put(
                "use",
                described(
                        "Id of a compression method, several that get the same options; or checkpoint, endpoint or recorded:"
                                + " what was compressed elsewhere.",
                        map("anyOf", uses)));
        properties.put(
                "chain",
                described(
                        "Instead of the other keys: methods that are applied one after the other.",
                        map("type", "array", "items", step, "minItems", 1)));
        Map<String, Object> entry =
                object("A method, a chain of them, or what was compressed elsewhere.", properties, List.of());
        entry.put("anyOf", List.of(map("required", List.of("use")), map("required", List.of("chain"))));
        entry.put(
                "dependentSchemas",
                map(
                        "chain",
                        map("properties", map("use", false, "calibration", false, "with", false, "layers", false))));
        Map<String, Object> of =
                map("of", text("Key of the model that it was made from; not needed if there is one model."));
        entry.put(
                "allOf",
                List.of(
                        rules,
                        elsewhere("checkpoint", checkpoint(of)),
                        elsewhere("endpoint", endpoint(of)),
                        elsewhere("recorded", recorded(of))));
        return entry;
    }

    /** What single linears get instead; rules for their options come with the ids. */
    private static Map<String, Object> layers() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "match",
                described(
                        "Names of linears, such as *.down_proj; * stands for any text.",
                        orListOf(text("A name or pattern."))));
        properties.put("skip", flag("Whether they stay as they are."));
        properties.put("with", described("Options that they get instead, without sweeps.", map("type", "object")));
        Map<String, Object> entry = object("Some linears.", properties, List.of("match"));
        entry.put("anyOf", List.of(map("required", List.of("skip")), map("required", List.of("with"))));
        return described(
                "What single linears get instead; of several entries the last one that says something counts.",
                map("type", "array", "items", entry));
    }

    private static Map<String, Object> checkpoint(Map<String, Object> of) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("source", text("Folder of the compressed checkpoint."));
        properties.putAll(of);
        return object("A checkpoint that is compressed already.", properties, List.of("source"));
    }

    /** Where {@code use} is a reserved word. */
    private static Map<String, Object> elsewhere(String word, Map<String, Object> with) {
        return map(
                "if",
                map("properties", map("use", map("const", word)), "required", List.of("use")),
                "then",
                map(
                        "properties",
                        map("with", with, "calibration", false, "layers", false),
                        "required",
                        List.of("with")));
    }

    private Map<String, Object> dimension() {
        Map<String, List<OptionInfo>> options = new LinkedHashMap<>();
        for (String id : catalog.dimensions()) {
            catalog.dimension(id)
                    .ifPresent(
                            found -> options.put(id, infos(found, found.value().options())));
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("use", use("Id of a dimension, several ids, or all.", options, List.of("all")));
        properties.put("data", text("The benchmark's folder or file on your disk."));
        properties.put(
                "prompts",
                described(
                        "corrected: the model's own chat template; paper: as the study asked, quirks included; or both.",
                        orListOf(word("How messages become prompts.", List.of("corrected", "paper")))));
        properties.put(
                "scenarios",
                described(
                        "Ids of scenarios, such as jailbreak-*; * stands for any text. All if not said.",
                        orListOf(text("An id or pattern."))));
        properties.put("items", items());
        properties.put("partial", flag("Give a score even if scenarios are unavailable."));
        properties.put("with", described("Options of the dimension. Lists are sweeps.", map("type", "object")));
        return withOptions(object("A dimension.", properties, List.of("use")), "dimension", options);
    }

    private static Map<String, Object> items() {
        Map<String, Object> perScenario = new LinkedHashMap<>();
        perScenario.put("perScenario", whole("The most items of each scenario.", 1, Integer.MAX_VALUE));
        return described(
                "The most items of each dimension, or of each of its scenarios; all if not said.",
                map(
                        "anyOf",
                        List.of(
                                whole("Of each dimension, shared evenly.", 1, Integer.MAX_VALUE),
                                object("Of each scenario.", perScenario, List.of("perScenario")))));
    }

    private Map<String, Object> scorer() {
        Map<String, List<OptionInfo>> options = new LinkedHashMap<>();
        for (String id : catalog.scorers()) {
            catalog.scorer(id)
                    .ifPresent(
                            found -> options.put(id, infos(found, found.value().options())));
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "use",
                options.isEmpty()
                        ? text("Id of a scorer.")
                        : described(
                                "Id of a scorer; the one that the dimension proposes if not said.",
                                map("enum", List.copyOf(options.keySet()))));
        properties.put("data", text("What the scorer reads; the data of the dimension if not said."));
        properties.put("with", described("Options of the scorer.", map("type", "object")));
        return withOptions(object("A scorer.", properties, List.of()), "scorer", options);
    }

    private static List<OptionInfo> infos(Extension<?> extension, Class<? extends Record> record) {
        return PluginBorder.call(extension.origin(), "options", () -> OptionInfo.of(record));
    }

    private static Map<String, Object> use(
            String description, Map<String, List<OptionInfo>> options, List<String> words) {
        List<String> ids = new ArrayList<>(options.keySet());
        ids.addAll(words);
        return ids.isEmpty()
                ? described(description + " None is installed.", map("not", map()))
                : described(description, orListOf(map("enum", ids)));
    }

    /** For each id: where {@code use} names it, {@code with} holds its options. */
    private Map<String, Object> withOptions(
            Map<String, Object> entry, String kind, Map<String, List<OptionInfo>> options) {
        List<Object> rules = new ArrayList<>();
        options.forEach((id, infos) -> {
            String definition = kind + "." + id;
            definitions.put(definition, OptionSchema.of(infos));
            Map<String, Object> names =
                    map("anyOf", List.of(map("const", id), map("type", "array", "contains", map("const", id))));
            Map<String, Object> properties = map("with", map("$ref", "#/$defs/" + definition));
            if (kind.equals(METHOD)) {
                definitions.put(definition + ".layer", OptionSchema.ofLayer(infos));
                Map<String, Object> layer =
                        map("properties", map("with", map("$ref", "#/$defs/" + definition + ".layer")));
                properties.put("layers", map("items", layer));
            }
            Map<String, Object> then = new LinkedHashMap<>();
            then.put("properties", properties);
            if (infos.stream().anyMatch(OptionInfo::required)) {
                then.put("required", List.of("with"));
            }
            rules.add(map("if", map("properties", map("use", names), "required", List.of("use")), "then", then));
        });
        if (!rules.isEmpty()) {
            entry.put("allOf", rules);
        }
        return entry;
    }
}
