package org.comptrust.models.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a regular expression of a {@code tokenizer.json} can be given to the native library. That searches by backtracking and ends the
 * whole process when a search takes too many steps, so only such expressions are let through as cannot: no repeated group whose content may
 * itself match in several ways, few unlimited repetitions one after the other, no references or recursion. Those that tokenizers split
 * text with are far simpler.
 */
final class ExpressionCheck {
    private static final int LONGEST = 4000;
    private static final int DEEPEST = 10;

    /** Repetitions without a limit that follow each other: with two, steps grow with the square of a run's length. */
    private static final int MOST_UNLIMITED = 2;

    /** From here on a limit is none. */
    private static final int UNLIMITED = 100;

    private static final Pattern QUANTIFIER = Pattern.compile("[*+?]|\\{(\\d{0,9})(,?)(\\d{0,9})\\}");
    private static final Pattern GROUP = Pattern.compile("\\((\\?(:|=|!|<=|<!|>|[im-]{1,5}:)|(?![?*]))");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?[im-]{1,5}\\)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([pPxo]\\{[^}]{0,80}\\}|[^1-9kgQE])", Pattern.DOTALL);

    private final String expression;
    private int at;
    private final Deque<Level> open = new ArrayDeque<>();
    private Level level = new Level();
    private Atom last = Atom.NONE;

    /** What stands before a quantifier. */
    private enum Atom {
        NONE,
        SINGLE,
        GROUP_OF_ONE_WAY,
        GROUP_OF_SEVERAL_WAYS,
        REPEATED
    }

    /** What was seen of a group. */
    private static final class Level {
        private boolean severalWays;
        private int unlimited;
        private int mostUnlimited;

        void repetition(boolean varies, int unlimitedOnes) {
            severalWays |= varies;
            unlimited += unlimitedOnes;
            mostUnlimited = Math.max(mostUnlimited, unlimited);
        }
    }

    private ExpressionCheck(String expression) {
        this.expression = expression;
    }

    /** Why the expression is not let through, as a predicate; empty if it is. */
    static Optional<String> problem(String expression) {
        if (expression.length() > LONGEST) {
            return Optional.of("has " + expression.length() + " characters; at most " + LONGEST + " are read");
        }
        return new ExpressionCheck(expression).problem();
    }

    private Optional<String> problem() {
        while (at < expression.length()) {
            Optional<String> problem = step();
            if (problem.isPresent()) {
                return problem;
            }
            if (level.mostUnlimited > MOST_UNLIMITED) {
                return Optional.of("repeats without a limit more than " + MOST_UNLIMITED
                        + " times in a row, which can take for ever");
            }
        }
        return Optional.empty(); // whether it is whole, the library says
    }

    private Optional<String> step() {
        char c = expression.charAt(at);
        Matcher quantifier = here(QUANTIFIER);
        if (last != Atom.NONE && quantifier.lookingAt()) {
            return quantified(quantifier);
        }
        return switch (c) {
            case '(' -> opened();
            case ')' -> closed();
            case '[' -> bracket();
            case '\\' -> escaped();
            case '|' -> {
                level.severalWays = true;
                level.unlimited = 0;
                yield single(Atom.NONE, 1);
            }
            default -> single(Atom.SINGLE, 1);
        };
    }

    private Optional<String> single(Atom atom, int length) {
        last = atom;
        at += length;
        return Optional.empty();
    }

    private Optional<String> quantified(Matcher quantifier) {
        if (last == Atom.REPEATED) {
            return Optional.of("repeats a repetition at character " + at);
        }
        long least = bound(quantifier, 1, 0);
        long most = quantifier.group().startsWith("{")
                ? quantifier.group(2).isEmpty() ? least : bound(quantifier, 3, Long.MAX_VALUE)
                : quantifier.group().equals("?") ? 1 : Long.MAX_VALUE;
        if (most > 1 && last == Atom.GROUP_OF_SEVERAL_WAYS) {
            return Optional.of(
                    "repeats a group at character " + at + " that can match in several ways, which can take for ever");
        }
        level.repetition(least != most, most > UNLIMITED ? 1 : 0);
        last = Atom.REPEATED;
        at = quantifier.end();
        if (at < expression.length() && "?+".indexOf(expression.charAt(at)) >= 0) {
            at++; // lazy or possessive
        }
        return Optional.empty();
    }

    private static long bound(Matcher quantifier, int group, long absent) {
        String digits = quantifier.group().startsWith("{") ? quantifier.group(group) : "";
        return digits.isEmpty() ? absent : Long.parseLong(digits);
    }

    private Optional<String> opened() {
        Matcher flags = here(FLAGS);
        if (flags.lookingAt()) {
            return single(Atom.NONE, flags.group().length());
        }
        Matcher group = here(GROUP);
        if (!group.lookingAt()) {
            return Optional.of("has a construct at character " + at + " that is not supported");
        }
        open.push(level);
        if (open.size() > DEEPEST) {
            return Optional.of("is nested too deeply");
        }
        level = new Level();
        return single(Atom.NONE, group.group().length());
    }

    private Optional<String> closed() {
        if (open.isEmpty()) {
            return Optional.of("closes a group at character " + at + " that was not opened");
        }
        Level inner = level;
        level = open.pop();
        level.repetition(inner.severalWays, inner.mostUnlimited);
        return single(inner.severalWays ? Atom.GROUP_OF_SEVERAL_WAYS : Atom.GROUP_OF_ONE_WAY, 1);
    }

    /** A set of characters is one character, however it is written. */
    private Optional<String> bracket() {
        int depth = 0;
        for (int i = at; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                depth++;
                int first = expression.startsWith("^", i + 1) ? i + 2 : i + 1;
                if (expression.startsWith("]", first)) {
                    return Optional.of("has an empty set at character " + i);
                }
            } else if (c == ']' && --depth == 0) {
                return single(Atom.SINGLE, i + 1 - at);
            }
        }
        return single(Atom.SINGLE, expression.length() - at);
    }

    private Optional<String> escaped() {
        Matcher escape = here(ESCAPE);
        if (!escape.lookingAt()) {
            return Optional.of("has a reference or quotation at character " + at + ", which is not supported");
        }
        return single(Atom.SINGLE, escape.group().length());
    }

    private Matcher here(Pattern pattern) {
        return pattern.matcher(expression).region(at, expression.length());
    }
}
