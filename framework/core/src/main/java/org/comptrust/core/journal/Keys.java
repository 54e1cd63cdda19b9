package org.comptrust.core.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.SeededRequest;
import org.comptrust.api.trust.ScorerInput;
import org.comptrust.core.hash.Sha256;

/** Content keys of questions. */
public final class Keys {
    private Keys() {}

    /**
     * Key of a group of questions that are asked together. Answers depend, in their last bits, on what they were batched with:
     * an answer is reused only for the same question in the same group.
     *
     * @param again whether they were asked before, and are asked once more to see what that changes: answers of a first time are no
     *     answers then
     */
    public static String group(List<QuestionKey> questions, boolean again) {
        List<String> parts = new ArrayList<>();
        parts.add(again ? "group again/v1" : "group/v1");
        questions.forEach(question -> parts.add(question.key()));
        return Sha256.of(parts);
    }

    /**
     * Key of an answer that stands alone.
     *
     * @param mark what else tells answers to the same question apart; or {@code ""}
     */
    public static String alone(QuestionKey question, String mark) {
        return Sha256.of("alone/v1", question.key(), mark);
    }

    /**
     * Key of a question to a model: weights, tokenizer, template, engine, prompt and what is asked about it; the seed enters only where
     * something is drawn.
     */
    public static QuestionKey request(ModelIdentity identity, SeededRequest question) {
        boolean sampled = question.request().ask() instanceof Ask.Generate generate && generate.temperature() > 0;
        String text = canonical(question.request());
        String key = Sha256.of(
                "request/v1",
                identity.weights(),
                identity.tokenizer(),
                identity.template(),
                identity.engine(),
                text,
                sampled ? Long.toString(question.seed()) : "");
        return new QuestionKey(key, text);
    }

    /**
     * Key of an input of a scorer: the text, whoever asks. The scorer has a key of its own.
     */
    public static String rated(ScorerInput input) {
        ObjectNode json = Json.object().put("question", input.question()).put("answer", input.answer());
        json.set("fields", Json.texts(input.fields()));
        return Sha256.of("input/v1", Json.text(json));
    }

    /** Key of a question, whoever is asked. */
    public static String question(Request request) {
        return Sha256.of("question/v1", canonical(request));
    }

    /** A question as text: equal questions give equal text. */
    static String canonical(Request request) {
        ObjectNode json = Json.object();
        prompt(json.putObject("prompt"), request.prompt());
        ask(json.putObject("ask"), request.ask());
        return Json.text(json);
    }

    private static void prompt(ObjectNode json, Prompt prompt) {
        if (prompt instanceof Prompt.Chat chat) {
            messages(json.putArray("chat"), chat.messages());
            overflow(json, chat.overflow());
        } else if (prompt instanceof Prompt.Text text) {
            messages(json.putArray("text"), text.parts());
            overflow(json, text.overflow());
        } else if (prompt instanceof Prompt.Tokens tokens) {
            ArrayNode ids = json.putArray("tokens");
            tokens.ids().forEach(ids::add);
        } else {
            throw new IllegalStateException("a prompt without a key: " + prompt.getClass());
        }
    }

    private static void messages(ArrayNode json, List<Message> messages) {
        for (Message message : messages) {
            json.addObject()
                    .put("role", message.role().name())
                    .put("name", message.name())
                    .put("text", message.text())
                    .put("shot", message.shot());
        }
    }

    private static void overflow(ObjectNode json, Overflow overflow) {
        json.putObject("overflow").put("oldestFirst", overflow.oldestFirst()).put("maxTokens", overflow.maxTokens());
    }

    private static void ask(ObjectNode json, Ask ask) {
        if (ask instanceof Ask.Generate generate) {
            ObjectNode node = json.putObject("generate")
                    .put("maxTokens", generate.maxTokens())
                    .put("samples", generate.samples())
                    .put("temperature", generate.temperature())
                    .put("topP", generate.topP());
            ArrayNode stop = node.putArray("stop");
            generate.stop().forEach(stop::add);
        } else if (ask instanceof Ask.Choose choose) {
            ArrayNode continuations = json.putArray("choose");
            choose.continuations().forEach(continuations::add);
        } else if (ask instanceof Ask.LogLikelihood likelihood) {
            json.putObject("logLikelihood").put("contextTokens", likelihood.contextTokens());
        } else {
            throw new IllegalStateException("an ask without a key: " + ask.getClass());
        }
    }
}
