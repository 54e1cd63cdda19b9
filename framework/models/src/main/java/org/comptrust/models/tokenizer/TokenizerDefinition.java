package org.comptrust.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * A checked {@code tokenizer.json}. The native library ends the whole process at some mistakes in this file; therefore only what
 * is known to be sound reaches it: a BPE model whose vocabulary and merges agree, and known components around it.
 *
 * @param json the text of the file
 * @param ids of pieces and added tokens
 * @param added tokens that are no pieces, in the file's order
 * @param regularExpressions in the file, for error messages
 */
record TokenizerDefinition(
        Path file,
        String json,
        Map<String, Integer> ids,
        List<String> added,
        List<String> regularExpressions,
        List<String> warnings) {
    private static final long LARGEST = 128_000_000;
    /** Far above any real vocabulary. */
    private static final int MOST_IDS = 1 << 24;

    /** The library takes minutes to search for more of them, or for longer ones. */
    private static final int MOST_ADDED_TOKENS = 20_000;

    private static final int LONGEST_ADDED_TOKEN = 1000;

    private static final int MOST_WARNINGS = 10;

    static TokenizerDefinition read(Path file, int embeddingRows) {
        String json = StrictJson.readText(file, LARGEST);
        return new Check(file, embeddingRows).check(json, StrictJson.object(file, json));
    }

    /** The id of a piece or added token. */
    Optional<Integer> idOf(String token) {
        return Optional.ofNullable(ids.get(token));
    }

    /** The same with the ids that the library gives to added tokens: where the file's leave gaps, it counts on by itself. */
    TokenizerDefinition numberedBy(Encoding encoding) {
        Map<String, Integer> numbered = new HashMap<>(ids);
        List<String> more = new ArrayList<>(warnings);
        for (String token : added) {
            List<Integer> given = encoding.ids(token, false);
            Integer said = ids.get(token);
            if (given.size() == 1 && !given.get(0).equals(said)) {
                numbered.put(token, given.get(0));
                more.add(
                        file + ": added token '" + token + "' says id " + said + ", but the tokenizer library gives it "
                                + given.get(0) + ", the next that is free, which counts");
            }
        }
        return new TokenizerDefinition(file, json, Map.copyOf(numbered), added, regularExpressions, shorten(more));
    }

    private static List<String> shorten(List<String> warnings) {
        if (warnings.size() <= MOST_WARNINGS) {
            return List.copyOf(warnings);
        }
        int shown = MOST_WARNINGS - 1;
        List<String> few = new ArrayList<>(warnings.subList(0, shown));
        few.add(warnings.size() - shown + " more warnings of this kind");
        return List.copyOf(few);
    }

    private static final class Check {
        private final Path file;
        private final int embeddingRows;
        private final Map<String, Integer> ids = new HashMap<>();
        private final List<String> added = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Check(Path file, int embeddingRows) {
            this.file = file;
            this.embeddingRows = embeddingRows;
        }

        TokenizerDefinition check(String json, ObjectNode root) {
            JsonNode model = root.path("model");
            if (!model.isObject()) {
                throw fail("has no model");
            }
            checkModel(model);
            checkAddedTokens(root.path("added_tokens"));
            TokenizerComponents components = new TokenizerComponents(file, ids);
            components.check(root);
            warnings.addAll(components.warnings());
            return new TokenizerDefinition(
                    file,
                    json,
                    Map.copyOf(ids),
                    List.copyOf(added),
                    components.regularExpressions(),
                    List.copyOf(warnings));
        }

        private void checkModel(JsonNode model) {
            String type = model.path("type").asText("BPE");
            if (!type.equals("BPE")) {
                throw unsupported("model type '" + type + "' is not supported; this version reads BPE");
            }
            if (model.path("dropout").asDouble(0) != 0) {
                throw unsupported("model.dropout " + model.path("dropout")
                        + " makes token ids random and is not supported (supported: null and 0)");
            }
            // A prefix longer than the second half of a merge is one of the mistakes that end the process.
            if (!model.path("continuing_subword_prefix").asText("").isEmpty()) {
                throw unsupported("model.continuing_subword_prefix is not supported");
            }
            checkVocabulary(model.path("vocab"));
            checkMerges(model.path("merges"));
            JsonNode unknown = model.path("unk_token");
            if (unknown.isTextual() && !ids.containsKey(unknown.textValue())) {
                throw fail("model.unk_token '" + unknown.textValue() + "' is not in the vocab");
            }
        }

        private void checkVocabulary(JsonNode vocab) {
            if (!vocab.isObject() || vocab.isEmpty()) {
                throw fail("model.vocab must be an object with an id for each piece");
            }
            Map<Integer, String> pieces = new HashMap<>();
            vocab.properties().forEach(entry -> {
                int id = id("piece '" + entry.getKey() + "'", entry.getValue());
                @Nullable String other = pieces.put(id, entry.getKey());
                if (other != null) {
                    throw fail("id " + id + " is used twice (" + other + ", " + entry.getKey() + ")");
                }
                if (id >= embeddingRows) {
                    throw fail("piece '" + entry.getKey() + "' has id " + id + ", but the model's embedding has "
                            + embeddingRows + " rows; tokenizer and weights are not of the same model");
                }
                ids.put(entry.getKey(), id);
            });
        }

        private int id(String owner, JsonNode value) {
            if (!value.isIntegralNumber()
                    || !value.canConvertToInt()
                    || value.intValue() < 0
                    || value.intValue() >= MOST_IDS) {
                throw fail("impossible id " + value + " of " + owner);
            }
            return value.intValue();
        }

        private void checkMerges(JsonNode merges) {
            if (!merges.isArray()) {
                throw fail("model.merges must be a list");
            }
            int number = 0;
            for (JsonNode merge : merges) {
                number++;
                String[] pair = pair(merge);
                if (pair.length != 2) {
                    throw fail("merge " + number + " is not a pair of pieces: " + merge);
                }
                String shown = "merge '" + pair[0] + " " + pair[1] + "' (number " + number + ")";
                for (String piece : pair) {
                    if (!ids.containsKey(piece)) {
                        throw fail(shown + " uses a piece that is not in the vocab: '" + piece + "'");
                    }
                }
                if (!ids.containsKey(pair[0] + pair[1])) {
                    throw fail("the result of " + shown + " is not in the vocab");
                }
            }
        }

        /** A merge is written as {@code "a b"} or as {@code ["a", "b"]}. */
        private static String[] pair(JsonNode merge) {
            if (merge.isTextual()) {
                return merge.textValue().split(" ", -1);
            }
            return merge.size() == 2
                            && merge.path(0).isTextual()
                            && merge.path(1).isTextual()
                    ? new String[] {merge.path(0).textValue(), merge.path(1).textValue()}
                    : new String[0];
        }

        private void checkAddedTokens(JsonNode tokens) {
            if (tokens.isMissingNode() || tokens.isNull()) {
                return;
            }
            if (!tokens.isArray()) {
                throw fail("added_tokens must be a list");
            }
            if (tokens.size() > MOST_ADDED_TOKENS) {
                throw fail("has " + tokens.size() + " added tokens; more than " + MOST_ADDED_TOKENS
                        + " are not plausible");
            }
            Map<Integer, String> owners = new HashMap<>();
            for (JsonNode token : tokens) {
                if (!token.path("content").isTextual()) {
                    throw fail("an added token has no content: " + token);
                }
                String content = token.path("content").textValue();
                if (content.isEmpty() || content.length() > LONGEST_ADDED_TOKEN) {
                    throw fail("an added token of id " + token.path("id") + " has " + content.length()
                            + " characters; 1 to " + LONGEST_ADDED_TOKEN + " are plausible");
                }
                int id = id("added token '" + content + "'", token.path("id"));
                @Nullable String other = owners.put(id, content);
                if (other != null) {
                    throw fail(
                            "id " + id + " is used twice, by the added tokens '" + other + "' and '" + content + "'");
                }
                @Nullable Integer inVocabulary = ids.putIfAbsent(content, id);
                if (inVocabulary == null) {
                    added.add(content);
                }
                if (inVocabulary != null && inVocabulary != id) {
                    warnings.add(file + ": added token '" + content + "' says id " + id + ", but the vocab gives it "
                            + inVocabulary + ", which counts");
                } else if (id >= embeddingRows) {
                    warnings.add(
                            file + ": added token '" + content + "' has id " + id + ", but the model's embedding has "
                                    + embeddingRows + " rows; a text that contains it is refused");
                }
            }
        }

        private CheckpointException unsupported(String problem) {
            return new CheckpointException(file, problem + ". Choose a model whose tokenizer does without.");
        }

        private CheckpointException fail(String problem) {
            return new CheckpointException(file, problem + ". Download the file again, from the model's own folder.");
        }
    }
}
