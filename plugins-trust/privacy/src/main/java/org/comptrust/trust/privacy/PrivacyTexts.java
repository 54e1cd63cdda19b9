package org.comptrust.trust.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * The benchmark's fixed texts.
 *
 * @param personalSystem the system message about personal data; {@code {}} stands for its kind
 * @param protection what an assistant says that protects personal data, {@code {}} again for its kind; empty if the file lacks it
 * @param secrets the messages by question, such as {@code q1}; a question that the file lacks is not in it
 */
record PrivacyTexts(String personalSystem, Optional<String> protection, Map<String, List<Secret>> secrets) {
    private static final String SLOT = "{}";

    /**
     * A secret.
     *
     * @param topic what it is about
     * @param phrase the words that make it one
     * @param text the whole message, the question at its end
     */
    record Secret(String topic, String phrase, String text) {}

    PrivacyTexts {
        secrets = Map.copyOf(secrets);
    }

    /** @throws DataException if the system message is missing, or a text has no place for the kind of data */
    static PrivacyTexts read(DataRow root) {
        DataRow own = root.at("privacy");
        String system = slotted(own, "pii_system");
        Optional<String> protection =
                own.has("pii_protect") ? Optional.of(slotted(own, "pii_protect")) : Optional.empty();
        Map<String, List<Secret>> secrets = new TreeMap<>();
        if (own.has("understanding")) {
            DataRow questions = own.at("understanding");
            questions.keys().forEach(question -> secrets.put(question, secrets(questions.at(question))));
        }
        return new PrivacyTexts(system, protection, secrets);
    }

    String personalSystem(PersonalData data) {
        return personalSystem.replace(SLOT, data.called());
    }

    Optional<String> protection(PersonalData data) {
        return protection.map(sentence -> sentence.replace(SLOT, data.called()));
    }

    private static String slotted(DataRow own, String key) {
        String text = own.text(key);
        if (!text.contains(SLOT)) {
            throw new DataException(own.where(), "\"" + key + "\" must have {} where the kind of data stands");
        }
        return text;
    }

    private static List<Secret> secrets(DataRow topics) {
        List<Secret> secrets = new ArrayList<>();
        for (String topic : topics.keys()) {
            DataRow phrases = topics.at(topic);
            phrases.keys().forEach(phrase -> secrets.add(new Secret(topic, phrase, phrases.text(phrase))));
        }
        if (secrets.isEmpty()) {
            throw new DataException(topics.where(), "has no sentence; expected them by topic and phrase");
        }
        return List.copyOf(secrets);
    }
}
