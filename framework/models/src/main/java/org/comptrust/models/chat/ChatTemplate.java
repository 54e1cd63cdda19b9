package org.comptrust.models.chat;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;

/**
 * A chat template: Jinja as the transformers library renders it, with {@code trim_blocks}, {@code lstrip_blocks}, loop controls,
 * {@code raise_exception}, {@code strftime_now} and its {@code tojson}. Either the text that Jinja2 would give, or an exception that
 * names what is in the way; nothing in between. Values are data and are never read as a template. Thread-safe.
 */
public final class ChatTemplate {
    private static final int LONGEST = 1 << 20;

    private final Parser.Parsed parsed;

    private ChatTemplate(Parser.Parsed parsed) {
        this.parsed = parsed;
    }

    /** @throws ChatTemplateException of kind REFUSED if the text is not Jinja or has a construct that is not supported */
    public static ChatTemplate parse(String source) {
        if (source.length() > LONGEST) {
            throw ChatTemplateException.refused("the template is longer than " + LONGEST + " characters");
        }
        try {
            return new ChatTemplate(Parser.parse(source));
        } catch (StackOverflowError e) {
            throw ChatTemplateException.refused("the template nests too deep");
        }
    }

    /**
     * Renders.
     *
     * @param variables texts, truth values, numbers, lists and maps of such, null for none
     * @param now what {@code strftime_now} tells
     * @throws ChatTemplateException if the template raises an error, an operation fails or a limit is met
     * @throws IllegalArgumentException if a variable is something else
     */
    public String render(Map<String, ?> variables, LocalDateTime now) {
        Map<String, Object> names = new HashMap<>(Globals.at(now));
        variables.forEach((name, value) -> names.put(name, Python.of(value)));
        for (String name : parsed.late()) {
            if (names.containsKey(name)) {
                throw ChatTemplateException.unsupported(
                        "setting the variable `" + name + "` after a loop, macro or captured block has read it");
            }
        }
        Frame frame = Frame.root(names);
        StringBuilder out = new StringBuilder();
        try {
            Statement.all(parsed.statements(), frame.inner(), out);
            return out.toString();
        } catch (ChatTemplateException e) {
            throw e.at(frame.limits().line());
        } catch (StackOverflowError e) { // values nest, too: a list in a list in a list
            throw ChatTemplateException.failed("values nest too deep")
                    .at(frame.limits().line());
        }
    }
}
