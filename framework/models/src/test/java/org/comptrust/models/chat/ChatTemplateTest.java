package org.comptrust.models.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.comptrust.models.chat.ChatTemplateException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected here was read off Jinja2 3.1 in the environment of the transformers library. */
class ChatTemplateTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 3, 9, 8, 5);

    @Test
    void rendersADialogue() {
        assertEquals("<s>(user) hello\n(bot) hi</s>\n(bot) ", render("""
                {{ bos_token }}
                {%- for message in messages %}
                {%- set who = 'bot' if message.role == 'assistant' else message['role'] %}
                {{- '(' + who + ') ' + message.content | trim }}
                {%- if message.role == 'assistant' %}{{ eos_token }}{% endif %}

                {% endfor %}
                {%- if add_generation_prompt %}{{ '(bot) ' }}{% endif %}
                """));
    }

    @Test
    void aMessageIsDataWhateverItHolds() {
        String braces = "{{ 7 * 7 }} {% raw %} {# note #}";

        assertEquals(braces + "!", ChatTemplate.parse("{{ text + '!' }}").render(Map.of("text", braces), NOW));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = "=>",
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock = """
            {{ 'false' and 'yes' }}=>yes
            {{ true }} {{ none }} {{ 1.0 }} {{ 7 / 2 }} {{ -7 // 2 }} {{ -7 % 3 }}=>True None 1.0 3.5 -4 2
            {{ '1' == 1 }} {{ 1 == 1.0 }} {{ 1 < 2 < 3 }}=>False True True
            {{ not 'x' in 'y' }} {{ 'x' not in 'y' }}=>True True
            {{ '' or 'z' }} {{ 'q' and 'r' }}=>z r
            {{ 'a' ~ 1 ~ none ~ missing }}=>a1None
            {{ [1, 'a', none, true] }} {{ (1,) }} {{ {'a': "it's"} }}=>[1, 'a', None, True] (1,) {'a': "it's"}
            {{ 'x' * 3 }}{{ 'a' 'b' }}=>xxxab
            {{ 'abc'[-1] }}{{ 'abc'[1:] }}{{ 'abc'[::-1] }}{{ [1, 2, 3][::-2] }}=>cbccba[3, 1]
            {{ '🌍x' | length }}{{ '🌍x'[1] }}=>2x
            {{ '  a '.strip() }}{{ 'xay'.strip('xy') }}{{ 'a,b'.split(',')[-1] }}=>aab
            {{ 'abc'.startswith('a') }} {{ 'abc'.endswith(('x', 'c')) }}=>True True
            {{ ['a', 'b'] | join('-') }} {{ [3, 4] | first }} {{ [3, 4] | last }}=>a-b 3 4
            {{ 'hello world' | title }} {{ 'aXb' | replace('X', '-') | upper }}=>Hello World A-B
            {{ {'a': [1, 'é']} | tojson }} {{ [] | tojson }}=>{"a": [1, "é"]} []
            {{ missing is defined }} {{ none is none }} {{ 1 is number }} {{ true is integer }}=>False True True False
            {{ missing | default('d') }} {{ '' | default('d') }} {{ '' | default('d', true) }}=>d  d
            {{ raise_exception is defined }} {{ strftime_now('%d %b %Y') }}=>True 09 Mar 2026
            {{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list }}=>[' hello ']
            {{ messages[-1].content }}{{ messages[9] is defined }}=>hiFalse
            {{ range(1, 7, 2) | list }}{{ dict(a=1).a }}=>[1, 3, 5]1
            """)
    void expressionsMeanWhatTheyMeanInPython(String template, String expected) {
        assertEquals(expected, render(template));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiterString = "=>",
            ignoreLeadingAndTrailingWhitespace = false,
            textBlock = """
            {% set y = 0 %}{% for x in [1, 2] %}{% set y = x %}{% endfor %}{{ y }}=>0
            {% set n = namespace(y=0) %}{% for x in [1, 2] %}{% set n.y = n.y + x %}{% endfor %}{{ n.y }}=>3
            {% if true %}{% set y = 5 %}{% endif %}{{ y }}=>5
            {% for x in [1, 2, 3] if x != 2 %}{{ loop.index }}{{ x }}{% endfor %}=>1123
            {% for x in [1, 2, 3, 4] %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 4 %}{% break %}{% endif %}{{ x }}{% endfor %}=>13
            {% for x in 'ab' %}{{ loop.previtem }}{{ loop.nextitem is defined }}{{ loop.last }}{% endfor %}=>TrueFalseaFalseTrue
            {% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}{% for x in [] %}{% else %}none{% endfor %}=>a1none
            {% macro m(a, b='d') %}<{{ a }}{{ b }}>{% endmacro %}{{ m(1) }}{{ m(1, b=2) }}=><1d><12>
            {% set t %}a{{ 1 }}{% endset %}{{ t }}{% filter upper %}b{% endfilter %}{% raw %}{{ c }}{% endraw %}=>a1B{{ c }}
            {% generation %}{{ 1 }}{% endgeneration %}=>1
            """)
    void statementsDoWhatTheyDoInJinja(String template, String expected) {
        assertEquals(expected, render(template));
    }

    @Test
    void blocksTakeTheirLinesAndSignsTakeMore() {
        assertEquals("a\n  x\nb", render("a\n  {% if true %}\n  x\n  {% endif %}\nb\n"));
        assertEquals("axb", render("a \n {%- if true -%} \n x {%- endif %}\nb"));
        assertEquals("a\n  x\nb", render("a\n  {%+ if true %}x{% endif +%}\nb"));
        assertEquals("a b", render("a {# note #}\nb"));
        assertEquals("1\n2", render("{{ 1 }}\n{{- '' }}\n{{ 2 }}\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'a' + missing }}",
                "{{ missing.deeper }}",
                "{{ 1 + 'a' }}",
                "{{ 'a' < 1 }}",
                "{{ none | length }}",
                "{{ 1 / 0 }}",
                "{{ missing() }}",
                "{% for x in none %}{% endfor %}",
                "{% set x.y = 1 %}",
                "{{ 'a'.split('') }}"
            })
    void whatFailsInPythonFails(String template) {
        ChatTemplateException failed = assertThrows(ChatTemplateException.class, () -> render(template));

        assertEquals(Kind.FAILED, failed.kind(), failed.getMessage());
    }

    @Test
    void aTemplateCanRefuseADialogueAndSaysWhere() {
        ChatTemplateException raised = assertThrows(
                ChatTemplateException.class,
                () -> render("{% if messages %}\n{{ raise_exception('no ' ~ 1) }}{% endif %}"));

        assertEquals(Kind.RAISED, raised.kind());
        assertEquals("line 2: no 1", raised.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", textBlock = """
            {{ x | nosuch }}                        => filter `nosuch` is not supported
            {{ x | e }}                             => filter `e` is not supported
            {{ 'a' + (x | safe) }}                  => filter `safe` inside an expression is not supported
            {{ x is nosuch }}                       => test `nosuch` is not supported
            {{ x.encode() }}                        => method `encode` is not supported
            {% include 'x' %}                       => the block `include` is not supported
            {% import 'x' as y %}                   => the block `import` is not supported
            {% call f() %}{% endcall %}             => the block `call` is not supported
            {% for x in y recursive %}{% endfor %}  => a recursive loop is not supported
            {{ 2 ** 3 }}                            => `**` is not supported
            {{ lipsum() }}                          => `lipsum` is not supported
            {{ f(*x) }}                             => `*` before an argument is not supported
            {{ 0x10 }}                              => a number written like 0x is not supported
            {{ x                                    => the tag does not end: no `}}`
            {% if x %}                              => the template ends where one of [elif, else, endif] is wanted
            {{ x ! }}                               => unexpected `!`
            """)
    void whatIsNotSupportedIsRefusedByName(String template, String reason) {
        ChatTemplateException refused =
                assertThrows(ChatTemplateException.class, () -> ChatTemplate.parse("\n" + template));

        assertEquals(Kind.REFUSED, refused.kind());
        assertEquals("line 2: " + reason, refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ messages.__class__ }}",
                "{{ ''['__class__'] }}",
                "{{ messages.append }}",
                "{{ '%s' % 1 }}",
                "{{ messages | map('length') }}",
                "{{ raise_exception }}",
                "{% for m in [1] %}{{ bos_token }}{% endfor %}{% set bos_token = 'x' %}"
            })
    void whatOnlyShowsWhenItRunsIsRefusedThen(String template) {
        ChatTemplateException refused = assertThrows(ChatTemplateException.class, () -> render(template));

        assertTrue(refused.getMessage().contains("not supported"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
                "{% set n = namespace(t='x') %}{% for a in range(60) %}{% set n.t = n.t + n.t %}{% endfor %}",
                "{{ 'x' * 999999999 }}",
                "{{ range(999999999) }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% set n = namespace(t=[]) %}{% for a in range(50000) %}{% set n.t = [n.t] %}{% endfor %}{{ n.t }}"
            })
    void noTemplateRunsOrGrowsForEver(String template) {
        ChatTemplateException stopped = assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> assertThrows(ChatTemplateException.class, () -> render(template)));

        assertEquals(Kind.FAILED, stopped.kind(), stopped.getMessage());
    }

    @Test
    void deeplyNestedTemplatesAreRefused() {
        for (String open : List.of("(", "[", "not ", "-", "{% if x %}")) {
            String nested = open.startsWith("{") ? open.repeat(20_000) : "{{ " + open.repeat(20_000);

            assertEquals(
                    Kind.REFUSED,
                    assertThrows(ChatTemplateException.class, () -> ChatTemplate.parse(nested))
                            .kind(),
                    open);
        }
    }

    private static String render(String template) {
        Map<String, Object> variables = new HashMap<>();
        variables.put(
                "messages",
                Arrays.asList(
                        Map.of("role", "user", "content", " hello "), Map.of("role", "assistant", "content", "hi")));
        variables.put("add_generation_prompt", true);
        variables.put("bos_token", "<s>");
        variables.put("eos_token", "</s>");
        return ChatTemplate.parse(template).render(variables, NOW);
    }
}
