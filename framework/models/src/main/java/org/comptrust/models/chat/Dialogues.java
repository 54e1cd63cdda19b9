package org.comptrust.models.chat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.models.checkpoint.CheckpointException;
import org.comptrust.models.checkpoint.StrictJson;
import org.comptrust.models.tokenizer.HfTokenizer;

/** Which renderer a model gets. */
public final class Dialogues {
    private static final long LARGEST_TEMPLATE = 1_000_000;
    private static final List<String> SPECIAL_TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private Dialogues() {}

    /**
     * The model's own chat template, tried on small dialogues; {@link PlainDialogue} for a model without one.
     *
     * @throws CheckpointException if the template cannot be rendered
     */
    public static ChatRenderer of(HfTokenizer tokenizer) {
        Optional<String> template = tokenizer.chatTemplate();
        return template.isPresent()
                ? rendered(tokenizer.chatTemplateFile(), template.get(), tokenizer)
                : new PlainDialogue();
    }

    /**
     * A template of the user's, with the model's special tokens.
     *
     * @throws CheckpointException if the file cannot be read, or the template cannot be rendered
     */
    public static ChatRenderer of(Path template, HfTokenizer tokenizer) {
        return rendered(template, StrictJson.readText(template, LARGEST_TEMPLATE), tokenizer);
    }

    private static ChatRenderer rendered(Path file, String template, HfTokenizer tokenizer) {
        if (!tokenizer.readsSpecialTokens()) {
            throw new CheckpointException(
                    file,
                    "a chat template writes special tokens, which are read from a tokenizer.json, but the folder has only a"
                            + " tokenizer.model. Convert it once with the transformers library, or say `chatTemplate: plain`.");
        }
        Map<String, String> special = new TreeMap<>();
        SPECIAL_TOKENS.forEach(name -> tokenizer.specialToken(name).ifPresent(token -> special.put(name, token)));
        try {
            return TemplateDialogue.of(template, special);
        } catch (ChatTemplateException e) {
            throw new CheckpointException(
                    file,
                    "the chat template cannot be rendered: " + e.getMessage()
                            + ". `chatTemplate: plain` asks the model without it,"
                            + " `chatTemplate: FILE.jinja` with another one.",
                    e);
        }
    }
}
