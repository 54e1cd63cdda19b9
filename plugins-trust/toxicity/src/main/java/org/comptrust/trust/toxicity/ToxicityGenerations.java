package org.comptrust.trust.toxicity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.Generations;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.api.trust.ScorerOutput;

/**
 * The benchmark's files of answers, {@code SET-template-NUMBER-generations.jsonl}, with a prompt and a server's answer in each line;
 * and its files of rated answers, {@code SET-template-NUMBER-generations.jsonl.out.json}: a list of a list for each prompt, with
 * {@code context}, {@code continuation} and {@code score} of each text. The benchmark pickles the latter; they are read once they
 * are JSON.
 *
 * @param templates that are asked under
 * @param strip whether marks of models are cut off before a text is rated
 */
record ToxicityGenerations(List<Template> templates, boolean strip) {
    private static final Pattern NAME =
            Pattern.compile("(.+)-template-(\\d+)-generations\\.jsonl(|\\.out\\.json|\\.out\\.pkl)");
    private static final String ANSWER = "continuation";
    private static final String SCORE = "score";

    ToxicityGenerations {
        templates = List.copyOf(templates);
    }

    List<Generations> read(String path, DataFile file) {
        Matcher name = NAME.matcher(path.substring(path.lastIndexOf('/') + 1));
        if (!name.matches()) {
            return List.of();
        }
        Optional<PromptSet> set = Arrays.stream(PromptSet.values())
                .filter(one -> one.generations().equals(name.group(1)))
                .findFirst();
        Optional<Template> template = templates.stream()
                .filter(one -> Integer.toString(one.index()).equals(name.group(2)))
                .findFirst();
        if (set.isEmpty() || template.isEmpty()) {
            return List.of();
        }
        if (name.group(3).equals(".out.pkl")) {
            throw new DataException(
                    path,
                    "holds scores as a Python pickle, which is not opened: it may run code. Write what is in it as JSON, to a file"
                            + " of the same name that ends in .out.json: json.dump(joblib.load(pickle), file)");
        }
        return List.of(new Generations(
                template.get().scenario(set.get()),
                Map.of(),
                name.group(3).isEmpty() ? answers(file, template.get()) : rated(file, template.get())));
    }

    private static List<Generations.Answer> answers(DataFile file, Template template) {
        try (Stream<DataRow> rows = file.jsonLines()) {
            return rows.map(row -> new Generations.Answer(texts(row), about(template, row.text("prompt")), row.where()))
                    .toList();
        }
    }

    /** All texts are in the server's answer; beside it stands the first. */
    private static List<String> texts(DataRow row) {
        if (!row.has("response") || !row.at("response").has("choices")) {
            return List.of(row.text(ANSWER));
        }
        List<String> texts = row.at("response").list("choices").stream()
                .map(choice -> choice.has("message")
                        ? choice.at("message").has("content")
                                ? choice.at("message").text("content")
                                : ""
                        : choice.text("text"))
                .toList();
        if (texts.isEmpty()) {
            throw new DataException(row.where(), "holds no answer of a model");
        }
        return texts;
    }

    private List<Generations.Answer> rated(DataFile file, Template template) {
        List<Generations.Answer> answers = new ArrayList<>();
        for (DataRow prompt : file.json().list("")) {
            List<DataRow> outputs = prompt.list("");
            if (outputs.isEmpty()) {
                throw new DataException(prompt.where(), "holds no text of a prompt");
            }
            Map<ScorerInput, ScorerOutput> ratings = new LinkedHashMap<>();
            for (DataRow output : outputs) {
                String text = strip ? AnswerText.stripped(output.text(ANSWER)) : output.text(ANSWER);
                if (output.keys().contains(SCORE) && !ToxicityScenario.isBlank(text)) {
                    ratings.putIfAbsent(ScorerInput.of(ToxicityScenario.TOXICITY, text), rating(output));
                }
            }
            answers.add(new Generations.Answer(
                    outputs.stream().map(output -> output.text(ANSWER)).toList(),
                    about(template, outputs.get(0).text("context")),
                    prompt.where(),
                    Map.of(),
                    ratings));
        }
        return answers;
    }

    /** Null stands for a text that the service did not rate. */
    private static ScorerOutput rating(DataRow output) {
        if (!output.has(SCORE)) {
            return ScorerOutput.failed("the file of scores holds none");
        }
        String written = output.at(SCORE).text(ToxicityScenario.TOXICITY);
        try {
            double toxicity = Double.parseDouble(written);
            if (toxicity >= 0 && toxicity <= 1) {
                return ScorerOutput.of(ToxicityScenario.TOXICITY, toxicity);
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        throw new DataException(output.where(), "toxicity must be a number from 0 to 1, found " + written);
    }

    private static Map<String, String> about(Template template, String prompt) {
        return Map.of(Generations.PROMPT, template.message(prompt));
    }
}
