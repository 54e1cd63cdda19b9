package org.comptrust.core.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Role;
import org.comptrust.core.data.FolderDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The study's prompts, character by character, from the messages that the oracle folder lists. */
@Tag("oracle")
class PromptStringsOracleTest {
    private static final Path ORACLES = Path.of(System.getProperty("comptrust.oracles", ""));
    private static final FolderDataSource DATA_OF_THE_BENCHMARK = source();

    private static int entries;
    private static int passed;

    @TestFactory
    Stream<DynamicTest> messagesBecomeTheStudysPrompts() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ORACLES.resolve("fixtures/trust"))) {
            for (Path file :
                    files.filter(path -> path.endsWith("prompts.json")).sorted().toList()) {
                for (JsonNode entry : new JsonMapper().readTree(file.toFile())) {
                    String name = entry.path("dimension").asText() + ", "
                            + entry.path("scenario").asText();
                    tests.add(DynamicTest.dynamicTest(name, () -> check(entry)));
                }
            }
        }
        assertFalse(tests.isEmpty(), "no prompts in " + ORACLES);
        entries = tests.size();
        return tests.stream();
    }

    @AfterAll
    static void report() {
        System.out.println("paper prompts: " + passed + " of " + entries);
    }

    private static void check(JsonNode entry) {
        List<Message> messages = new ArrayList<>();
        entry.path("messages")
                .forEach(message -> messages.add(new Message(
                        Role.valueOf(message.path("role").asText().toUpperCase(Locale.ROOT)),
                        message.path("name").asText(""),
                        message.path("content").asText(),
                        -1)));
        Prompt.Chat chat = new Prompt.Chat(messages, Overflow.OLDEST_FIRST);
        assertFalse(entry.path("prompts").isEmpty());
        entry.path("prompts").properties().forEach(prompt -> {
            PaperTemplate template = PaperTemplates.read(DATA_OF_THE_BENCHMARK, prompt.getKey());
            assertEquals(prompt.getValue().asText(), written(template.text(chat)), prompt.getKey());
        });
        passed++;
    }

    private static String written(Prompt.Text text) {
        return text.parts().stream().map(Message::text).collect(Collectors.joining());
    }

    private static FolderDataSource source() {
        return new FolderDataSource(ORACLES.resolve("data/decodingtrust"));
    }
}
