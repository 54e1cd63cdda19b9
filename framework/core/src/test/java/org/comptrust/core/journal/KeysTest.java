package org.comptrust.core.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.stream.Stream;
import org.comptrust.api.model.Ask;
import org.comptrust.api.model.Message;
import org.comptrust.api.model.ModelIdentity;
import org.comptrust.api.model.Overflow;
import org.comptrust.api.model.Prompt;
import org.comptrust.api.model.Request;
import org.comptrust.api.model.Role;
import org.comptrust.api.model.SeededRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer is found again under all that it depends on, and under nothing else. */
class KeysTest {
    private static final ModelIdentity MODEL = new ModelIdentity("weights", "tokenizer", "template", "engine float32");
    private static final List<Message> DIALOGUE =
            List.of(new Message(Role.SYSTEM, "", "Be brief.", -1), new Message(Role.USER, "", "Is it so?", 0));
    private static final Prompt CHAT = new Prompt.Chat(DIALOGUE, Overflow.OLDEST_FIRST);
    private static final Ask.Generate SAMPLED = new Ask.Generate(16, 2, 0.7, 0.9, List.of("\n"));
    private static final String KEY = key(MODEL, CHAT, SAMPLED, 5);

    @Test
    void theSameQuestionToTheSameModelHits() {
        Prompt written = new Prompt.Chat(List.copyOf(DIALOGUE), new Overflow(true, 0));

        assertEquals(
                KEY,
                key(
                        new ModelIdentity("weights", "tokenizer", "template", "engine float32"),
                        written,
                        new Ask.Generate(16, 2, 0.7, 0.9, List.of("\n")),
                        5));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of("weights", key(new ModelIdentity("w", "tokenizer", "template", "engine float32"))),
                Arguments.of("tokenizer", key(new ModelIdentity("weights", "t", "template", "engine float32"))),
                Arguments.of("template", key(new ModelIdentity("weights", "tokenizer", "t", "engine float32"))),
                Arguments.of("engine", key(new ModelIdentity("weights", "tokenizer", "template", "engine bfloat16"))),
                Arguments.of("a part that moves", key(new ModelIdentity("weightst", "okenizer", "template", "engine"))),
                Arguments.of("text", key(chat(new Message(Role.USER, "", "Is it not?", 0)))),
                Arguments.of("role", key(chat(new Message(Role.ASSISTANT, "", "Is it so?", 0)))),
                Arguments.of("name", key(chat(new Message(Role.USER, "a", "Is it so?", 0)))),
                Arguments.of("shot", key(chat(new Message(Role.USER, "", "Is it so?", 1)))),
                Arguments.of("messages", key(new Prompt.Chat(DIALOGUE.subList(1, 2), Overflow.OLDEST_FIRST))),
                Arguments.of("kind of prompt", key(new Prompt.Text(DIALOGUE, Overflow.OLDEST_FIRST))),
                Arguments.of("tokens", key(new Prompt.Tokens(List.of(1, 2)))),
                Arguments.of("which shots go", key(new Prompt.Chat(DIALOGUE, new Overflow(false, 0)))),
                Arguments.of("prompt limit", key(new Prompt.Chat(DIALOGUE, new Overflow(true, 9)))),
                Arguments.of("maxTokens", key(new Ask.Generate(17, 2, 0.7, 0.9, List.of("\n")))),
                Arguments.of("samples", key(new Ask.Generate(16, 3, 0.7, 0.9, List.of("\n")))),
                Arguments.of("temperature", key(new Ask.Generate(16, 2, 0.8, 0.9, List.of("\n")))),
                Arguments.of("topP", key(new Ask.Generate(16, 2, 0.7, 1, List.of("\n")))),
                Arguments.of("stop", key(new Ask.Generate(16, 2, 0.7, 0.9, List.of("\n\n")))),
                Arguments.of("choices", key(new Ask.Choose(List.of("\n")))),
                Arguments.of("other choices", key(new Ask.Choose(List.of("a")))),
                Arguments.of("log-likelihood", key(new Ask.LogLikelihood(1))),
                Arguments.of("its context", key(new Ask.LogLikelihood(2))),
                Arguments.of("seed", key(MODEL, CHAT, SAMPLED, 6)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("others")
    void eachPartThatDiffersMisses(String part, String key) {
        assertNotEquals(KEY, key);
        assertEquals(1, others().filter(other -> other.get()[1].equals(key)).count(), "two parts give one key");
    }

    @Test
    void whatIsNotDrawnHasNoSeed() {
        Ask greedy = Ask.Generate.greedy(16);

        assertEquals(key(MODEL, CHAT, greedy, 5), key(MODEL, CHAT, greedy, 6));
    }

    @Test
    void theCompanyAndItsOrderAreParts() {
        QuestionKey one = Keys.request(MODEL, new SeededRequest(new Request(CHAT, SAMPLED), 1));
        QuestionKey two = Keys.request(MODEL, new SeededRequest(new Request(CHAT, SAMPLED), 2));

        assertNotEquals(Keys.group(List.of(one), false), Keys.group(List.of(one, two), false));
        assertNotEquals(Keys.group(List.of(two, one), false), Keys.group(List.of(one, two), false));
    }

    @Test
    void whatIsAskedAgainIsNotFoundAmongTheFirstAnswers() {
        QuestionKey one = Keys.request(MODEL, new SeededRequest(new Request(CHAT, SAMPLED), 1));

        assertNotEquals(Keys.group(List.of(one), false), Keys.group(List.of(one), true));
        assertNotEquals(Keys.alone(one, ""), Keys.alone(one, "again"));
    }

    private static Prompt chat(Message last) {
        return new Prompt.Chat(List.of(DIALOGUE.get(0), last), Overflow.OLDEST_FIRST);
    }

    private static String key(ModelIdentity model) {
        return key(model, CHAT, SAMPLED, 5);
    }

    private static String key(Prompt prompt) {
        return key(MODEL, prompt, SAMPLED, 5);
    }

    private static String key(Ask ask) {
        return key(MODEL, CHAT, ask, 5);
    }

    private static String key(ModelIdentity model, Prompt prompt, Ask ask, long seed) {
        return Keys.request(model, new SeededRequest(new Request(prompt, ask), seed))
                .key();
    }
}
