package org.comptrust.core.plan;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A name in which {@code *} stands for any text. */
final class NamePattern {
    private final Pattern regex;

    NamePattern(String text) {
        this.regex = Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    boolean matches(String name) {
        return regex.matcher(name).matches();
    }
}
