package org.comptrust.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.models.checkpoint.CheckpointException;

/**
 * What stands around the model in a {@code tokenizer.json}: normalizer, pre-tokenizer, post-processor, decoder. Only kinds that
 * the native library runs without ending the process are let through.
 */
final class TokenizerComponents {
    private record Slot(String name, String members, Set<String> known) {}

    private static final List<Slot> SLOTS = List.of(
            new Slot(
                    "normalizer",
                    "normalizers",
                    Set.of(
                            "Prepend",
                            "Replace",
                            "NFC",
                            "NFD",
                            "NFKC",
                            "NFKD",
                            "Lowercase",
                            "Strip",
                            "StripAccents",
                            "ByteLevel")),
            new Slot(
                    "pre_tokenizer",
                    "pretokenizers",
                    Set.of(
                            "Split",
                            "ByteLevel",
                            "Metaspace",
                            "Digits",
                            "Whitespace",
                            "WhitespaceSplit",
                            "Punctuation")),
            new Slot("post_processor", "processors", Set.of("TemplateProcessing", "ByteLevel")),
            new Slot(
                    "decoder",
                    "decoders",
                    Set.of("Replace", "ByteFallback", "Fuse", "Strip", "ByteLevel", "Metaspace")));

    /** Far above the few special tokens that stand around a text. */
    private static final int MOST_TEMPLATE_PIECES = 100;

    private static final int MOST_GROWTH = 1000;

    /** Each may go through the whole text once more. */
    private static final int MOST_COMPONENTS = 100;

    private static final int LONGEST_SHOWN = 200;

    private final Path file;
    private final Map<String, Integer> idOf;
    private final Set<Integer> ids;
    private final List<String> regularExpressions = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private int components;
    /** By how much the component that is being checked can lengthen a text. */
    private double growth = 1;

    /** @param idOf ids of pieces and added tokens */
    TokenizerComponents(Path file, Map<String, Integer> idOf) {
        this.file = file;
        this.idOf = idOf;
        this.ids = Set.copyOf(idOf.values());
    }

    /** @throws CheckpointException if a component is unknown or malformed */
    void check(JsonNode root) {
        for (Slot slot : SLOTS) {
            JsonNode component = root.path(slot.name());
            if (!component.isMissingNode() && !component.isNull()) {
                growth = 1;
                components = 0;
                check(slot, component);
            }
        }
    }

    /** All regular expressions that were seen, as written. */
    List<String> regularExpressions() {
        return List.copyOf(regularExpressions);
    }

    /** What is odd, but is done as written. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private void check(Slot slot, JsonNode component) {
        String type = component.path("type").asText("");
        if (++components > MOST_COMPONENTS) {
            throw fail(slot.name() + " has more than " + MOST_COMPONENTS + " parts, which is not plausible");
        }
        if (type.equals("Sequence")) {
            JsonNode members = component.path(slot.members());
            if (!members.isArray()) {
                throw fail(slot.name() + " of type Sequence needs a list " + slot.members());
            }
            members.forEach(member -> check(slot, member));
            return;
        }
        if (!slot.known().contains(type)) {
            throw new CheckpointException(
                    file,
                    slot.name() + " of type '" + type + "' is not supported (supported: Sequence, "
                            + String.join(", ", slot.known().stream().sorted().toList())
                            + "). Choose a model whose tokenizer has these parts.");
        }
        JsonNode regularExpression = component.path("pattern").path("Regex");
        if (regularExpression.isTextual()) {
            checkExpression(slot, regularExpression.textValue());
        }
        // At the end of a token shorter than this number, the library's decoder reads beyond its start.
        if (slot.name().equals("decoder")
                && type.equals("Strip")
                && component.path("stop").asDouble() != 0) {
            throw new CheckpointException(
                    file,
                    "decoder of type 'Strip' with stop " + component.path("stop")
                            + " is not supported (supported: 0). Choose a model whose tokenizer does without.");
        }
        checkGrowth(slot, type, component);
        if (type.equals("TemplateProcessing")) {
            checkTemplate(component);
        }
    }

    private void checkExpression(Slot slot, String expression) {
        Optional<String> problem = ExpressionCheck.problem(expression);
        if (problem.isPresent()) {
            String shown =
                    expression.length() <= LONGEST_SHOWN ? expression : expression.substring(0, LONGEST_SHOWN) + "...";
            throw new CheckpointException(
                    file,
                    "bad regular expression: that of the " + slot.name() + " " + problem.get() + ": '" + shown
                            + "'. Choose a model whose tokenizer splits text in a simpler way.");
        }
        regularExpressions.add("'" + expression + "'");
    }

    /** A few replacements one after the other, of a character by ten, would fill any memory. */
    private void checkGrowth(Slot slot, String type, JsonNode component) {
        if (type.equals("Replace")) {
            int longer = component.path("content").asText().length();
            int shorter = component.path("pattern").path("String").asText().length();
            growth *= shorter > 0 ? Math.max(1, (double) longer / shorter) : longer + 1;
        } else if (type.equals("Prepend")) {
            growth *= Math.max(1, component.path("prepend").asText().length());
        }
        if (growth > MOST_GROWTH) {
            throw fail(slot.name() + " can make a text more than " + MOST_GROWTH
                    + " times as long, which is not plausible");
        }
    }

    /** Each special token of the template has ids that exist. */
    private void checkTemplate(JsonNode template) {
        JsonNode single = template.path("single");
        JsonNode tokens = template.path("special_tokens");
        if (!single.isArray() || !template.path("pair").isArray() || !tokens.isObject()) {
            throw fail("post_processor needs the lists single and pair and the object special_tokens");
        }
        int texts = 0;
        for (JsonNode piece : single) {
            texts += sequenceA(piece) ? 1 : 0;
            JsonNode special = piece.path("SpecialToken").path("id");
            if (special.isTextual() ? !tokens.has(special.textValue()) : !sequenceA(piece)) {
                throw fail("post_processor: the template has " + piece
                        + ", which names no special token and not the text");
            }
        }
        if (texts != 1 || single.size() > MOST_TEMPLATE_PIECES) {
            throw fail("post_processor: the template has " + single.size() + " parts, and the text stands in it "
                    + texts + " times instead of once");
        }
        tokens.properties().forEach(token -> {
            JsonNode own = token.getValue().path("ids");
            if (!own.isArray() || own.size() != token.getValue().path("tokens").size()) {
                throw fail("post_processor: special token '" + token.getKey() + "' needs as many ids as tokens");
            }
            for (JsonNode id : own) {
                if (!id.canConvertToInt() || !id.isIntegralNumber() || !ids.contains(id.intValue())) {
                    throw fail("post_processor: special token '" + token.getKey() + "' has id " + id
                            + ", which no piece has");
                }
            }
            warnOfOtherIds(token.getKey(), own, token.getValue().path("tokens"));
        });
    }

    private void warnOfOtherIds(String token, JsonNode own, JsonNode texts) {
        for (int i = 0; i < own.size(); i++) {
            Integer known = idOf.get(texts.path(i).asText());
            if (known != null && known != own.path(i).intValue()) {
                warnings.add(file + ": post_processor: special token '" + token + "' has id " + own.path(i) + ", but '"
                        + texts.path(i).asText() + "' has id " + known + " elsewhere in the file; the former counts");
            }
        }
    }

    private static boolean sequenceA(JsonNode piece) {
        return piece.path("Sequence").path("id").asText().equals("A");
    }

    private CheckpointException fail(String problem) {
        return new CheckpointException(file, problem + ". Download the file again.");
    }
}
