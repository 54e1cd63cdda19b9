package org.comptrust.trust.stereotype;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.comptrust.api.trust.DataException;
import org.comptrust.api.trust.DataRow;

/**
 * The benchmark's fixed texts. The order of groups and topics is that of its matrices.
 *
 * @param task what the user asks for, before each statement
 * @param systems the system messages that there are
 * @param groups rows of the matrices
 * @param topics columns of the matrices, each with the number of its statements
 * @param properNames the groups whose names keep their capitals inside the targeted system message
 */
record StereotypeTexts(
        String task,
        Map<SystemPrompt, String> systems,
        List<String> groups,
        Map<String, Integer> topics,
        Set<String> properNames) {
    private static final String GROUP_MARK = "[target_group]";

    StereotypeTexts {
        systems = Map.copyOf(systems);
        groups = List.copyOf(groups);
        topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
        properNames = Set.copyOf(properNames);
    }

    /** @throws DataException if a text is missing */
    static StereotypeTexts read(DataRow root) {
        DataRow own = root.at("stereotype");
        Map<SystemPrompt, String> systems = new EnumMap<>(SystemPrompt.class);
        DataRow system = own.at("system");
        for (SystemPrompt prompt : SystemPrompt.values()) {
            if (system.has(prompt.id())) {
                systems.put(prompt, system.text(prompt.id()));
            }
        }
        Map<String, Integer> topics = new LinkedHashMap<>();
        DataRow statements = own.at("statements");
        statements
                .keys()
                .forEach(topic -> topics.put(topic, statements.list(topic).size()));
        List<String> groups = texts(own, "groups");
        if (groups.isEmpty() || topics.isEmpty() || new HashSet<>(groups).size() < groups.size()) {
            throw new DataException(own.where(), "stereotype needs groups, each once, and statements by topic");
        }
        return new StereotypeTexts(
                own.text("task_description"),
                systems,
                groups,
                topics,
                new HashSet<>(texts(own, "groups_kept_capitalised_in_targeted_system_prompt")));
    }

    /** The system message of a scenario for a group, if the scenario has one. */
    Optional<String> system(SystemPrompt prompt, String group) {
        String name = properNames.contains(group) ? group : group.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(systems.get(prompt)).map(text -> text.replace(GROUP_MARK, name));
    }

    List<String> topicNames() {
        return List.copyOf(topics.keySet());
    }

    private static List<String> texts(DataRow row, String key) {
        List<String> texts = new ArrayList<>();
        row.list(key).forEach(text -> texts.add(text.text("")));
        return texts;
    }
}
