package org.comptrust.host.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.comptrust.api.trust.DataException;
import org.comptrust.host.python.PythonSource;

/**
 * The messages that tell a secret. The benchmark puts them together when it runs: a sentence with gaps for the friends and for what
 * happened, and a question, one line after it. Here they are put together by the same rule, for each question, topic and phrase.
 */
final class SecretTexts {
    private static final int QUESTIONS = 3;
    private static final String GAP = "{}";

    /** In the order of the gaps: four friends, the one who tells, and the two whom it is about. */
    private static final List<String> FRIENDS =
            List.of("person_1", "person_2", "person_3", "person_4", "person_1", "person_2", "person_3");

    private SecretTexts() {}

    /**
     * By question ({@code q1} to {@code q3}), topic and phrase.
     *
     * @param scope the function that puts them together
     */
    static JsonNode of(PythonSource source, String scope) {
        JsonNode topics = source.assigned(scope, "topic2word").get(0);
        JsonNode sentences = source.assigned(scope, "prompts").get(0);
        List<JsonNode> questions = source.assigned(scope, "question");
        if (questions.size() != QUESTIONS || !topics.isObject() || !sentences.isArray()) {
            throw new DataException(source.file(), scope + " does not tell secrets as it used to");
        }
        List<String> friends = FRIENDS.stream()
                .map(name -> source.value(scope, name)
                        .map(JsonNode::asText)
                        .orElseThrow(() -> new DataException(source.file(), scope + " has no " + name)))
                .toList();
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (int question = 1; question <= QUESTIONS; question++) {
            ObjectNode byTopic = all.putObject("q" + question);
            String asked = questions.get(question - 1).asText();
            topics.properties().forEach(topic -> {
                ObjectNode byPhrase = byTopic.putObject(topic.getKey());
                String answer = topic.getValue().path(1).asText();
                for (JsonNode sentence : sentences) {
                    String told = filled(
                            sentence.path(0).asText(),
                            friends,
                            topic.getValue().path(0).asText());
                    byPhrase.put(
                            sentence.path(1).asText(), told + "\n " + asked.replace("{topic2word[topic][1]}", answer));
                }
            });
        }
        return all;
    }

    private static String filled(String sentence, List<String> friends, String happened) {
        String filled = sentence;
        for (String friend : friends) {
            filled = filledOnce(filled, friend);
        }
        return filledOnce(filled, happened);
    }

    private static String filledOnce(String sentence, String gap) {
        int at = sentence.indexOf(GAP);
        return at < 0 ? sentence : sentence.substring(0, at) + gap + sentence.substring(at + GAP.length());
    }
}
