package org.comptrust.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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

    private final Path file;
    private final Set<Integer> ids;
    private final List<String> regularExpressions = new ArrayList<>();

    TokenizerComponents(Path file, Collection<Integer> ids) {
        this.file = file;
        this.ids = Set.copyOf(ids);
    }

    /** @throws CheckpointException if a component is unknown or malformed */
    void check(JsonNode root) {
        for (Slot slot : SLOTS) {
            JsonNode component = root.path(slot.name());
            if (!component.isMissingNode() && !component.isNull()) {
                check(slot, component);
            }
        }
    }

    /** All regular expressions that were seen, as written. */
    List<String> regularExpressions() {
        return List.copyOf(regularExpressions);
    }

    private void check(Slot slot, JsonNode component) {
        String type = component.path("type").asText("");
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
            regularExpressions.add("'" + regularExpression.textValue() + "'");
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
        if (type.equals("TemplateProcessing")) {
            checkTemplate(component);
        }
    }

    /** Each special token of the template has ids that exist. */
    private void checkTemplate(JsonNode template) {
        JsonNode single = template.path("single");
        JsonNode tokens = template.path("special_tokens");
        if (!single.isArray() || !template.path("pair").isArray() || !tokens.isObject()) {
            throw fail("post_processor needs the lists single and pair and the object special_tokens");
        }
        for (JsonNode piece : single) {
            JsonNode special = piece.path("SpecialToken").path("id");
            if (special.isTextual() ? !tokens.has(special.textValue()) : !sequenceA(piece)) {
                throw fail("post_processor: the template has " + piece
                        + ", which names no special token and not the text");
            }
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
        });
    }

    private static boolean sequenceA(JsonNode piece) {
        return piece.path("Sequence").path("id").asText().equals("A");
    }

    private CheckpointException fail(String problem) {
        return new CheckpointException(file, problem + ". Download the file again.");
    }
}
