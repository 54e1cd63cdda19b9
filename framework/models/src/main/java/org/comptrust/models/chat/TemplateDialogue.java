package org.comptrust.models.chat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;

/** Dialogues as the model's own chat template writes them. */
public final class TemplateDialogue implements ChatRenderer {
    /** What templates that ask for the date are told: always the same day, so that a run can go on and be repeated. */
    static final LocalDateTime TODAY = LocalDateTime.of(2024, 7, 26, 0, 0);

    /** Rises when the same template would give another text. */
    private static final String VERSION = "jinja/1";

    private final ChatTemplate template;
    private final Map<String, String> specialTokens;
    private final String identity;

    private TemplateDialogue(ChatTemplate template, Map<String, String> specialTokens, String identity) {
        this.template = template;
        this.specialTokens = specialTokens;
        this.identity = identity;
    }

    /**
     * Reads a template and tries it on dialogues of one and two messages.
     *
     * @param specialTokens by their names, such as {@code bos_token}; those that the tokenizer has
     * @throws ChatTemplateException if the template cannot be rendered. That it refuses a dialogue by {@code raise_exception} is no
     *     such reason: it may take others
     */
    public static TemplateDialogue of(String source, Map<String, String> specialTokens) {
        TemplateDialogue dialogue = new TemplateDialogue(
                ChatTemplate.parse(source), Map.copyOf(specialTokens), identity(source, specialTokens));
        Message system = Message.of(Role.SYSTEM, "Be brief.");
        Message user = Message.of(Role.USER, "Is it so?");
        dialogue.attempt(List.of(user));
        dialogue.attempt(List.of(system, user));
        dialogue.attempt(List.of(user, Message.of(Role.ASSISTANT, "Yes."), user));
        return dialogue;
    }

    private void attempt(List<Message> messages) {
        try {
            render(messages);
        } catch (ChatTemplateException e) {
            if (e.kind() != ChatTemplateException.Kind.RAISED) {
                throw e;
            }
        }
    }

    private static String identity(String source, Map<String, String> specialTokens) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String all = TODAY + "\n" + new TreeMap<>(specialTokens) + "\n" + source;
            return VERSION + " " + HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String render(List<Message> messages) {
        return render(messages, true);
    }

    @Override
    public String closed(List<Message> messages) {
        return render(messages, false);
    }

    private String render(List<Message> messages, boolean asks) {
        List<Map<String, Object>> dialogue = new ArrayList<>();
        for (Message message : messages) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("role", message.role().name().toLowerCase(Locale.ROOT));
            members.put("content", message.text());
            if (!message.name().isEmpty()) {
                members.put("name", message.name());
            }
            dialogue.add(members);
        }
        Map<String, Object> variables = new HashMap<>(specialTokens);
        variables.put("messages", dialogue);
        variables.put("add_generation_prompt", asks);
        variables.put("tools", null); // the transformers library passes these two even where there are none
        variables.put("documents", null);
        return template.render(variables, TODAY);
    }

    @Override
    public boolean startsWithTokens() {
        return false;
    }

    @Override
    public String identity() {
        return identity;
    }
}
