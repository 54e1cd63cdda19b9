package org.comptrust.models.tokenizer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a regular expression of a {@code tokenizer.json} can be given to the native library. That searches by backtracking and ends the
 * whole process when a search takes ten million steps back, so only such expressions are let through as cannot: no repeated group whose
 * content may itself match in several ways, one unlimited repetition and few choices before what may fail, no references or recursion.
 * Those that tokenizers split text with are far simpler. What the library reads otherwise than others do is refused, too: a limit with
 * {@code +} behind it is repeated, one number with {@code ?} behind it may be left out, a control character may be any sign.
 */
final class ExpressionCheck {
    private static final int LONGEST = 4000;
    private static final int DEEPEST = 10;

    /** Repetitions without a limit before what may fail: with two, steps grow with the square of a run's length. */
    private static final int MOST_UNLIMITED = 1;

    /** Ways in which what has a limit can match before something fails: each costs the steps of an unlimited repetition. */
    private static final int MOST_WAYS = 200;

    /** From here on a limit is none. */
    private static final int UNLIMITED = 100;

    private static final Pattern QUANTIFIER = Pattern.compile("[*+?]|\\{(\\d{0,9})(,?)(\\d{0,9})\\}");
    private static final Pattern GROUP = Pattern.compile("\\((\\?(:|=|!|<=|<!|>|[im-]{1,5}:)|(?![?*]))");
    private static final Pattern FLAGS = Pattern.compile("\\(\\?[im-]{1,5}\\)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([pPxo]\\{[^}]{0,80}\\}|[^1-9kgQEcCM])", Pattern.DOTALL);

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

    /** What was seen of a group; of its last alternative where it has several. */
    private static final class Level {
        private boolean severalWays;
        private int unlimited;
        private int mostUnlimited;
        private int tried;
        private double ways = 1;
        private double otherWays;
        private int unlimitedBefore;
        private double waysBefore = 1;

        /** Something that is there, or the whole is tried again with other lengths of all that repeats before it. */
        void mayFail() {
            tried = Math.max(tried, unlimited);
        }

        void repetition(boolean varies, int unlimitedOnes, double choices) {
            severalWays |= varies;
            unlimited += unlimitedOnes;
            mostUnlimited = Math.max(mostUnlimited, unlimited);
            ways *= choices;
        }

        void alternative() {
            severalWays = true;
            otherWays += ways;
            unlimited = unlimitedBefore;
            ways = waysBefore;
        }

        /** Options hold to the end of the group; what follows is a group of its own, alternatives and all. */
        void options() {
            unlimitedBefore = unlimited;
            waysBefore = ways;
        }

        /** @param optional whether the whole goes on without the group if that fails */
        void group(Level inner, boolean optional) {
            tried = Math.max(tried, inner.tried + (optional ? 0 : unlimited));
            if (!optional) {
                mayFail();
            }
            repetition(inner.severalWays, inner.mostUnlimited, inner.otherWays + inner.ways);
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
            if (level.tried > MOST_UNLIMITED) {
                return Optional.of("repeats without a limit more than once before something that may fail at character "
                        + at + ", which can take for ever");
            }
            if (level.ways > MOST_WAYS) {
                return Optional.of("can match in more than " + MOST_WAYS + " ways up to character " + at
                        + ", which can take for ever");
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
                level.alternative();
                yield step(Atom.NONE, 1);
            }
            default -> single(1);
        };
    }

    private Optional<String> step(Atom atom, int length) {
        last = atom;
        at += length;
        return Optional.empty();
    }

    private Optional<String> single(int length) {
        step(Atom.SINGLE, length);
        if (!isOptional()) {
            level.mayFail();
        }
        return Optional.empty();
    }

    /** Whether what stands before may be left out. */
    private boolean isOptional() {
        Matcher quantifier = here(QUANTIFIER);
        return quantifier.lookingAt() && least(quantifier) == 0;
    }

    private static long least(Matcher quantifier) {
        return quantifier.group().equals("+") ? 1 : bound(quantifier, 1, 0);
    }

    private Optional<String> quantified(Matcher quantifier) {
        if (last == Atom.REPEATED) {
            return Optional.of("repeats a repetition at character " + at);
        }
        boolean limits = quantifier.group().startsWith("{");
        long least = least(quantifier);
        long most = limits
                ? quantifier.group(2).isEmpty() ? least : bound(quantifier, 3, Long.MAX_VALUE)
                : quantifier.group().equals("?") ? 1 : Long.MAX_VALUE;
        if (most > 1 && last == Atom.GROUP_OF_SEVERAL_WAYS) {
            return Optional.of(
                    "repeats a group at character " + at + " that can match in several ways, which can take for ever");
        }
        level.repetition(least != most, most > UNLIMITED ? 1 : 0, most > UNLIMITED ? 1 : Math.max(1, most - least + 1));
        step(Atom.REPEATED, quantifier.group().length());
        if (at < expression.length() && "?+".indexOf(expression.charAt(at)) >= 0) {
            if (limits && (expression.charAt(at) == '+' || quantifier.group(2).isEmpty())) {
                return Optional.of("repeats a repetition at character " + at);
            }
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
            level.options();
            return step(Atom.NONE, flags.group().length());
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
        return step(Atom.NONE, group.group().length());
    }

    private Optional<String> closed() {
        if (open.isEmpty()) {
            return Optional.of("closes a group at character " + at + " that was not opened");
        }
        Level inner = level;
        level = open.pop();
        step(inner.severalWays ? Atom.GROUP_OF_SEVERAL_WAYS : Atom.GROUP_OF_ONE_WAY, 1);
        level.group(inner, isOptional());
        return Optional.empty();
    }

    /** A set of characters is one character, however it is written. */
    private Optional<String> bracket() {
        int depth = 0;
        for (int i = at; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
                if (i < expression.length() && "cCM".indexOf(expression.charAt(i)) >= 0) {
                    return Optional.of("has a control character at character " + (i - 1) + ", which is not supported");
                }
            } else if (c == '[') {
                depth++;
                int first = expression.startsWith("^", i + 1) ? i + 2 : i + 1;
                if (expression.startsWith("]", first)) {
                    return Optional.of("has an empty set at character " + i);
                }
            } else if (c == ']' && --depth == 0) {
                return single(i + 1 - at);
            }
        }
        return single(expression.length() - at);
    }

    private Optional<String> escaped() {
        Matcher escape = here(ESCAPE);
        if (!escape.lookingAt()) {
            return Optional.of(
                    "has a reference, quotation or control character at character " + at + ", which is not supported");
        }
        return single(escape.group().length());
    }

    private Matcher here(Pattern pattern) {
        return pattern.matcher(expression).region(at, expression.length());
    }
}
