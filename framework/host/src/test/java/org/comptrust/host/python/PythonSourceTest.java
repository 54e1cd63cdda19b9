package org.comptrust.host.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.comptrust.api.trust.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonSourceTest {
    /** Values as CPython 3.11's json.dumps(eval(...)) has them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'a'| \"a\"",
                "\"it's\"| \"it's\"",
                "'it\\'s'| \"it's\"",
                "'a' \"b\" 'c'| \"abc\"",
                "r'\\n'| \"\\\\n\"",
                "'\\n\\t\\x41\\u00e9\\101'| \"\\n\\tA\u00e9A\"",
                "'\\N{BULLET}\\U0001F600'| \"\u2022\uD83D\uDE00\"",
                "'100\\% \\q'| \"100\\\\% \\\\q\"",
                "''| \"\"",
                "''''a' b'''| \"'a' b\"",
                "u'x'| \"x\"",
                "('a' 'b')| \"ab\"",
                "('a',)| [\"a\"]",
                "()| []",
                "['a', 1, -2, 2.5, None, True, [],]| [\"a\",1,-2,2.5,null,true,[]]",
                "{'a': 1, 2: ('b',), 'c': {},}| {\"a\":1,\"2\":[\"b\"],\"c\":{}}",
                "{'a', 'b'}| [\"a\",\"b\"]",
                "'a' + 'b' * 3 + 'c'| \"abbbc\"",
                "['a'] * 2 + ['b']| [\"a\",\"a\",\"b\"]",
                "'a', 'b'| [\"a\",\"b\"]",
                "f'{NAME} {{x}} {unknown}'| \"word {x} {unknown}\"",
                "f'{TABLE[\"k\"]}{LIST[1]}{LIST[-1]}'| \"vbb\"",
                "NAME + ' ' + NAME| \"word word\"",
                "TABLE['k']| \"v\"",
                "['x ' + p for p in LIST]| [\"x a\",\"x b\"]",
                "[[p, p] for p in LIST] + []| [[\"a\",\"a\"],[\"b\",\"b\"]]",
                "1_000| 1000",
            })
    void literalsAreWhatPythonMakesOfThem(String expression, String json) {
        PythonSource source = PythonSource.of(
                "s.py", "NAME = 'word'\nTABLE = {'k': 'v'}\nLIST = ['a', 'b']\nX = " + expression + "\n");

        assertEquals(json, source.assigned("", "X").get(0).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "call()| 1:5: \"call\" is no name of something that is written out",
                "NAME.x| 1:5: \"NAME\" is no name",
                "b'a'| 1:5: bytes are no text",
                "other| 1:5: \"other\" is no name of something that is written out",
                "'a' % 3| 1:9: \"%\" after a literal",
                "'a' if x else 'b'| 1:9: \"if\" after a literal",
                "'a' + 1| 1:9: a sum of values",
                "'\\N{no such}'| 1:5: the string has an escape",
                "'\\xZZ'| 1:5: the string has an escape",
                "['a' * 1000000] * 1000000| 1:21: a value of more than",
                "[[[['abcdefgh'] * 999] * 999] * 999]| 1:28: a value of more than",
                "'a' * 999999999999| 1:9: a value of more than",
            })
    void whatIsNotWrittenOutIsSaidWithItsPlace(String expression, String why) {
        String code = "X = " + expression + "\n";
        PythonSource source = PythonSource.of("s.py", code);

        DataException refused = assertThrows(DataException.class, () -> source.assigned("", "X"));

        String[] place = why.split(": ", 2);
        assertTrue(
                refused.getMessage()
                        .startsWith("s.py:" + place[0] + ": X is not written out: " + place[1].substring(0, 8)),
                refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'X = ''a', 1:5: the string has no end",
        "X = (, 2:1: a bracket is open",
        "X = ), 1:5: \")\" closes nothing"
    })
    void whatIsNoPythonIsSaidWithLineAndColumn(String code, String why) {
        DataException broken = assertThrows(DataException.class, () -> PythonSource.of("s.py", code + "\n"));

        assertTrue(broken.getMessage().startsWith("s.py:" + why), broken.getMessage());
    }

    @Test
    void namesAreFoundInTheClassesAndFunctionsThatAssignThem() {
        PythonSource source = PythonSource.of("s.py", """
                import os
                TOP = "t"   # a comment with "quotes"
                class Chat(Base):
                    KIND: str = "k"
                    def talk(self, who="Ann",
                             other=compute()):
                        if who:
                            text = f"{who} {TOP}"
                        else:
                            text = "no " \\
                                   "one"
                        return text
                def after():
                    text = "last"
                """);

        assertEquals(
                texts("Ann t", "no one"), source.assigned("Chat.talk", "text").toString());
        assertEquals("\"k\"", source.assigned("Chat", "KIND").get(0).toString());
        assertEquals("\"last\"", source.assigned("after", "text").get(0).toString());
        assertEquals("Ann", source.value("Chat.talk", "who").orElseThrow().asText());
        assertTrue(source.value("Chat.talk", "other").isEmpty());
        DataException none = assertThrows(DataException.class, () -> source.assigned("", "text"));
        assertEquals("s.py: assigns nothing to text", none.getMessage());
    }

    @Test
    void aNameThatIsBoundToSomethingElseIsForgotten() {
        PythonSource source = PythonSource.of("s.py", """
                a = "x"
                b = ["y"]
                b += ["z"]
                a = compute(a)
                c = a + "!"
                for b in range(3):
                    pass
                d = b
                e = f = "two"
                """);

        assertThrows(DataException.class, () -> source.assigned("", "c"));
        assertThrows(DataException.class, () -> source.assigned("", "d"));
        assertEquals("[[\"y\"], [\"y\",\"z\"]]", source.assigned("", "b").toString());
        assertEquals("two", source.assigned("", "f").get(0).asText());
    }

    @Test
    void literalsInsideOfCodeAreFoundInOrder() {
        PythonSource source = PythonSource.of("s.py", """
                def talk(x):
                    messages = [{"role": "system", "content": "Be kind."},
                                {"role": "user", "content": x + "!"}]
                    if any(p in x for p in ["as if", "as though"]):
                        say({"role": "assistant", "content": "Sure"})
                """);

        List<String> found = source.literals("talk").stream()
                .filter(JsonNode::isContainerNode)
                .map(JsonNode::toString)
                .toList();

        assertEquals(
                List.of(
                        "{\"role\":\"system\",\"content\":\"Be kind.\"}",
                        "[\"as if\",\"as though\"]",
                        "{\"role\":\"assistant\",\"content\":\"Sure\"}"),
                found);
    }

    @Test
    void phrasesThatAreLookedForAreFoundLineByLine() {
        PythonSource source = PythonSource.of("s.py", """
                def refuse(x, y):
                    if x.find("go away") != -1 or x.find("leave") != -1:
                        return 0
                    if ("no" in x or 'never' in x) and ("maybe" not in x) or "other" in y:
                        return 1
                    for p in x:
                        pass
                """);

        assertEquals(
                List.of(List.of("go away", "leave"), List.of("no", "never", "maybe")), source.searched("refuse", "x"));
    }

    @Test
    void argumentsOfCallsAreFoundByName() {
        PythonSource source = PythonSource.of("s.py", """
                class Template(Base):
                    def __init__(self, name="none"):
                        pass
                register(Template(name="plain", roles=("A", "B"), style=Style.PLAIN, sep=compute(), 3))
                register(
                    Template(
                        name="other",
                    )
                )
                """);

        List<Map<String, JsonNode>> calls = source.calls("Template");

        assertEquals(
                "{name=\"plain\", roles=[\"A\",\"B\"], style=\"PLAIN\"}",
                calls.get(0).toString());
        assertEquals("{name=\"other\"}", calls.get(1).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "(", "{'a':", "f'{", "x = [[", "'''", "\\"})
    void deepOrOpenTextEndsInAFaultAndNotInAnOverflow(String open) {
        try {
            PythonSource.of("s.py", "x = " + open.repeat(5_000));
        } catch (DataException fault) {
            assertTrue(fault.getMessage().startsWith("s.py:"), fault.getMessage());
        }
    }

    /** Any text is Python, or a fault with its place: nothing else is thrown. */
    @Test
    void noTextMakesTheReaderFail() {
        String alphabet = "ab=+*[](){}'\"\\,.:#\n \tf1xNr-in for def class";
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                PythonSource source = PythonSource.of("s.py", text.toString());
                source.literals("");
                source.calls("a");
            } catch (DataException fault) {
                assertTrue(fault.getMessage().startsWith("s.py"), fault.getMessage() + " for seed " + seed);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    private static String texts(String... texts) {
        return "[\"" + String.join("\", \"", texts) + "\"]";
    }
}
