package org.comptrust.core.spec;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces {@code ${NAME}} and {@code ${NAME:-default}} in paths by variables of the environment. */
final class Variables {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}:]*)(:-([^}]*))?}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final UnaryOperator<@Nullable String> environment;

    /** @param environment gives a variable's value, or null */
    Variables(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /** The text with the values of its variables; those without value and default are problems and vanish. */
    String expand(String text, Place place, Problems problems) {
        if (!text.contains("${")) {
            return text;
        }
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    out, Matcher.quoteReplacement(value(matcher.group(1), matcher.group(3), place, problems)));
        }
        matcher.appendTail(out);
        if (out.indexOf("${") >= 0) {
            problems.add(
                    place,
                    "a variable is not closed in " + Suggestion.shorten(text),
                    "Write ${NAME} or ${NAME:-default}.");
        }
        return out.toString();
    }

    private String value(String name, @Nullable String fallback, Place place, Problems problems) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    place,
                    "\"" + Suggestion.shorten(name) + "\" is no name of a variable",
                    "Write ${NAME} or ${NAME:-default}.");
            return "";
        }
        String value = environment.apply(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        if (fallback == null) {
            problems.add(
                    place,
                    "the variable " + name + " is not set",
                    "Set it in the environment, or write ${" + name + ":-default}.");
            return "";
        }
        return fallback;
    }
}
