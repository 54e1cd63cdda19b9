package org.comptrust.models.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Publishers' templates as Jinja2 renders them, from the files of the oracle folder alone. */
@Tag("oracle")
class ChatTemplateOracleTest {
    private static final Path FOLDER = Path.of(System.getProperty("comptrust.oracles", ""), "fixtures/chat-templates");
    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<Map<String, Object>>> MESSAGES = new TypeReference<>() {};
    private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};

    /** Parts of the names of templates that may not be refused. */
    private static final List<String> MUST_RENDER =
            List.of("vigogne-2", "Llama-3", "vicuna", "Mistral", "Qwen2.5", "Phi-3.5");

    private static final Set<String> REFUSED = new TreeSet<>();
    private static int cases;
    private static int exact;

    @TestFactory
    Stream<DynamicTest> templatesRenderAsJinjaDoesOrAreRefusedByName() throws IOException {
        JsonNode index = JSON.readTree(FOLDER.resolve("cases.json").toFile());
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode each : index.path("cases")) {
            String name = each.path("template").asText() + ", "
                    + each.path("conversation").asText() + ", " + each.path("add_generation_prompt");
            tests.add(DynamicTest.dynamicTest(name, () -> check(index, each)));
        }
        cases = tests.size();
        assertFalse(tests.isEmpty(), "no cases in " + FOLDER);
        return tests.stream();
    }

    @AfterAll
    static void report() {
        System.out.println("chat templates: " + exact + " of " + cases + " exact, " + REFUSED.size()
                + " refused by name " + REFUSED);
    }

    private static void check(JsonNode index, JsonNode each) throws IOException {
        String source = Files.readString(FOLDER.resolve(each.path("file").asText()));
        ChatTemplate template;
        try {
            template = ChatTemplate.parse(source);
        } catch (ChatTemplateException e) {
            String name = each.path("template").asText();
            assertEquals(ChatTemplateException.Kind.REFUSED, e.kind());
            assertTrue(MUST_RENDER.stream().noneMatch(name::contains), name + " must render: " + e.getMessage());
            REFUSED.add(name + ": " + e.getMessage());
            return;
        }
        JsonNode environment = index.path("environment");
        List<Map<String, Object>> messages = JSON.convertValue(
                index.path("conversations").path(each.path("conversation").asText()), MESSAGES);
        Map<String, Object> variables = new HashMap<>();
        JSON.convertValue(environment, VARIABLES).forEach((name, value) -> {
            if (name.endsWith("_token")) {
                variables.put(name, value);
            }
        });
        Map<String, String> special = new HashMap<>();
        variables.forEach((name, value) -> special.put(name, (String) value));
        variables.put("messages", messages);
        variables.put(
                "add_generation_prompt", each.path("add_generation_prompt").booleanValue());
        LocalDateTime now = LocalDate.parse(
                        environment.path("strftime_now").asText(),
                        DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH))
                .atStartOfDay();
        if (each.has("error")) {
            ChatTemplateException raised =
                    assertThrows(ChatTemplateException.class, () -> template.render(variables, now));
            assertEquals(ChatTemplateException.Kind.RAISED, raised.kind());
            assertTrue(raised.getMessage().endsWith(each.path("error").asText()), raised.getMessage());
        } else {
            assertEquals(each.path("expected").asText(), template.render(variables, now));
            if (each.path("add_generation_prompt").booleanValue()) {
                assertEquals(
                        template.render(variables, TemplateDialogue.TODAY),
                        TemplateDialogue.of(source, special).render(dialogue(messages)),
                        "as a model is asked");
            }
        }
        exact++;
    }

    private static List<Message> dialogue(List<Map<String, Object>> messages) {
        return messages.stream()
                .map(message ->
                        Message.of(Role.valueOf(((String) message.get("role")).toUpperCase(Locale.ROOT)), (String)
                                message.get("content")))
                .toList();
    }
}
