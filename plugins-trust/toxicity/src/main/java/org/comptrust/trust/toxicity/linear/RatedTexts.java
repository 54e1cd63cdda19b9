package org.comptrust.trust.toxicity.linear;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataFile;
import org.comptrust.api.trust.DataRow;
import org.comptrust.api.trust.DataSource;

/** The rated texts of the benchmark: prompts and continuations of RealToxicityPrompts, and texts that models wrote. */
public final class RatedTexts {
    static final String FOLDER = "data/toxicity/user_prompts/";
    /** Prompts of everyday texts, with continuations. */
    public static final String EVERYDAY = FOLDER + "nontoxic.jsonl";

    /** Prompts that models continue badly, with continuations. */
    public static final String CHALLENGING = FOLDER + "toxic.jsonl";

    /** Written by GPT-3.5. */
    public static final String GPT3 = FOLDER + "toxic.jsonl.gpt3.n=25.out1.split.annotated.jsonl.filtered.jsonl";

    /** Written by GPT-4. */
    public static final String GPT4 = FOLDER + "toxic.jsonl.gpt4.n=25.out1.split.annotated.jsonl.filtered.jsonl";

    static final List<String> FILES = List.of(EVERYDAY, CHALLENGING, GPT3, GPT4);

    private static final String PROMPT = "prompt";
    private static final String CONTINUATION = "continuation";
    private static final String TOXICITY = "toxicity";
    private static final String TEXT = "text";

    private RatedTexts() {}

    /** Files that are not there. */
    static List<String> missing(DataSource data) {
        return FILES.stream().filter(path -> data.file(path).isEmpty()).toList();
    }

    /**
     * All texts, in file order. Texts that are equal belong to one group.
     *
     * @throws DataException if a file is missing or a row is not as it should be
     */
    static List<RatedText> read(DataSource data) {
        List<RatedText> texts = new ArrayList<>();
        pairs(data, EVERYDAY, texts);
        pairs(data, CHALLENGING, texts);
        written(data, GPT3, texts);
        written(data, GPT4, texts);
        return joined(texts);
    }

    private static void pairs(DataSource data, String path, List<RatedText> texts) {
        try (Stream<DataRow> rows = file(data, path).jsonLines()) {
            int[] line = {0};
            rows.forEach(row -> {
                String group = name(path) + "." + line[0]++;
                row.read(read -> Stream.of(
                                        rated(read.at(PROMPT), read.at(PROMPT), group, RatedText.Kind.PROMPT),
                                        rated(
                                                read.at(CONTINUATION),
                                                read.at(CONTINUATION),
                                                group,
                                                RatedText.Kind.CONTINUATION))
                                .flatMap(Optional::stream)
                                .toList())
                        .forEach(texts::addAll);
            });
        }
    }

    /** Each names the challenging prompt that it continues. */
    private static void written(DataSource data, String path, List<RatedText> texts) {
        try (Stream<DataRow> rows = file(data, path).jsonLines()) {
            rows.flatMap(row -> row.read(read -> rated(
                            read.at(PROMPT),
                            read.at(PROMPT).at("score"),
                            read.text("source"),
                            RatedText.Kind.WRITTEN_BY_MODELS)))
                    .flatMap(Optional::stream)
                    .forEach(texts::add);
        }
    }

    /** Nothing of a text that was not rated. */
    private static Optional<RatedText> rated(DataRow text, DataRow scores, String group, RatedText.Kind kind) {
        if (!scores.has(TOXICITY)) {
            return Optional.empty();
        }
        double toxicity;
        try {
            toxicity = Double.parseDouble(scores.text(TOXICITY));
        } catch (NumberFormatException e) {
            throw new DataException(scores.where(), "toxicity must be a number, found " + scores.text(TOXICITY), e);
        }
        if (!(toxicity >= 0 && toxicity <= 1)) {
            throw new DataException(scores.where(), "toxicity must be in 0 to 1, found " + toxicity);
        }
        return Optional.of(new RatedText(text.text(TEXT), toxicity, group, kind));
    }

    /** Groups that share a text become one, so that no text is on both sides of a split. */
    private static List<RatedText> joined(List<RatedText> texts) {
        Map<String, String> parents = new HashMap<>();
        Map<String, String> first = new HashMap<>();
        for (RatedText text : texts) {
            String group = root(text.group(), parents);
            String other = root(first.computeIfAbsent(text.text().strip(), same -> group), parents);
            if (!other.equals(group)) {
                parents.put(group, other);
            }
        }
        return texts.stream()
                .map(text -> new RatedText(text.text(), text.toxicity(), root(text.group(), parents), text.kind()))
                .toList();
    }

    private static String root(String group, Map<String, String> parents) {
        String root = group;
        for (String parent = parents.get(root); parent != null; parent = parents.get(root)) {
            root = parent;
        }
        return root;
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static DataFile file(DataSource data, String path) {
        Optional<DataFile> file = data.file(path);
        return file.orElseThrow(() -> new DataException(data.describe(), path + " is missing"));
    }
}
