package org.comptrust.models.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A byte-level BPE tokenizer for the words of {@link Syllables}, of any size. Each of its tokens but the special ones is a text; of the
 * smallest one each is a byte.
 */
public final class RandomTokenizer {
    public static final int START = 0;
    public static final int END = 1;
    /** Special tokens and bytes. */
    public static final int FEWEST = 2 + 256;

    private static final String BLANK = "\u0120"; // as the byte-level alphabet writes it

    private RandomTokenizer() {}

    /** @param vocabulary number of tokens, at least {@link #FEWEST}; beyond about 700,000 words there are no more */
    public static ObjectNode definition(int vocabulary) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        special(added, START, "<s>");
        special(added, END, "</s>");
        ObjectNode byteLevel = root.objectNode();
        byteLevel.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true);
        byteLevel.put("use_regex", true);
        root.set("pre_tokenizer", byteLevel);
        root.set("decoder", byteLevel.deepCopy());
        root.set("post_processor", startToken(root));
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE");
        ObjectNode ids = model.putObject("vocab");
        ids.put("<s>", START).put("</s>", END);
        int beyond = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            ids.put(Character.toString(printable ? b : beyond++), ids.size());
        }
        ArrayNode merges = model.putArray("merges");
        for (Merge merge : merges(vocabulary - FEWEST)) {
            ids.put(merge.left() + merge.right(), ids.size());
            merges.add(merge.left() + " " + merge.right());
        }
        return root;
    }

    private record Merge(String left, String right) {}

    /** Syllables, words of two, the same after a blank, and words of three after a blank. */
    private static List<Merge> merges(int most) {
        List<Merge> merges = new ArrayList<>();
        Syllables.ALL.forEach(each -> merges.add(new Merge(each.substring(0, 1), each.substring(1))));
        List<String> pairs = new ArrayList<>();
        for (String first : Syllables.ALL) {
            for (String second : Syllables.ALL) {
                merges.add(new Merge(first, second));
                pairs.add(first + second);
            }
        }
        Syllables.ALL.forEach(each -> merges.add(new Merge(BLANK, each)));
        pairs.forEach(pair -> merges.add(new Merge(BLANK, pair)));
        for (int i = 0; i < pairs.size() && merges.size() < most; i++) {
            for (String third : Syllables.ALL) {
                merges.add(new Merge(BLANK + pairs.get(i), third));
            }
        }
        return merges.subList(0, Math.min(most, merges.size()));
    }

    private static void special(ArrayNode added, int id, String content) {
        added.addObject()
                .put("id", id)
                .put("content", content)
                .put("special", true)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false);
    }

    private static ObjectNode startToken(ObjectNode nodes) {
        ObjectNode template = nodes.objectNode();
        template.put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", "<s>").put("type_id", 0);
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        ArrayNode pair = template.putArray("pair");
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
        ObjectNode tokens = template.putObject("special_tokens").putObject("<s>");
        tokens.put("id", "<s>");
        tokens.putArray("ids").add(START);
        tokens.putArray("tokens").add("<s>");
        return template;
    }
}
