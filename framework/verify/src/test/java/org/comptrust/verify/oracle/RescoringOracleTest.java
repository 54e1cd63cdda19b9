package org.comptrust.verify.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.host.cli.Cli;
import org.comptrust.host.engine.EngineModels;
import org.comptrust.verify.Shipped;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code comptrust score} on recorded answers, laid out in files as the benchmark's own code writes them, against the scores that the
 * benchmark's own code gives them.
 */
@Tag("oracle")
class RescoringOracleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Plain means of doubles; only the order of summation may differ. */
    private static final double TOLERANCE = 1e-9;

    @TempDir
    Path folder;

    private final Path fixtures = OracleFolder.path().resolve("fixtures/trust");
    private final Path data = OracleFolder.path().resolve("data/decodingtrust");
    private final List<String> wrong = new ArrayList<>();
    private int total;
    private int figures;

    @Test
    void scoresAreThoseOfTheBenchmarksCode() throws IOException {
        styles();
        opinions();
        demonstrations();
        ethics();
        fairness();
        perturbed();
        privacy();
        toxicity();

        System.out.println("re-scoring: " + (total - wrong.size()) + " of " + total + " (" + figures + " figures)");
        assertTrue(total > 0, "no fixture below " + fixtures);
        assertEquals(List.of(), wrong);
    }

    private void styles() throws IOException {
        for (Path expected : expected("ood")) {
            Path files = Files.createDirectories(folder.resolve("ood/generations"));
            JsonNode answers = answers(expected);
            for (Map.Entry<String, JsonNode> task : answers.properties()) {
                String name = Path.of(task.getValue().path("file").asText())
                        .getFileName()
                        .toString();
                write(
                        files.resolve(task.getValue().path("kind").asText()).resolve(name),
                        pairs(completions(task.getValue())));
            }
            for (String variant : List.of("fork", "upstream")) {
                JsonNode theirs = variant(expected, variant);
                Map<String, String> wanted = new LinkedHashMap<>();
                wanted.put("score", theirs.path("score_0_100").asText());
                wanted.put("compared", theirs.path("score_0_100").asText());
                wanted.put("refusal", theirs.path("refusal_0_100").asText());
                theirs.path("per_task").properties().forEach(task -> {
                    wanted.put(
                            "accuracy/" + task.getKey(),
                            task.getValue().path("acc").asText());
                    wanted.put(
                            "refusal/" + task.getKey(),
                            task.getValue().path("rr").asText());
                });
                compare(expected, variant, score("ood-robustness", data, files, "--variant", variant), wanted);
            }
        }
    }

    private void opinions() throws IOException {
        Map<String, List<String>> prompts = new LinkedHashMap<>();
        CsvMapper csv = new CsvMapper();
        try (var rows = csv.readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .<Map<String, String>>readValues(
                        data.resolve("data/stereotype/dataset/user_prompts.csv").toFile())) {
            rows.forEachRemaining(row -> prompts.computeIfAbsent(
                            row.get("stereotype_topic") + "/" + row.get("target_group"), cell -> new ArrayList<>())
                    .add(row.get("user_prompt")));
        }
        for (Path expected : expected("stereotype")) {
            Path files = folder.resolve("stereotype")
                    .resolve(expected.getParent().getFileName().toString());
            Map<Path, StringBuilder> tables = new LinkedHashMap<>();
            for (String line : Files.readAllLines(expected.resolveSibling("completions.jsonl"))) {
                JsonNode row = JSON.readTree(line);
                String cell =
                        row.path("topic").asText() + "/" + row.path("group").asText();
                Path file = files.resolve(row.path("category").asText())
                        .resolve("model_" + row.path("topic").asText() + ".csv");
                StringBuilder table = tables.computeIfAbsent(
                        file, unwritten -> new StringBuilder("model,system_prompt,user_prompt,gen_0\n"));
                table.append("m,s,")
                        .append(quoted(
                                prompts.get(cell).get(row.path("statement").asInt())))
                        .append(',')
                        .append(quoted("{'agreeability_num': 1, 'output': '"
                                + python(row.path("completions").path(0).asText()) + "'}"))
                        .append('\n');
            }
            for (Map.Entry<Path, StringBuilder> table : tables.entrySet()) {
                write(table.getKey(), table.getValue().toString());
            }
            for (String variant : List.of("fork", "upstream")) {
                JsonNode theirs = variant(expected, variant);
                Map<String, String> wanted = new LinkedHashMap<>();
                wanted.put("score", theirs.path("score_0_100").asText());
                wanted.put("refusal", theirs.path("refusal_0_100").asText());
                for (String prompt : List.of("benign", "untargeted", "targeted")) {
                    wanted.put(
                            "agreement/" + prompt,
                            theirs.path("unrounded")
                                    .path(prompt + "_agreement_mean_unrounded")
                                    .asText());
                }
                compare(
                        expected,
                        variant,
                        score("stereotype", data, files, "--variant", variant, "--option", "samples=1"),
                        wanted);
            }
        }
    }

    private void demonstrations() throws IOException {
        for (Path expected : expected("adv_demonstration")) {
            Path files = folder.resolve("demonstrations/generations");
            Path items = folder.resolve("demonstrations/items"); // made up around the recorded labels
            write(items.resolve("prompt-texts.json"), Files.readString(data.resolve("prompt-texts.json")));
            write(items.resolve("phrase-lists.json"), Files.readString(data.resolve("phrase-lists.json")));
            JsonNode answers = answers(expected);
            for (Map.Entry<String, JsonNode> run : answers.path("runs").properties()) {
                int slash = run.getKey().lastIndexOf('/');
                write(
                        files.resolve(run.getKey().substring(0, slash))
                                .resolve("gpt-3.5-turbo-0301_" + run.getKey().substring(slash + 1) + ".jsonl"),
                        choices(completions(run.getValue())));
                StringBuilder rows = new StringBuilder();
                for (JsonNode label : answers.path("label_lists")
                        .path(run.getValue().path("labels").asInt())) {
                    ObjectNode row = JSON.createObjectNode().put("input", "text " + rows.length());
                    row.put("label", label.asText())
                            .set("option", run.getValue().path("options"));
                    row.putArray("examples");
                    rows.append(row).append('\n');
                }
                write(items.resolve("data/adv_demonstration/" + run.getKey() + ".jsonl"), rows.toString());
            }
            for (String variant : List.of("fork", "upstream")) {
                JsonNode theirs = variant(expected, variant);
                JsonNode detail = theirs.path("detail");
                Map<String, String> wanted = new LinkedHashMap<>();
                wanted.put("score", theirs.path("score_0_100").asText());
                wanted.put("refusal", theirs.path("refusal_0_100").asText());
                wanted.put(
                        "accuracy/counterfactual",
                        detail.path("counterfactual").path("avg_acc").asText());
                wanted.put(
                        "accuracy/spurious",
                        detail.path("spurious").path("avg_acc").asText());
                wanted.put(
                        "robustness/backdoor",
                        detail.path("backdoor").path("1-avg_asr").asText());
                compare(
                        expected,
                        variant,
                        score("adversarial-demonstrations", items, files, "--variant", variant),
                        wanted);
            }
        }
    }

    /** Few-shot needs demonstrations that no copy of the data holds; what is left is compared without it. */
    private void ethics() throws IOException {
        for (Path expected : expected("machine_ethics")) {
            Path files = folder.resolve("ethics");
            for (Map.Entry<String, JsonNode> run : answers(expected).properties()) {
                write(
                        files.resolve("ethics_commonsense_short_" + run.getKey() + ".json"),
                        pairs(completions(run.getValue())));
            }
            for (String variant : List.of("fork", "upstream")) {
                JsonNode detail = variant(expected, variant).path("detail");
                Map<String, String> wanted = new LinkedHashMap<>();
                wanted.put("accuracy/zero-shot", detail.path("acc_zero").asText());
                wanted.put("refusal/zero-shot", detail.path("ref_zero").asText());
                wanted.put("fpr/jailbreak", detail.path("avg_fpr_jb").asText());
                wanted.put("fpr/evasive", detail.path("avg_fpr_ev").asText());
                compare(expected, variant, score("machine-ethics", data, files, "--variant", variant), wanted);
            }
        }
    }

    /** The benchmark's values of personal data were drawn; sentences that its data lack are made up, for nothing is asked. */
    private void privacy() throws IOException {
        for (Path expected : expected("privacy")) {
            Path files = folder.resolve("privacy/generations");
            Path items = folder.resolve("privacy/items");
            ObjectNode texts =
                    (ObjectNode) JSON.readTree(data.resolve("prompt-texts.json").toFile());
            ObjectNode own = (ObjectNode) texts.path("privacy");
            ObjectNode secrets =
                    own.put("pii_protect", "No {}.").putObject("understanding").putObject("q1");
            Map<Path, StringBuilder> lines = new LinkedHashMap<>();
            for (String kind : List.of("enron", "pii", "understanding")) {
                for (String line : Files.readAllLines(expected.resolveSibling(kind + ".jsonl"))) {
                    JsonNode row = JSON.readTree(line);
                    String name = row.path("file").asText();
                    lines.computeIfAbsent(files.resolve(kind).resolve(name), first -> new StringBuilder())
                            .append(line)
                            .append('\n');
                    if (kind.equals("understanding")) {
                        secrets.withObjectProperty(name.substring(0, name.indexOf('_')))
                                .put(row.path("word").asText(), "a secret");
                    }
                }
            }
            for (Map.Entry<Path, StringBuilder> file : lines.entrySet()) {
                write(file.getKey(), file.getValue().toString());
            }
            write(items.resolve("prompt-texts.json"), texts.toString());
            write(items.resolve("phrase-lists.json"), Files.readString(data.resolve("phrase-lists.json")));
            Path mails = data.resolve("data/privacy/enron_data");
            try (Stream<Path> all = Files.list(mails)) {
                for (Path file : all.toList()) {
                    write(items.resolve("data/privacy/enron_data").resolve(file.getFileName()), Files.readString(file));
                }
            }
            JsonNode theirs = variant(expected, "fork");
            Map<String, String> wanted = new LinkedHashMap<>();
            wanted.put("score", theirs.path("score_0_100").asText());
            wanted.put("refusal", theirs.path("refusal_0_100").asText());
            for (String part : List.of("enron", "pii", "understanding")) {
                JsonNode figures = theirs.path("detail").path(part);
                wanted.put("leak/" + part, figures.path("leak_rate").asText());
                wanted.put("refusal/" + part, figures.path("reject_rate").asText());
                wanted.put(
                        "leak-without-refusals/" + part,
                        figures.path("leak_rate_wo_reject").asText());
            }
            compare(expected, "both", score("privacy", items, files), wanted);
        }
    }

    /** Prompts are those of the data, for answers were dealt at random; scores are those of the file, and no scorer is asked. */
    private void toxicity() throws IOException {
        Map<String, String> prompts = Map.of(
                "nontoxic", "nontoxic.jsonl",
                "toxic", "toxic.jsonl",
                "toxic-gpt3.5", "toxic.jsonl.gpt3.n=25.out1.split.annotated.jsonl.filtered.jsonl",
                "toxic-gpt4", "toxic.jsonl.gpt4.n=25.out1.split.annotated.jsonl.filtered.jsonl");
        for (Path expected : expected("toxicity")) {
            Path files = folder.resolve("toxicity");
            for (Map.Entry<String, JsonNode> run :
                    OracleFolder.json(expected.resolveSibling("scored.json")).properties()) {
                List<String> rows = Files.readAllLines(data.resolve("data/toxicity/user_prompts")
                        .resolve(prompts.get(run.getKey().replaceFirst("-template-\\d$", ""))));
                ArrayNode all = JSON.createArrayNode();
                for (JsonNode texts : run.getValue()) {
                    ArrayNode outputs = all.addArray();
                    String prompt = JSON.readTree(rows.get(all.size() - 1))
                            .path("prompt")
                            .path("text")
                            .asText();
                    for (JsonNode text : texts) {
                        ObjectNode output = outputs.addObject().put("context", prompt);
                        output.set("continuation", text.path("continuation"));
                        if (text.path("toxicity").isNull()) {
                            output.putNull("score");
                        } else {
                            output.putObject("score").set("toxicity", text.path("toxicity"));
                        }
                    }
                }
                write(files.resolve(run.getKey() + "-generations.jsonl.out.json"), all.toString());
            }
            for (String variant : List.of("fork", "upstream")) {
                JsonNode theirs = variant(expected, variant);
                Map<String, String> wanted = new LinkedHashMap<>();
                wanted.put("score", theirs.path("score_0_100").asText());
                wanted.put("refusal", theirs.path("refusal_0_1").asText());
                theirs.path("detail").properties().forEach(run -> {
                    String set = run.getKey().replaceFirst("-template-\\d$", "");
                    String id = (set.contains("gpt") ? set : "realtoxicityprompts-" + set)
                            + (run.getKey().endsWith("1") ? "-adv" : "");
                    wanted.put(
                            "expected-maximum-toxicity/" + id,
                            run.getValue().path("expected_max_toxicity").asText());
                    wanted.put(
                            "refusal/" + id,
                            run.getValue().path("rejection_rate").asText());
                });
                compare(expected, variant, score("toxicity", data, files, "--variant", variant), wanted);
            }
        }
    }

    /** A coin that the benchmark tosses is fixed to either side, as it was for the expected figures. */
    private void fairness() throws IOException {
        for (Path expected : expected("fairness")) {
            Path files = folder.resolve("fairness");
            for (Map.Entry<String, JsonNode> run : answers(expected).properties()) {
                ObjectNode results = JSON.createObjectNode();
                results.set("responses", responses(completions(run.getValue())));
                write(files.resolve(run.getKey() + ".json"), results.toString());
            }
            for (String variant : List.of("fork", "upstream")) {
                for (int toss = 0; toss < 2; toss++) {
                    JsonNode theirs = variant(expected, variant).path("detail_ambiguous_as_" + toss);
                    Map<String, String> wanted = new LinkedHashMap<>();
                    wanted.put("score", theirs.path("fairness score (new)").asText());
                    wanted.put(
                            "score/demographic-parity",
                            theirs.path("fairness score").asText());
                    wanted.put("accuracy", theirs.path("averaged accuracy").asText());
                    wanted.put("refusal", theirs.path("rejection rate").asText());
                    for (JsonNode setting : theirs.path("evaluated settings")) {
                        String run = setting.asText().replace(".json", "");
                        JsonNode figures = theirs.path(setting.asText());
                        wanted.put("accuracy/" + run, figures.path("accuracy").asText());
                        wanted.put(
                                "demographic-parity-difference/" + run,
                                figures.path("demographic parity difference").asText());
                        wanted.put(
                                "equalized-odds-difference/" + run,
                                figures.path("equalized odds difference").asText());
                        wanted.put(
                                "refusal/" + run, figures.path("rejection rate").asText());
                    }
                    compare(
                            expected,
                            variant + "/" + toss,
                            score(
                                    "fairness",
                                    data,
                                    files,
                                    "--variant",
                                    variant,
                                    "--option",
                                    "toss=" + (toss == 0 ? "zero" : "one")),
                            wanted);
                }
            }
        }
    }

    /** The items are in no copy of the benchmark; some are made up around the recorded labels. */
    private void perturbed() throws IOException {
        JsonNode texts = OracleFolder.json(data.resolve("prompt-texts.json")).path("advglue");
        for (Path expected : expected("advglue")) {
            Path files = folder.resolve("perturbed/generations");
            Path items = folder.resolve("perturbed/items");
            write(items.resolve("prompt-texts.json"), Files.readString(data.resolve("prompt-texts.json")));
            for (Map.Entry<String, JsonNode> source : answers(expected).properties()) {
                ObjectNode asked = JSON.createObjectNode();
                ObjectNode answered = JSON.createObjectNode();
                for (Map.Entry<String, JsonNode> task : source.getValue().properties()) {
                    ArrayNode rows = asked.putArray(task.getKey());
                    ObjectNode run = answered.putObject(task.getKey());
                    ArrayNode requests = run.putArray("requests");
                    for (JsonNode label : task.getValue().path("labels")) {
                        String text = "text " + rows.size();
                        rows.addObject()
                                .put("sentence", text)
                                .put("method", "semattack")
                                .set("label", label);
                        requests.addObject()
                                .putArray("messages")
                                .addObject()
                                .put("role", "user")
                                .put(
                                        "content",
                                        texts.path("task").path(task.getKey()).asText() + "\n" + text);
                    }
                    run.set("responses", responses(completions(task.getValue())));
                }
                if (!source.getKey().equals("glue-benign")) {
                    write(items.resolve("data/adv-glue-plus-plus/data/" + source.getKey() + ".json"), asked.toString());
                    write(files.resolve(source.getKey() + "-demo.json"), answered.toString());
                }
            }
            for (String variant : List.of("fork", "upstream")) {
                JsonNode theirs = variant(expected, variant);
                Map<String, String> wanted = new LinkedHashMap<>();
                wanted.put("score", theirs.path("score_0_100").asText());
                wanted.put("compared", theirs.path("score_0_100").asText());
                wanted.put("refusal", theirs.path("refusal_0_100").asText());
                for (JsonNode cell : theirs.path("per_base_and_task")) {
                    if (cell.path("BaseModel").asText().isEmpty()) {
                        continue; // stands for a missing file
                    }
                    String name = cell.path("BaseModel").asText() + "/"
                            + cell.path("Task").asText();
                    wanted.put("accuracy/" + name, cell.path("Accuracy").asText());
                    wanted.put(
                            "accuracy-readable/" + name,
                            cell.path("AccuracyNoRefusal").asText());
                    wanted.put("refusal/" + name, cell.path("RR+NE").asText());
                }
                compare(expected, variant, score("adversarial-robustness", items, files, "--variant", variant), wanted);
            }
        }
    }

    private void compare(Path expected, String variant, JsonNode ours, Map<String, String> wanted) {
        total++;
        List<String> different = new ArrayList<>();
        wanted.forEach((name, value) -> {
            JsonNode own = ours.path("metrics").has(name) ? ours.path("metrics").path(name) : ours.path(name);
            double actual = own.isNumber() ? own.asDouble() : Double.NaN;
            figures++;
            if (!(Math.abs(actual - Double.parseDouble(value)) <= TOLERANCE)) {
                different.add(name + " expected " + value + ", is " + actual);
            }
        });
        if (!different.isEmpty()) {
            wrong.add(expected.getParent() + "/" + variant + ": " + String.join("; ", different) + " "
                    + ours.path("problems"));
        }
    }

    private JsonNode score(String dimension, Path items, Path files, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "score",
                "--dimension",
                dimension,
                "--data",
                items.toString(),
                "--responses",
                files.toString(),
                "--no-intervals", // the benchmark has none to compare them with
                "--json"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of(
                "--plugins",
                Shipped.plugins().toString(),
                "--registry",
                Shipped.registry().toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Cli.create(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        false,
                        Optional.empty(),
                        () -> EngineModels.start(folder.resolve("cache")))
                .execute(arguments.toArray(String[]::new));
        assertEquals(0, exitCode, err.toString());
        return JSON.readTree(out.toString());
    }

    private List<Path> expected(String dimension) throws IOException {
        return OracleFolder.fixtures("expected.json").stream()
                .filter(file -> file.startsWith(fixtures.resolve(dimension)))
                .toList();
    }

    private static JsonNode answers(Path expected) throws IOException {
        return OracleFolder.json(expected.resolveSibling("completions.json"));
    }

    /** A variant that gives the same as the other is written as the word. */
    private static JsonNode variant(Path expected, String variant) throws IOException {
        JsonNode variants = OracleFolder.json(expected).path("variants");
        return variants.path(variant).isObject() ? variants.path(variant) : variants.path("fork");
    }

    private static List<String> completions(JsonNode run) {
        return JSON.convertValue(run.path("completions"), new TypeReference<List<String>>() {});
    }

    /** Messages, and the whole answer of a server. */
    private static String pairs(List<String> texts) {
        ArrayNode all = JSON.createArrayNode();
        texts.forEach(text -> {
            ArrayNode pair = all.addArray();
            pair.addArray().addObject().put("role", "user").put("content", "q");
            message(pair.addObject().putArray("choices"), text);
        });
        return all.toString();
    }

    private static String choices(List<String> texts) {
        ArrayNode all = JSON.createArrayNode();
        texts.forEach(text -> message(all.addArray(), text));
        return all.toString();
    }

    private static ArrayNode responses(List<String> texts) {
        ArrayNode all = JSON.createArrayNode();
        texts.forEach(text -> message(all.addObject().putArray("choices"), text));
        return all;
    }

    private static void message(ArrayNode choices, String text) {
        choices.addObject().putObject("message").put("role", "assistant").put("content", text);
    }

    private static String python(String text) {
        return text.replace("\\", "\\\\")
                .replace("'", "\\'")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
