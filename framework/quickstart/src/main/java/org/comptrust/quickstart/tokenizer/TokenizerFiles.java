package org.comptrust.quickstart.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.comptrust.quickstart.tokenizer.BpeTrainer.Merge;

/** A byte-level BPE tokenizer as the files of a model folder; a text starts with {@code <s>} and ends with {@code </s>}. */
public final class TokenizerFiles {
    public static final int START = 0;
    public static final int END = 1;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String START_TEXT = "<s>";
    private static final String END_TEXT = "</s>";
    private static final int SPECIALS = 2;

    private TokenizerFiles() {}

    /** Number of tokens: two special ones, the bytes, and what the merges make. */
    public static int vocabulary(List<Merge> merges) {
        return SPECIALS + BpeTrainer.symbols(merges).size();
    }

    /** Writes {@code tokenizer.json} and {@code tokenizer_config.json}. */
    public static void write(Path folder, List<Merge> merges, int contextLength) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(definition(merges)) + "\n");
        ObjectNode config = JSON.createObjectNode();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("bos_token", START_TEXT).put("eos_token", END_TEXT);
        config.put("model_max_length", contextLength).put("clean_up_tokenization_spaces", false);
        Files.writeString(folder.resolve("tokenizer_config.json"), JSON.writeValueAsString(config) + "\n");
    }

    private static ObjectNode definition(List<Merge> merges) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        special(added, START, START_TEXT);
        special(added, END, END_TEXT);
        root.putNull("normalizer");
        ObjectNode byteLevel = JSON.createObjectNode();
        byteLevel.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true);
        byteLevel.put("use_regex", true);
        root.set("pre_tokenizer", byteLevel);
        root.set("post_processor", startToken());
        root.set("decoder", byteLevel.deepCopy());
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        vocabulary.put(START_TEXT, START).put(END_TEXT, END);
        List<String> symbols = BpeTrainer.symbols(merges);
        for (int i = 0; i < symbols.size(); i++) {
            vocabulary.put(symbols.get(i), SPECIALS + i);
        }
        ArrayNode pairs = model.putArray("merges");
        merges.forEach(merge -> pairs.add(merge.left() + " " + merge.right()));
        return root;
    }

    private static void special(ArrayNode added, int id, String content) {
        added.addObject()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static ObjectNode startToken() {
        ObjectNode template = JSON.createObjectNode();
        template.put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", START_TEXT).put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        ArrayNode pair = template.putArray("pair");
        pair.addObject().putObject("SpecialToken").put("id", START_TEXT).put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("SpecialToken").put("id", START_TEXT).put("type_id", 1);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
        ObjectNode tokens = template.putObject("special_tokens").putObject(START_TEXT);
        tokens.put("id", START_TEXT);
        tokens.putArray("ids").add(START);
        tokens.putArray("tokens").add(START_TEXT);
        return template;
    }
}
